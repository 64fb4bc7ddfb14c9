"""The programme in the shape conference apps read (voc/schedule): the same model for ``schedule.json`` and ``.xml``.

Rules: design/pitfalls.md §2. Sessions without a time have no place in it; those without a room have one that says so.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element

from portal.domain.event_times import wall_clock
from portal.domain.identifiers import short_id, slug
from portal.domain.richtext import to_text
from portal.domain.schedule import DAY_STARTS, Schedule
from portal.domain.text import natural_key, visible
from portal.events_api.codes import SESSION_TYPES, language_tag
from portal.events_api.timezones import zone
from portal.events_api.types import Event, Room, Session
from portal.formats.xml import add, document

# Days in between without a session keep their place, but a session that is years off must not make thousands of them.
MOST_EMPTY_DAYS = 60
NO_ROOM = UUID("6f0d2b1e-9c53-5d0e-8a5c-3f1f6f7f0a01")  # of "Room to be announced", wherever that is

_NAMEABLE_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+(?:_[A-Z][a-z]+)*|UTC")
_GRID = "00:05"  # the portal draws no grid of its own from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the export says where the API says nothing."""

    untitled: str
    no_room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is exported. ``schedule`` holds the sessions the filters leave; ``all_sessions`` every one of the event."""

    event: Event
    title: str
    address: str  # of the schedule's page, absolute
    schedule: Schedule
    all_sessions: Sequence[Session]
    address_of: Callable[[Session], str]  # of a session's page, absolute
    words: Words


def schedule_json(programme: Programme) -> bytes:
    """Return ``schedule.json``."""
    conference = _conference(programme)
    content = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "schedule": {"version": _version(conference), "base_url": programme.address, "conference": conference},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode(errors="replace")


def schedule_xml(programme: Programme) -> bytes:
    """Return ``schedule.xml``."""
    conference = _conference(programme)
    root = Element("schedule")
    add(root, "version", _version(conference))
    about = add(root, "conference")
    for tag in ("title", "acronym", "start", "end"):
        add(about, tag, conference[tag])
    add(about, "days", str(conference["daysCount"]))
    add(about, "timeslot_duration", conference["timeslot_duration"])
    add(about, "base_url", programme.address)
    if "time_zone_name" in conference:
        add(about, "time_zone_name", conference["time_zone_name"])
    for day in conference["days"]:
        made = add(root, "day", index=str(day["index"]), date=day["date"], start=day["day_start"], end=day["day_end"])
        for name, items in day["rooms"].items():
            room = add(made, "room", name=name)
            for item in items:
                _add_event(room, item)
    return document(root)


def _version(conference: dict[str, Any]) -> str:
    """Equal as long as nothing changes, so that apps notice what is new."""
    return hashlib.sha256(json.dumps(conference, sort_keys=True).encode()).hexdigest()[:12]


def _add_event(room: Element, item: dict[str, Any]) -> None:
    event = add(room, "event", id=str(item["id"]), guid=item["guid"])
    for tag in ("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language"):
        add(event, tag, item[tag])
    add(event, "abstract", item["abstract"])
    add(event, "description", item["description"])
    persons = add(event, "persons")
    for person in item["persons"]:
        add(persons, "person", person["name"], id=str(_number(person["guid"])))
    add(event, "links")


def _conference(programme: Programme) -> dict[str, Any]:
    event, schedule = programme.event, programme.schedule
    dates = list(_dates(schedule, event))
    names = _room_names(programme.all_sessions, programme.words.no_room)
    numbers = _numbers(programme.all_sessions)
    acronym = _acronym(event)
    is_used = {session.room.id if session.room is not None else None for session in schedule.sessions}
    days = []
    for index, at in enumerate(dates, start=1):
        day = schedule.day(at)
        by_room: dict[str, list[dict[str, Any]]] = {}
        for session in day.sessions if day is not None else ():
            name = names[session.room.id if session.room is not None else None]
            by_room.setdefault(name, []).append(_session(programme, session, name, numbers[session.id], acronym))
        days.append(
            {
                "index": index,
                "date": at.isoformat(),
                "day_start": _day_limit(at, event.time_zone),
                "day_end": _day_limit(at + timedelta(days=1), event.time_zone),
                "rooms": {name: by_room[name] for name in names.values() if name in by_room},
            }
        )
    conference = {
        "title": programme.title,
        "acronym": acronym,
        "start": dates[0].isoformat(),
        "end": dates[-1].isoformat(),
        "daysCount": len(days),
        "timeslot_duration": _GRID,
        "url": programme.address,
        "rooms": [
            {"name": name, "guid": str(NO_ROOM) if room_id is None else _guid(room_id)}
            for room_id, name in names.items()
            if room_id in is_used
        ],
        "days": days,
    }
    if event.time_zone_certain and _NAMEABLE_ZONE.fullmatch(event.time_zone):
        conference["time_zone_name"] = event.time_zone
    return conference


def _session(programme: Programme, session: Session, room: str, number: int, acronym: str) -> dict[str, Any]:
    assert session.starts_at is not None  # noqa: S101 -- a session of a day has a time
    local = wall_clock(session.starts_at, programme.event.time_zone)
    length = (session.ends_at or session.starts_at) - session.starts_at
    hours, minutes = divmod(max(0, int(length.total_seconds())) // 60, 60)
    title = visible(session.name) or programme.words.untitled
    tracks = programme.schedule.tracks(session)
    return {
        "id": number,
        "guid": _guid(session.id),
        "date": local.isoformat(timespec="seconds"),
        "start": f"{local:%H:%M}",
        "duration": f"{hours}:{minutes:02d}",
        "room": room,
        "slug": "-".join(part for part in (acronym, short_id(session.id), slug(title)) if part),
        "url": programme.address_of(session),
        "title": title,
        "subtitle": "",
        "track": visible(tracks[0].name) if tracks else "",
        "type": slug(SESSION_TYPES.get(session.session_type or 0, "")) or "other",
        "language": language_tag(session.language) or language_tag(programme.event.event_language) or "",
        "abstract": to_text(session.session_summary),
        "description": to_text(session.detailed_description),
        "persons": [
            {"name": visible(speaker.name), "guid": _guid(speaker.id)}
            for speaker in session.speakers
            if visible(speaker.name)
        ],
        "links": [],
    }


def _dates(schedule: Schedule, event: Event) -> Iterator[date]:
    """Every day from the first to the last, so that an index stays when a day empties; at least one."""
    with_sessions = [day.date for day in schedule.days] or [wall_clock(event.starts_at, event.time_zone).date()]
    first, last = with_sessions[0], with_sessions[-1]
    if (last - first).days >= MOST_EMPTY_DAYS:
        yield from with_sessions
        return
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _day_limit(at: date, time_zone: str) -> str:
    return datetime(at.year, at.month, at.day, DAY_STARTS, tzinfo=zone(time_zone)).isoformat(timespec="seconds")


def _room_names(sessions: Iterable[Session], no_room: str) -> dict[str | None, str]:
    """A name of its own for each room, by id, in natural order; rooms are told apart by nothing else."""
    rooms: dict[str, Room] = {}
    for session in sessions:
        if session.room is not None:
            rooms.setdefault(session.room.id, session.room)
    names: dict[str | None, str] = {None: no_room}
    for room in sorted(rooms.values(), key=lambda item: (natural_key(item.name), item.id)):
        name = plain = visible(room.name) or no_room
        number = 2
        while name in names.values():
            name, number = f"{plain} ({number})", number + 1
        names[room.id] = name
    names[None] = names.pop(None)  # its name was taken first, its place is the last
    return names


def _numbers(sessions: Iterable[Session]) -> dict[str, int]:
    """A positive integer for each session that stays as long as the session does; two that collide are told apart."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for session_id in sorted(session.id for session in sessions):
        number = _number(session_id)
        while number in taken:
            number += 1
        taken.add(number)
        numbers[session_id] = number
    return numbers


def _number(identifier: str) -> int:
    digest = hashlib.blake2b(identifier.lower().encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return (int.from_bytes(digest) & 0x3FFFFFFF) + 1


def _guid(identifier: str) -> str:
    try:
        return str(UUID(identifier))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, identifier))


def _acronym(event: Event) -> str:
    """From the readable id: lower-case letters, digits and underscores, at least four, lasting over a rename."""
    words = slug(event.readable_event_id).replace("-", "_")
    return words if len(words) >= 4 else f"{words}_{short_id(event.event_id)}".strip("_")
