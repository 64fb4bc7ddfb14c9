"""A party: the people one registration is for, what they chose, and what of it is sent. Pure.

A party is what an unfinished form holds. ``to_registration`` turns it into what the API takes.

Rules: design/forms.md §2–4, events-api/differences.md §3, events-api/outbound-v2.md §3.11 and §5.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from portal.events_api.codes import MULTIPLE_CHOICE
from portal.events_api.types import (
    Answer,
    Attendee,
    AttendeeSession,
    CaptchaSolution,
    Event,
    Registration,
    Session,
)

_NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One attendee. Personal data: never in a repr."""

    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    pass_id: str | None = None
    # By question id. One value, "Yes" or "No" for yes/no questions; any number for multiple choice.
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    waitlisted: bool = False  # wants a place at the event when one becomes free
    waitlisted_session_ids: tuple[str, ...] = ()  # of the party's sessions, those without a place for this person


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The content of a registration form, finished or not. The first person is the one who fills it in."""

    people: tuple[Person, ...] = ()
    session_ids: tuple[str, ...] = ()  # the same for everybody
    waitlisted_session_ids: tuple[str, ...] = ()  # full ones everybody wants to wait for
    auto_register: bool = False  # wants to be registered as soon as a place becomes free
    consent_text: int | None = None  # the version that was shown
    consent_given: bool = False
    told_others: bool = False
    captcha: CaptchaSolution | None = field(default=None, repr=False)

    @property
    def chosen_session_ids(self) -> tuple[str, ...]:
        """Every chosen session once, those to wait for last."""
        return tuple(dict.fromkeys((*self.session_ids, *self.waitlisted_session_ids)))


class AskedQuestion(Protocol):
    """What sending needs of a question."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> int | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What is left at one moment. None: no limit known."""

    event_left: int | None
    session_left: Mapping[str, int | None]
    has_waitlist: bool  # the event's; sessions have none of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What a party asks for and does not get. Empty: there is room for everybody."""

    people_left: int | None = None  # places for this many of them; None: enough
    session_ids: tuple[str, ...] = ()  # sessions without room for everybody

    def __bool__(self) -> bool:
        return self.people_left is not None or bool(self.session_ids)


def has_custom_agenda(event: Event, *, paid: bool, sessions: Sequence[Session]) -> bool:
    """Whether people choose sessions: the event lets them, is free, and has some."""
    return event.allow_custom_agenda and not paid and bool(sessions)


def offers_auto_register(event: Event, *, paid: bool, waiting: bool) -> bool:
    """Whether people choose between being registered and being told. ``waiting``: for the event or for a session."""
    return waiting and not paid and event.show_automatic_registration_checkbox and not event.autoregister_waitlist_items


def find_shortage(party: Party, places: Places) -> Shortage:
    """Return where there is no room for those who do not ask for the waitlist."""
    staying = [person for person in party.people if not person.waitlisted]
    left = places.event_left
    return Shortage(
        people_left=max(left, 0) if left is not None and len(staying) > max(left, 0) else None,
        session_ids=tuple(
            session_id
            for session_id in party.session_ids
            if (room := places.session_left.get(session_id)) is not None
            and sum(session_id not in person.waitlisted_session_ids for person in staying) > max(room, 0)
        ),
    )


def apply_places(party: Party, places: Places) -> Party:
    """Return the party with those on the waitlist for whom no place is left, the last ones first.

    Attendee number *i* of those who get a place waits for a session with *i* or fewer places left. Nobody is put on a
    waitlist that does not exist, and nobody who asked for it is taken off.
    """
    if not places.has_waitlist:
        return party
    people: list[Person] = []
    placed = 0
    for person in party.people:
        if not person.waitlisted and places.event_left is not None and placed >= places.event_left:
            person = replace(person, waitlisted=True)
        if person.waitlisted:
            people.append(replace(person, waitlisted_session_ids=()))
            continue
        full = tuple(
            session_id
            for session_id in party.session_ids
            if (room := places.session_left.get(session_id)) is not None and room <= placed
        )
        people.append(replace(person, waitlisted_session_ids=full))
        placed += 1
    return replace(party, people=tuple(people))


def to_registration(
    party: Party,
    *,
    event: Event,
    questions: Sequence[AskedQuestion],
    paid: bool,
    custom_agenda: bool,
    own_answers: Mapping[str, str] = _NO_ANSWERS,
) -> Registration:
    """Return what is sent for a party: people with a place first, in their order, waitlisted ones after.

    ``paid``           the event has passes: they are sent, and sessions are not
    ``custom_agenda``  the event lets people choose sessions, see ``has_custom_agenda``
    ``own_answers``    mapped answers of the person who fills in the form, by field id: consent, where they came from.
                       They stand in for an answer of the same id; nobody gives them for others
    """
    sessions = party.chosen_session_ids if custom_agenda and not paid else ()
    attendees: list[Attendee] = []
    for number, person in enumerate(party.people):
        own = own_answers if number == 0 else _NO_ANSWERS
        waits_for = {*party.waitlisted_session_ids, *person.waitlisted_session_ids}
        taken = () if person.waitlisted else sessions
        waiting = person.waitlisted or any(session_id in waits_for for session_id in taken)
        attendees.append(
            Attendee(
                first_name=person.first_name,
                last_name=person.last_name,
                email=person.email,
                pass_id=person.pass_id if paid and not person.waitlisted else None,
                waitlisted=person.waitlisted,
                auto_register=party.auto_register and offers_auto_register(event, paid=paid, waiting=waiting),
                answers=(*_answers(person, questions, leave_out=own.keys()), *_own_answers(own)),
                sessions=tuple(
                    AttendeeSession(session_id=session_id, waitlisted=session_id in waits_for) for session_id in taken
                ),
            )
        )
    attendees.sort(key=lambda attendee: attendee.waitlisted)  # stable
    return Registration(attendees=tuple(attendees), captcha=party.captcha)


def _answers(person: Person, questions: Sequence[AskedQuestion], *, leave_out: Iterable[str]) -> tuple[Answer, ...]:
    """The answers that were given, in the order of the questions. A choice is sent to the letter, commas included."""
    skipped = set(leave_out)
    answers: list[Answer] = []
    for question in questions:
        values = tuple(value for value in person.answers.get(question.id, ()) if value.strip())
        if not values or question.id in skipped:
            continue
        multiple = question.kind == MULTIPLE_CHOICE
        answers.append(
            Answer(
                field_id=question.id,
                value=", ".join(values) if multiple else values[0],
                values=values if multiple else None,
            )
        )
    return tuple(answers)


def _own_answers(own: Mapping[str, str]) -> tuple[Answer, ...]:
    return tuple(Answer(field_id=name, value=value) for name, value in own.items() if name and value)
