"""Something of everything for the preview: an event that does not exist, states, a form with an error."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.domain.availability import Availability, State
from portal.events_api.codes import ON_SITE
from portal.events_api.types import Building, Event
from portal.forms.fields import OneOfField, TextField
from portal.services.applications import Site
from portal.services.catalogue import EventCard, EventWhole, Freshness
from portal.services.catalogue.programme import programme_of

_AHEAD = timedelta(days=30)
_STATES = (State.OPEN, State.WAITLIST, State.FULL, State.CLOSED, State.PAST)


class _SampleForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="sample-%s", **kwargs)
        self.fields["first_name"] = TextField(
            label=_("First name"), missing=_("Enter your first name"), longest=100, required=True
        )
        self.fields["email"] = TextField(
            label=_("Email address"), missing=_("Enter your email address"), longest=100, input_type="email"
        )
        self.fields["answer"] = OneOfField(
            label=_("Will you stay for dinner?"),
            missing=_("Select yes or no"),
            options=(("yes", _("Yes")), ("no", _("No"))),
            required=False,
        )


def sample_context(site: Site) -> dict[str, Any]:
    """What templates/portal/preview.html shows, in the active language."""
    now = timezone.now()
    event = Event(
        event_id="00000000-0000-0000-0000-000000000000",
        readable_event_id="preview",
        event_name=_("An event of yours"),
        starts_at=(now + _AHEAD).replace(hour=8, minute=0, second=0, microsecond=0),
        ends_at=(now + _AHEAD).replace(hour=16, minute=0, second=0, microsecond=0),
        time_zone="Europe/Berlin",
        time_zone_certain=True,
        event_format=ON_SITE,
        building=Building(id="00000000-0000-0000-0000-000000000001", name=_("The house by the river"), city="Berlin"),
    )
    freshness = Freshness(updated_at=now - timedelta(minutes=12), out_of_date=True)
    whole = EventWhole(
        event=event,
        availability=_availability(State.OPEN, few_places=True),
        programme=programme_of(site, event, (), (), {}),
        passes=(),
        speakers=(),
        sponsorships=(),
        tiers=(),
        missing=frozenset(),
        picture_index={},
        freshness=freshness,
        now=now,
    )
    form = _SampleForm({"first_name": "", "email": "mail@example.org"})
    form.is_valid()
    return {
        "whole": whole,
        "card": EventCard(event=event, availability=whole.availability),
        "availabilities": [_availability(state) for state in _STATES],
        "form": form,
    }


def _availability(state: State, *, few_places: bool = False) -> Availability:
    return Availability(
        state=state,
        paid=False,
        few_places=few_places,
        places_left=5 if few_places else None,
        opens_at=None,
        closes_at=None,
        changes_at=None,
    )
