"""Calendar files of events and sessions. Times in UTC: every calendar reads them alike.

Rules: design/pitfalls.md §4; RFC 5545, RFC 7986. A UID is the id in Dynamics and a fixed domain, so that one session
is one entry, whichever file it came from. No entry holds a link for joining, an attendee or an alarm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vText
from icalendar import Event as Component

from portal.domain.richtext import excerpt
from portal.domain.text import visible
from portal.domain.venue import address_lines, is_hybrid, is_online
from portal.events_api.codes import WEBINAR
from portal.events_api.types import Event, Session

LONGEST_DESCRIPTION = 1_000  # characters
REFRESH_EVERY = timedelta(hours=4)

_SEQUENCES_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a calendar says in the language of its address where the API says nothing."""

    untitled: str
    no_room: str
    online: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar. ``changed_at``: the instant of the last change, never that of the request."""

    id: str  # in Dynamics
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    address: str  # of its page, absolute
    changed_at: datetime
    location: str = ""
    description: str = ""
    is_cancelled: bool = False


def event_entry(event: Event, *, address: str, changed_at: datetime, words: Words) -> Entry:
    """Return the entry of a whole event."""
    return Entry(
        id=event.event_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        summary=visible(event.event_name) or words.untitled,
        address=address,
        changed_at=changed_at,
        location=event_location(event, words),
        description=excerpt(event.description, LONGEST_DESCRIPTION),
    )


def session_entry(session: Session, event: Event, *, address: str, changed_at: datetime, words: Words) -> Entry | None:
    """Return the entry of a session; None while it has no time."""
    if session.starts_at is None:
        return None
    return Entry(
        id=session.id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=visible(session.name) or words.untitled,
        address=address,
        changed_at=changed_at,
        location=session_location(session, event, words),
        description=excerpt(session.session_summary or session.detailed_description, LONGEST_DESCRIPTION),
    )


def event_location(event: Event, words: Words) -> str:
    """Return the venue with its address on one line, "Online", or both; "" where nothing is known."""
    if is_online(event):
        return words.online
    places = [words.online] if is_hybrid(event) else []
    return " / ".join([place for place in (_venue(event),) if place] + places)


def session_location(session: Session, event: Event, words: Words) -> str:
    """Return the room and the venue. Without a room: online where that is how it is held, else what to say instead."""
    room = visible(session.room.name) if session.room is not None else ""
    if not room and (session.session_format == WEBINAR or is_online(event)):
        return words.online
    building = session.building or event.building
    venue = "" if building is None else ", ".join([visible(building.name), *address_lines(building)])
    return ", ".join(part for part in (room or words.no_room, venue) if part)


def calendar(name: str, entries: Iterable[Entry], *, domain: str, is_feed: bool = True) -> bytes:
    """Return the file.

    ``name``     of the calendar
    ``domain``   fixed part of each UID, never from the request's host
    ``is_feed``  whether it can be subscribed to: it then says how often to look again
    """
    made = Calendar()
    made.add("prodid", "-//Events portal//Calendar//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    title = vText(visible(name))  # as text: icalendar does not know that commas in these two are escaped
    made.add("name", title)
    made.add("x-wr-calname", title)
    if is_feed:
        made.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT4H")
    for entry in entries:
        made.add_component(_component(entry, domain))
    return bytes(made.to_ical())


def _component(entry: Entry, domain: str) -> Component:
    changed_at = entry.changed_at.replace(microsecond=0)
    component = Component()
    component.add("uid", f"{entry.id}@{domain}")
    component.add("dtstamp", changed_at)
    component.add("dtstart", entry.starts_at)
    if entry.ends_at is not None and entry.ends_at > entry.starts_at:
        component.add("dtend", entry.ends_at)
    component.add("summary", entry.summary)
    if entry.location:
        component.add("location", entry.location)
    if entry.description:
        component.add("description", entry.description)
    component.add("url", entry.address)
    component.add("last-modified", changed_at)
    # Seconds, so it rises with every change and never falls, whatever is forgotten in between.
    component.add("sequence", max(0, int((changed_at - _SEQUENCES_START).total_seconds())))
    component.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return component


def _venue(event: Event) -> str:
    if event.building is None:
        return ""
    return ", ".join([visible(event.building.name), *address_lines(event.building)])
