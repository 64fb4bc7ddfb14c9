"""The sessions of a receipt, else its event, as a calendar file. Times in UTC: read alike by every calendar.

Rules: design/pitfalls.md §4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar
from icalendar import Event as Entry

from portal.domain.richtext import excerpt
from portal.domain.text import visible
from portal.events_api.types import Event, Session

LONGEST_DESCRIPTION = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the calendar says in the page's language where the API says nothing."""

    untitled: str
    no_room: str
    online: str


def receipt_calendar(
    event: Event,
    sessions: Sequence[Session],
    *,
    address: str,
    domain: str,
    made_at: datetime,
    place: str,
    is_online: bool,
    words: Words,
) -> bytes:
    """Return the file. Without a session that has a time it holds the event.

    ``address``  of the event's page, absolute
    ``domain``   fixed part of each UID, never from the request's host
    ``made_at``  when the registration was made
    ``place``    of the event, "" where it is not known
    """
    name = visible(event.event_name) or words.untitled
    calendar = Calendar()
    calendar.add("prodid", "-//Events portal//Receipt//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    timed = [session for session in sessions if session.starts_at is not None]
    for session in timed:
        assert session.starts_at is not None  # noqa: S101 -- filtered above
        entry = _entry(session.id, session.starts_at, session.ends_at, domain=domain, address=address, made_at=made_at)
        entry.add("summary", visible(session.name) or words.untitled)
        entry.add("location", _location(session, place, words, is_online=is_online))
        _describe(entry, session.session_summary)
        calendar.add_component(entry)
    if not timed:
        entry = _entry(event.event_id, event.starts_at, event.ends_at, domain=domain, address=address, made_at=made_at)
        entry.add("summary", name)
        if place or is_online:
            entry.add("location", words.online if is_online else place)
        _describe(entry, event.description)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(
    uid: str, starts_at: datetime, ends_at: datetime | None, *, domain: str, address: str, made_at: datetime
) -> Entry:
    entry = Entry()
    entry.add("uid", f"{uid}@{domain}")
    entry.add("dtstamp", made_at)
    entry.add("dtstart", starts_at)
    if ends_at is not None and ends_at > starts_at:
        entry.add("dtend", ends_at)
    entry.add("last-modified", made_at)
    entry.add("sequence", 0)
    entry.add("status", "CONFIRMED")
    entry.add("url", address)
    return entry


def _location(session: Session, place: str, words: Words, *, is_online: bool) -> str:
    if is_online and session.room is None:
        return words.online
    room = visible(session.room.name) if session.room is not None else words.no_room
    return ", ".join(part for part in (room, place) if part)


def _describe(entry: Entry, text: str | None) -> None:
    if text and (described := excerpt(text, LONGEST_DESCRIPTION)):
        entry.add("description", described)
