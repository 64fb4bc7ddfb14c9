"""The records of the portal's own JSON API. Allow-listed: what is not named here is never told.

Times carry the offset of the event's zone on that date. What is not known is null, a list without items empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.domain.availability import Availability
from portal.domain.event_times import wall_clock
from portal.domain.identifiers import short_id, slug
from portal.domain.links import profile_url, safe_url
from portal.domain.richtext import to_text
from portal.domain.text import visible
from portal.domain.venue import accessibility, address_lines, is_hybrid, is_online
from portal.events_api.codes import EVENT_FORMAT_SLUGS, EVENT_TYPE_SLUGS, SESSION_TYPES, language_tag
from portal.events_api.types import Building, Event, Pass, Room, Session, Speaker, SpeakerReference, Sponsorship, Track

Record = dict[str, Any]


def event_record(event: Event, *, address: str) -> Record:
    """Return an event as lists show it. ``address`` of its page, absolute, like every address here."""
    return {
        "id": event.readable_event_id,
        "name": visible(event.event_name),
        "url": address,
        "starts_at": _local(event.starts_at, event.time_zone),
        "ends_at": _local(event.ends_at, event.time_zone),
        "time_zone": event.time_zone,
        "type": EVENT_TYPE_SLUGS.get(event.event_type or 0),
        "format": EVENT_FORMAT_SLUGS.get(event.event_format or 0),
        "language": language_tag(event.event_language),
        "is_online": is_online(event) or is_hybrid(event),
        "venue": _venue(event.building, event.room),
        "description": to_text(event.description),
    }


def event_details(
    event: Event,
    *,
    address: str,
    availability: Availability,
    passes: Sequence[Pass] | None,
    currency: str,
    sponsors: Sequence[Sponsorship],
    addresses: Mapping[str, str],
) -> Record:
    """Return one event with whether one can register, its passes and sponsors.

    ``passes``     None: could not be read
    ``currency``   ISO code of their prices, "" where not known
    ``addresses``  further ones by name: of its parts, its calendar, its form
    """
    return event_record(event, address=address) | {
        "registration": {
            "state": str(availability.state),
            "is_open": availability.can_register,
            "closes_at": _local(availability.closes_at, event.time_zone),
            "few_places_left": availability.few_places,
        },
        "passes": None if passes is None else [_pass(item, currency) for item in passes],
        "sponsors": [
            {"name": visible(item.sponsor_name), "topic": visible(item.sponsorship_topic) or None} for item in sponsors
        ],
        "links": dict(addresses),
    }


def session_record(
    session: Session, event: Event, *, address: str, tracks: Sequence[Track], speakers: Mapping[str, str]
) -> Record:
    """Return a session. ``speakers``: the address of each one's page by id; people without a page have none."""
    return {
        "id": short_id(session.id),
        "guid": session.id,
        "name": visible(session.name),
        "url": address,
        "starts_at": _local(session.starts_at, event.time_zone),
        "ends_at": _local(session.ends_at, event.time_zone),
        "type": slug(SESSION_TYPES.get(session.session_type or 0, "")) or None,
        "format": EVENT_FORMAT_SLUGS.get(session.session_format or 0),
        "language": language_tag(session.language),
        "room": visible(session.room.name) if session.room is not None else None,
        "tracks": [{"id": short_id(track.id), "name": visible(track.name)} for track in tracks],
        "speakers": [_reference(speaker, speakers) for speaker in session.speakers],
        "summary": to_text(session.session_summary),
        "description": to_text(session.detailed_description),
        "objectives": to_text(session.session_objectives),
        "prerequisites": to_text(session.session_prerequisites),
        "cameras_permitted": session.cameras_permitted,
        "recordings_permitted": session.recordings_permitted,
    }


def speaker_record(speaker: Speaker, *, address: str, picture: str, sessions: Sequence[tuple[Session, str]]) -> Record:
    """Return a speaker. ``picture``: address or ""; ``sessions``: each with the address of its page."""
    profiles = {name: profile_url(getattr(speaker, name)) for name in ("website", "blog", "linkedin", "twitter")}
    return {
        "id": short_id(speaker.id),
        "guid": speaker.id,
        "name": visible(speaker.name),
        "url": address,
        "title": visible(speaker.title) or None,
        "about": to_text(speaker.about),
        "picture": picture or None,
        "profiles": {name: url for name, url in profiles.items() if url},
        "sessions": [
            {"id": short_id(session.id), "name": visible(session.name), "url": page} for session, page in sessions
        ],
    }


def _venue(building: Building | None, room: Room | None) -> Record | None:
    if building is None:
        return None
    facts = {str(fact): available for fact, available in accessibility(building, room)}
    return {
        "name": visible(building.name),
        "address": list(address_lines(building)),
        "city": visible(building.city) or None,
        "country": visible(building.country) or None,
        "website": safe_url(building.website),
        "accessibility": facts,
    }


def _pass(item: Pass, currency: str) -> Record:
    return {
        "name": visible(item.pass_name),
        "price": None if item.price is None else str(item.price),
        "currency": currency or None,
        "is_sold_out": item.number_of_passes_left is not None and item.number_of_passes_left <= 0,
    }


def _reference(speaker: SpeakerReference, addresses: Mapping[str, str]) -> Record:
    return {"id": short_id(speaker.id), "name": visible(speaker.name), "url": addresses.get(speaker.id)}


def _local(instant: datetime | None, time_zone: str) -> str | None:
    return None if instant is None else wall_clock(instant, time_zone).isoformat(timespec="seconds")
