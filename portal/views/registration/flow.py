"""One visitor's way through a form: which steps there are, which one is next, and the draft of the browser session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.domain.party import Party, Person, Shortage, find_shortage, offers_auto_register
from portal.forms.people import PersonForm, data_of
from portal.models import Registration
from portal.services.applications import Site
from portal.services.registration import drafts
from portal.services.registration.drafts import Draft
from portal.services.registration.opening import Opening, open_form
from portal.views.registration.passes import passes_left_for

_DRAFTS, _RECEIPTS = "registration_drafts", "registration_receipts"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    key: str
    title: str
    url: str
    is_complete: bool


class Visit:
    """What a page of the form works with. ``draft`` is None before the form is begun, and after it has expired."""

    def __init__(self, request: HttpRequest, readable_event_id: str, *, newest: bool = False) -> None:
        self.request = request
        self.site: Site = request.site  # type: ignore[attr-defined] -- WebApplicationMiddleware puts it there
        self.opening: Opening = open_form(self.site, readable_event_id, newest=newest)
        self.event_id = readable_event_id
        self.draft: Draft | None = None
        key = request.session.get(_DRAFTS, {}).get(readable_event_id)
        if key:
            self.draft = drafts.read(self.site, key, readable_event_id)
        if self.draft is not None:
            self.draft = replace(self.draft, party=without_needless_waiting(self.draft.party, self.opening))

    @property
    def party(self) -> Party:
        return self.draft.party if self.draft is not None else Party()

    @property
    def had_draft(self) -> bool:
        """Whether this browser began the form once."""
        return self.event_id in self.request.session.get(_DRAFTS, {})

    @property
    def receipt_key(self) -> str | None:
        """Of the registration this browser sent last for the event."""
        key = self.request.session.get(_RECEIPTS, {}).get(self.event_id)
        return str(key) if key else None

    # --- The draft ---

    def begin(self, party: Party) -> None:
        """Begin the form anew."""
        if self.draft is not None:
            drafts.delete(self.draft.key)
        self.draft = drafts.create(self.site, self.event_id, party)
        self._remember(_DRAFTS, self.draft.key)

    def save(self, party: Party) -> None:
        """Keep what was filled in on a page."""
        assert self.draft is not None  # noqa: S101 -- a step is shown with a draft only
        drafts.save(self.draft, party)
        self.draft = replace(self.draft, party=party)
        self.__dict__.pop("steps", None)

    def finish(self, registration: Registration) -> None:
        """The registration is stored: its draft is not needed any more."""
        if self.draft is not None:
            drafts.delete(self.draft.key)
        self._forget(_DRAFTS)
        self._remember(_RECEIPTS, registration.receipt_key)

    def _remember(self, name: str, key: str) -> None:
        self.request.session[name] = self.request.session.get(name, {}) | {self.event_id: key}

    def _forget(self, name: str) -> None:
        kept = dict(self.request.session.get(name, {}))
        kept.pop(self.event_id, None)
        self.request.session[name] = kept

    # --- Steps ---

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pages this party needs, in their order."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        party, opening = self.party, self.opening
        if opening.paid and not is_waiting(party):
            chosen = party.people[0].pass_id if party.people else None
            yield self._step("pass", _("Pass"), bool(chosen) and self._pass_is_left(0))
        yield self._step(
            "attendees",
            _("Attendees") if opening.max_people > 1 else _("Your details"),
            bool(party.people) and self.incomplete_person is None and not self.has_too_many_people,
        )
        if opening.custom_agenda and not is_waiting(party):
            known = all(opening.session(item) for item in party.chosen_session_ids)
            yield self._step("sessions", _("Sessions"), bool(party.chosen_session_ids) and known)
        if self.offers_auto_register:
            yield self._step("waitlist", _("Waitlist"), True)
        if opening.consent is not None or len(party.people) > 1:
            asked = opening.consent.pk if opening.consent is not None else None
            told = party.told_others or len(party.people) < 2
            yield self._step("consent", _("Consent"), told and party.consent_text == asked)
        yield self._step("check", _("Check your answers"), False)

    def _step(self, key: str, title: str, is_complete: bool) -> Step:
        alone = key == "attendees" and self.opening.max_people == 1 and len(self.party.people) < 2
        return Step(key, title, self.url("attendee", 1) if alone else self.url(key), is_complete)

    def url(self, key: str, *arguments: object) -> str:
        """The address of a page of this form."""
        return reverse(f"portal:register_{key}", args=[self.event_id, *arguments])

    def step_after(self, key: str) -> Step:
        """The page that follows a step."""
        keys = [step.key for step in self.steps]
        return self.steps[keys.index(key) + 1] if key in keys[:-1] else self.steps[-1]

    def url_after(self, key: str) -> str:
        """Where a step leads: on, or back to the check page when it was opened from there to change something."""
        return self.url("check") if "change" in self.request.GET else self.entrance(self.step_after(key))

    def entrance(self, step: Step) -> str:
        """The page that shows what a step still lacks."""
        if step.key == "attendees" and self.has_too_many_people:
            return self.url("attendees")
        if step.key == "attendees" and not step.is_complete:
            return self.url("attendee", self.incomplete_person or 1)
        return step.url

    @property
    def resume_url(self) -> str:
        """Where a form that was begun goes on."""
        unfinished = self.unfinished_before("check")
        return self.entrance(unfinished) if unfinished is not None else self.url("check")

    @property
    def next_number(self) -> int:
        """The number of a further attendee."""
        return len(self.party.people) + 1

    def url_before(self, key: str) -> str:
        """Where the back link of a step leads."""
        keys = [step.key for step in self.steps]
        index = keys.index(key) if key in keys else 0
        return self.steps[index - 1].url if index else self.url("start")

    def progress(self, key: str) -> str:
        """ "Step 2 of 4"."""
        keys = [step.key for step in self.steps]
        number = keys.index(key) + 1 if key in keys else 1
        return _("Step %(number)d of %(steps)d") % {"number": number, "steps": len(keys)}

    def unfinished_before(self, key: str) -> Step | None:
        """The first step before one that is not complete (any more)."""
        for step in self.steps:
            if step.key == key:
                return None
            if not step.is_complete:
                return step
        return None

    # --- People and places ---

    @property
    def shortage(self) -> Shortage:
        """Where there is no room for those who do not ask for the waitlist."""
        return find_shortage(self.party, self.opening.places)

    @property
    def offers_auto_register(self) -> bool:
        party = self.party
        waiting = any(person.waitlisted or person.waitlisted_session_ids for person in party.people)
        return offers_auto_register(
            self.opening.event, paid=self.opening.paid, waiting=waiting or bool(party.waitlisted_session_ids)
        )

    @property
    def is_waiting(self) -> bool:
        """Whether the whole party asks for the event's waitlist."""
        return is_waiting(self.party)

    @property
    def placed_count(self) -> int:
        """How many of the party do not wait for the event."""
        return sum(not person.waitlisted for person in self.party.people)

    @property
    def has_too_many_people(self) -> bool:
        """Whether the event takes fewer people at once than it did when they were added."""
        return len(self.party.people) > self.opening.max_people

    @cached_property
    def incomplete_person(self) -> int | None:
        """The number (from 1) of the first attendee whose details are missing or not right any more."""
        for number, person in enumerate(self.party.people, start=1):
            if not self.person_form(number, data_of(person, self.opening.questions)).is_valid():
                return number
        return None

    def person_form(self, number: int, data: object = None) -> PersonForm:
        """The form of one attendee of this party."""
        people = self.party.people
        return PersonForm(
            data,  # type: ignore[arg-type] -- a QueryDict or what data_of makes
            number=number,
            questions=self.opening.questions,
            passes=self.passes_for(number),
            others={at: person.email for at, person in enumerate(people, 1) if at != number and person.email},
            first=people[0] if number > 1 else None,
            reason=_("The organiser writes to this address about your registration.")
            if self.site.row.organiser_sends_email
            else "",
        )

    def passes_for(self, number: int) -> list[tuple[str, str]] | None:
        """What attendee ``number`` can choose on their own page; None where they choose none, or none is left."""
        people = self.party.people
        waits = people[number - 1].waitlisted if number <= len(people) else is_waiting(self.party)
        if number == 1 or waits or not self.opening.paid:
            return None
        return passes_left_for(self.opening, self.party, number) or None

    def _pass_is_left(self, index: int) -> bool:
        offered = {item for item, _label in passes_left_for(self.opening, self.party, index + 1)}
        return self.party.people[index].pass_id in offered


def is_waiting(party: Party) -> bool:
    """Whether the whole party asks for the event's waitlist."""
    return bool(party.people) and all(person.waitlisted for person in party.people)


def without_needless_waiting(party: Party, opening: Opening) -> Party:
    """The party without waiting for the event where there are now places for everybody."""
    left = opening.places.event_left
    if left is not None and left < len(party.people):
        return party
    return with_people(party, lambda person, _index: replace(person, waitlisted=False))


def with_people(party: Party, change: Callable[[Person, int], Person]) -> Party:
    """The party with each person changed. ``change`` takes the person and the index."""
    return replace(party, people=tuple(change(person, index) for index, person in enumerate(party.people)))


def sent_from_here(request: HttpRequest, readable_event_id: str, receipt_key: str) -> bool:
    """Whether this browser sent the registration of a receipt."""
    return bool(request.session.get(_RECEIPTS, {}).get(readable_event_id) == receipt_key)
