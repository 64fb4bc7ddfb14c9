"""Records with plain defaults that never surprise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.events_api.types import Building, Event, Pass, Room, Session, SpeakerReference, Track


def utc(text: str) -> datetime:
    """Read "2027-03-27 09:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_event(**fields: Any) -> Event:
    defaults: dict[str, Any] = {
        "event_id": "5f0c7a3e-0000-4000-8000-000000000001",
        "readable_event_id": "Summit123",
        "event_name": "Summit",
        "starts_at": utc("2027-06-10 08:00"),
        "ends_at": utc("2027-06-10 16:00"),
        "time_zone": "Europe/Berlin",
        "time_zone_certain": True,
    }
    return Event(**(defaults | fields))


def make_session(name: str = "Opening", start: str | None = None, end: str | None = None, **fields: Any) -> Session:
    """Times as "2027-06-10 09:00" in UTC; ``room`` may be a name."""
    room = fields.pop("room", None)
    defaults: dict[str, Any] = {
        "id": f"id-of-{name}",
        "name": name,
        "starts_at": utc(start) if start else None,
        "ends_at": utc(end) if end else None,
        "room": make_room(room) if isinstance(room, str) else room,
    }
    return Session(**(defaults | fields))


def make_room(name: str = "Hall", **fields: Any) -> Room:
    return Room(**({"id": f"room-{name}", "name": name} | fields))


def make_building(**fields: Any) -> Building:
    return Building(**({"id": "building-1", "name": "Congress Centre"} | fields))


def make_track(name: str = "Data") -> Track:
    return Track(id=f"track-{name}", name=name)


def make_pass(left: int | None = None, name: str = "Regular") -> Pass:
    return Pass(pass_id=f"pass-{name}", pass_name=name, number_of_passes_left=left)


def make_speaker(name: str = "Ana Trujillo") -> SpeakerReference:
    return SpeakerReference(id=f"speaker-{name}", name=name)
