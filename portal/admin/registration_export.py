"""Registrations as a table: one row for each attendee, the answers as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from portal.admin.registration_people import PeopleUnreadable, Person, people_of
from portal.admin.registration_words import payment_word
from portal.formats.spreadsheet import to_csv
from portal.models import Registration
from portal.services import applications
from portal.services.registration.labels import Labels, labels_of


@dataclass(slots=True, kw_only=True)
class Export:
    """The table, and the registrations it holds and does not hold."""

    content: bytes = field(repr=False)
    exported: list[Registration]
    unreadable: int  # cannot be decrypted, or were written by another release


def export(registrations: Iterable[Registration]) -> Export:
    """Return the registrations that are not erased as CSV."""
    labels = _LabelsByEvent()
    people: list[tuple[Registration, Person]] = []
    exported: list[Registration] = []
    unreadable = 0
    for row in registrations:
        if not row.payload_encrypted:
            continue
        try:
            found = people_of(row, labels.of(row))
        except PeopleUnreadable:
            unreadable += 1
            continue
        exported.append(row)
        people += ((row, person) for person in found)
    return Export(content=to_csv(_table(people)), exported=exported, unreadable=unreadable)


def _table(people: list[tuple[Registration, Person]]) -> Iterator[list[str]]:
    questions: dict[str, str] = {}
    for _row, person in people:
        for field_id, (label, _value) in person.answers.items():
            questions.setdefault(field_id, label)
    yield [*_headings(), *_distinct(questions)]
    number, former = 0, None
    for row, person in people:
        number = number + 1 if row.pk == former else 1
        former = row.pk
        answers = [person.answers[field_id][1] if field_id in person.answers else "" for field_id in questions]
        yield [*_cells(row, number, person), *answers]


def _headings() -> list[str]:
    return [
        gettext("Reference"),
        gettext("State"),
        gettext("Web application"),
        gettext("Event"),
        gettext("Event id"),
        gettext("Received at"),
        gettext("Sent at"),
        gettext("Attendee"),
        gettext("First name"),
        gettext("Last name"),
        gettext("E-mail"),
        gettext("Waitlist"),
        gettext("Pass"),
        gettext("Sessions"),
        gettext("Sessions waitlisted"),
        gettext("Payment"),
        gettext("Consent"),
        gettext("Consent text"),
    ]


def _cells(row: Registration, number: int, person: Person) -> list[str]:
    """One attendee. Consent is that of the one who filled in the form: nobody gives it for others."""
    asked = number == 1 and "version" in row.consent
    return [
        row.reference,
        row.get_state_display(),
        row.application.name,
        row.event_name,
        row.readable_event_id,
        _instant(row.created_at),
        _instant(row.sent_at),
        str(number),
        person.first_name,
        person.last_name,
        person.email,
        _yes_no(person.waitlisted),
        person.pass_name,
        "; ".join(person.sessions),
        "; ".join(person.waitlisted_sessions),
        payment_word(row),
        _yes_no(row.consent.get("given")) if asked else "",
        str(row.consent["version"]) if asked else "",
    ]


def _distinct(questions: dict[str, str]) -> list[str]:
    """Headings for questions: the label, with the id where two questions share one."""
    labels = list(questions.values())
    return [label if labels.count(label) == 1 else f"{label} ({field_id})" for field_id, label in questions.items()]


def _instant(at: datetime | None) -> str:
    """In the server's time zone with its offset: sortable, and not to be misread."""
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds") if at else ""


def _yes_no(value: object) -> str:
    return gettext("yes") if value else gettext("no")


class _LabelsByEvent:
    """The names of each event, looked up once."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str], Labels] = {}

    def of(self, row: Registration) -> Labels:
        key = (row.application_id, row.readable_event_id)
        if key not in self._found:
            self._found[key] = labels_of(applications.resolve(row.application), row.readable_event_id)
        return self._found[key]
