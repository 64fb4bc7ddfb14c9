"""The programme of an event, put in order once for each state of what the API said about it.

Records of one stored answer are the same objects at every request (``snapshots.memory``), so that a programme is found
again by their identity. Pages keep what they make of it by the programme, which equals itself only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from portal.domain.labels import Labels
from portal.domain.schedule import Schedule, TrackProgramme, build_schedule, by_track
from portal.domain.session_search import SessionIndex
from portal.domain.text import fold
from portal.events_api.timezones import in_event_zone
from portal.events_api.types import Event, Session, Track
from portal.services.applications import Site
from portal.services.identity import Same

MAX_KEPT = 64  # programmes a process keeps at hand


@dataclass(frozen=True, kw_only=True, eq=False)
class Programme:
    """The sessions of an event, in order, with their tracks."""

    event: Event = field(repr=False)
    sessions: tuple[Session, ...]  # as the API orders them
    tracks: tuple[Track, ...]
    tracks_by_session: dict[str, tuple[Track, ...]] = field(repr=False)
    schedule: Schedule = field(repr=False)
    labels: Labels = field(repr=False)
    few_places_threshold: int  # places left from which a session says so

    @cached_property
    def by_track(self) -> tuple[TrackProgramme, ...]:
        """The programme by track; empty where no session can be joined to a track."""
        return by_track(self.schedule, self.tracks)

    @cached_property
    def index(self) -> SessionIndex:
        """What answers queries."""
        return SessionIndex(self.schedule, self.labels)


def programme_of(
    site: Site,
    event: Event,
    sessions: tuple[Session, ...],
    tracks: tuple[Track, ...],
    session_ids: dict[str, tuple[str, ...]],
) -> Programme:
    """Return the programme made of stored answers. ``session_ids``: by the id of their track."""
    return _made(
        Same(event),
        Same(sessions),
        Same(tracks),
        Same(session_ids),
        Same(site.look.labels),
        site.row.session_track_field,
        tuple(site.row.break_session_types),
        site.row.few_places_threshold,
    )


@lru_cache(maxsize=MAX_KEPT)
def _made(
    stored_event: Same[Event],
    stored_sessions: Same[tuple[Session, ...]],
    stored_tracks: Same[tuple[Track, ...]],
    session_ids: Same[dict[str, tuple[str, ...]]],
    labels: Same[Labels],
    track_field: str,
    break_types: tuple[int, ...],
    few_places_threshold: int,
) -> Programme:
    event = stored_event.value
    sessions = tuple(
        in_event_zone(session, event.time_zone, event.time_zone_certain) for session in stored_sessions.value
    )
    tracks = stored_tracks.value
    joined = _join_tracks(sessions, tracks, session_ids.value, track_field)
    return Programme(
        event=event,
        sessions=sessions,
        tracks=tracks,
        tracks_by_session=joined,
        schedule=build_schedule(sessions, time_zone=event.time_zone, tracks_by_session=joined, break_types=break_types),
        labels=labels.value,
        few_places_threshold=few_places_threshold,
    )


def _join_tracks(
    sessions: tuple[Session, ...],
    tracks: tuple[Track, ...],
    session_ids: dict[str, tuple[str, ...]],
    track_field: str,
) -> dict[str, tuple[Track, ...]]:
    """Tracks by session id: from the API where the dialect tells, else from the custom field staff named."""
    found: dict[str, tuple[Track, ...]] = {}
    for track in tracks:
        for session_id in session_ids.get(track.id, ()):
            found[session_id] = (*found.get(session_id, ()), track)
    if track_field and not found:
        by_name = {fold(track.name): track for track in tracks}
        for session in sessions:
            named = by_name.get(fold(str(session.custom_fields.get(track_field) or "")))
            if named is not None:
                found[session.id] = (named,)
    return found
