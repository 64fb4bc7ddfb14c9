"""What a stored registration holds of people: initials for lists, the rest for those with a permission of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from portal.domain.initials import initials
from portal.events_api import storage
from portal.events_api.types import Attendee
from portal.events_api.types import Registration as Payload
from portal.models import CannotDecrypt, Registration
from portal.services.registration.labels import Labels

_SHOWN_INITIALS = 3


class PeopleUnreadable(Exception):
    """What is stored cannot be read: a key was lost, or another release wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One attendee with names in place of ids. Personal data: for pages and files of those who may see it."""

    first_name: str
    last_name: str
    email: str
    waitlisted: bool
    pass_name: str  # "": none
    sessions: tuple[str, ...]
    waitlisted_sessions: tuple[str, ...]
    answers: dict[str, tuple[str, str]]  # field id -> (label, value), in the order of the questions


def people_of(row: Registration, labels: Labels) -> list[Person]:
    """The attendees as they were sent: with a place first. Empty once erased.

    Raises PeopleUnreadable.
    """
    return [_person(attendee, labels) for attendee in _attendees(row)]


def initials_of(row: Registration) -> str:
    """Initials of the first few attendees; "–" once erased, "?" when they cannot be read."""
    if not row.payload_encrypted:
        return "–"
    try:
        attendees = _attendees(row)
    except PeopleUnreadable:
        return "?"
    shown = [(initials(each.first_name, each.last_name),) for each in attendees[:_SHOWN_INITIALS]]
    more = len(attendees) - len(shown)
    written = format_html_join(", ", '<bdi class="portal-whole">{}</bdi>', shown)
    return format_html("{} +{}", written, more) if more else written


def _attendees(row: Registration) -> tuple[Attendee, ...]:
    try:
        content = row.payload()
        return storage.load(Payload, content).attendees if content else ()
    except (CannotDecrypt, storage.StoredRecordUnreadable) as error:
        raise PeopleUnreadable(str(error)) from error  # names keys and paths, never a value


def _person(attendee: Attendee, labels: Labels) -> Person:
    return Person(
        first_name=attendee.first_name,
        last_name=attendee.last_name,
        email=attendee.email,
        waitlisted=attendee.waitlisted,
        pass_name=labels.pass_name(attendee.pass_id) if attendee.pass_id else "",
        sessions=tuple(labels.session(each.session_id) for each in attendee.sessions if not each.waitlisted),
        waitlisted_sessions=tuple(labels.session(each.session_id) for each in attendee.sessions if each.waitlisted),
        answers={answer.field_id: (labels.question(answer.field_id), answer.value) for answer in attendee.answers},
    )
