"""Looks at the API before a registration is sent, and after it was refused without a reason."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from portal.domain.availability import State
from portal.events_api.types import Event
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.call_budget import Purpose
from portal.services.catalogue.listing import availability_of
from portal.services.registration.outcomes import Outcome
from portal.services.snapshots.resources import PUBLISHED

_CLOSED = {State.CLOSED, State.PAST}


def refusal(site: Site, readable_event_id: str) -> Outcome | None:
    """Why the event takes no registrations any more; None if it does, or if nothing is known.

    Looks at a copy no older than a minute or so, as far as the API answers. What is full is left to the API to say.
    """
    events = snapshots.Reading(site, [PUBLISHED]).get_newer(PUBLISHED).value
    if events is None:
        return None
    event = _find(events, readable_event_id)
    if event is None:
        return Outcome.GONE
    availability = availability_of(site, event, passes=None, registration_count=None, now=timezone.now())
    return Outcome.CLOSED_MEANWHILE if availability.state in _CLOSED else None


def reads_work(site: Site) -> bool:
    """Whether the API answers the same token and origin right now. Asks it."""
    before = timezone.now()
    snapshots.renew(site, [PUBLISHED], purpose=Purpose.REGISTRATION, wait_s=settings.EVENTS_API_REFRESH_DEADLINE_S)
    fetched_at = snapshots.Reading(site, [PUBLISHED]).peek(PUBLISHED).fetched_at
    return fetched_at is not None and fetched_at >= before


def is_gone(site: Site, readable_event_id: str) -> bool:
    """Whether the API lists its events right now, and this one is not among them. Asks it."""
    if not reads_work(site):
        return False
    events = snapshots.Reading(site, [PUBLISHED]).peek(PUBLISHED).value
    return events is not None and _find(events, readable_event_id) is None


def _find(events: tuple[Event, ...], readable_event_id: str) -> Event | None:
    return next((event for event in events if event.readable_event_id == readable_event_id), None)
