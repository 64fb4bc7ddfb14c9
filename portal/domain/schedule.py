"""The programme of an event: days, start times, rooms, tracks, what runs now, and what surrounds a session.

A programme day starts at 03:00 on the event's wall clock, so that a party from 23:30 to 01:00 stays on its evening,
once. A session without an end has no length: it begins and blocks nothing. Sessions without a time are kept apart,
sessions without a room have their own column: none is ever lost. A break is a session whose type staff marked so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from portal.domain.event_times import wall_clock
from portal.domain.text import fold, natural_key
from portal.events_api.timezones import to_utc
from portal.events_api.types import Session, Track

DAY_STARTS = 3  # hours after midnight, event time


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The sessions that begin at one instant."""

    starts_at: datetime
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A programme day; never empty. Sessions are sorted by start, room and name."""

    date: date
    sessions: tuple[Session, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every session exactly once: in a day, or without a time."""

    time_zone: str
    days: tuple[Day, ...]
    undated: tuple[Session, ...]
    tracks_by_session: Mapping[str, Sequence[Track]] = field(default_factory=dict)  # session id -> its tracks
    break_types: frozenset[int] = frozenset()  # session types that are breaks

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions in the order of the programme, those without a time last."""
        return (*(session for day in self.days for session in day.sessions), *self.undated)

    def day(self, wanted: date) -> Day | None:
        """Return one programme day, or ``None`` if nothing happens on it."""
        return next((day for day in self.days if day.date == wanted), None)

    def tracks(self, session: Session) -> Sequence[Track]:
        """Return the tracks of a session; may be empty."""
        return self.tracks_by_session.get(session.id, ())

    def narrowed_to(self, sessions: Iterable[Session]) -> Schedule:
        """Return the programme of some of its sessions."""
        return build_schedule(
            sessions,
            time_zone=self.time_zone,
            tracks_by_session=self.tracks_by_session,
            break_types=self.break_types,
        )

    def is_break(self, session: Session) -> bool:
        """Tell whether a session is a break: nobody registers for it, and it needs no room of its own."""
        return session.session_type in self.break_types


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackProgramme:
    """The sessions of one track in the order of the programme; ``track`` is ``None`` for those without any."""

    track: Track | None
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What surrounds a session on its programme day; never a break."""

    previous: Session | None  # in the same room
    next: Session | None  # in the same room
    parallel: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NowAndNext:
    """What happens at an instant during the programme, breaks included. At night nothing runs."""

    running: tuple[Session, ...]
    next: tuple[Session, ...]  # those of the next start; empty once the last ones have begun


def build_schedule(
    sessions: Iterable[Session],
    *,
    time_zone: str,
    tracks_by_session: Mapping[str, Sequence[Track]] | None = None,
    break_types: Collection[int] = (),
) -> Schedule:
    """Return the programme on the wall clock of ``time_zone``, the event's."""
    everything = sorted(sessions, key=_programme_order)
    # Not itertools.groupby: where the clocks go back across 03:00 (Chatham), a day comes, goes and comes again.
    by_date: dict[date, list[Session]] = {}
    for session in everything:
        if session.starts_at is not None:
            by_date.setdefault(programme_date(session.starts_at, time_zone), []).append(session)
    return Schedule(
        time_zone=time_zone,
        days=tuple(_day(at, tuple(by_date[at])) for at in sorted(by_date)),
        undated=tuple(session for session in everything if session.starts_at is None),
        tracks_by_session=tracks_by_session or {},
        break_types=frozenset(break_types),
    )


def programme_date(instant: datetime, time_zone: str) -> date:
    """Return the programme day of an instant."""
    local = wall_clock(instant, time_zone)
    if local.hour < DAY_STARTS and local.date() > date.min:
        return local.date() - timedelta(days=1)
    return local.date()


def by_track(schedule: Schedule, tracks: Iterable[Track]) -> tuple[TrackProgramme, ...]:
    """Return a programme per track that has sessions, in the order of ``tracks``; sessions without any come last.

    Empty if no session can be joined to a track: then there is no view by track.
    """
    found: dict[str | None, list[Session]] = {}
    known = {track.id: track for track in tracks}
    for session in schedule.sessions:
        joined: set[str | None] = {track.id for track in schedule.tracks(session) if track.id in known}
        for track_id in joined or {None}:
            found.setdefault(track_id, []).append(session)
    programmes = [
        TrackProgramme(track=track, sessions=tuple(found[track.id])) for track in known.values() if track.id in found
    ]
    if programmes and None in found:
        programmes.append(TrackProgramme(track=None, sessions=tuple(found[None])))
    return tuple(programmes)


def neighbours(schedule: Schedule, session: Session) -> Neighbours:
    """Return what comes before, after and at the same time. A session without a room has only parallel ones."""
    day = next((day for day in schedule.days if any(other.id == session.id for other in day.sessions)), None)
    if day is None:
        return Neighbours(previous=None, next=None, parallel=())
    shown = [other for other in day.sessions if other.id == session.id or not schedule.is_break(other)]
    in_room = [other for other in shown if session.room is not None and room_id(other) == session.room.id]
    at = next((index for index, other in enumerate(in_room) if other.id == session.id), None)
    return Neighbours(
        previous=in_room[at - 1] if at else None,
        next=in_room[at + 1] if at is not None and at + 1 < len(in_room) else None,
        parallel=tuple(other for other in shown if other.id != session.id and overlap(session, other)),
    )


def now_and_next(schedule: Schedule, now: datetime) -> NowAndNext | None:
    """Return what runs at an instant and what comes next; ``None`` before the first programme day and after the end."""
    opens_at = _opens_at(schedule)
    timed = [session for day in schedule.days for session in day.sessions]
    if opens_at is None or now < opens_at:
        return None
    running = tuple(session for session in timed if start_of(session) <= now < end_of(session))
    ahead = min((start_of(session) for session in timed if start_of(session) > now), default=None)
    following = tuple(session for session in timed if start_of(session) == ahead)
    return NowAndNext(running=running, next=following) if running or following else None


def current_slot(day: Day, now: datetime) -> Slot | None:
    """Return the slot of a day that an instant falls into: the last one begun, unless the day is over or not begun."""
    if now >= max(end_of(session) for session in day.sessions):
        return None
    return next((slot for slot in reversed(day.slots) if slot.starts_at <= now), None)


def next_change(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the next instant at which the clock alone changes what the schedule shows; ``None``: never again.

    Those are the beginning of the first programme day, each start and each end. What visitors can register for
    changes besides at the event's ``Availability.changes_at``.
    """
    timed = [session for day in schedule.days for session in day.sessions]
    instants = [_opens_at(schedule), *map(start_of, timed), *map(end_of, timed)]
    return min((instant for instant in instants if instant is not None and instant > now), default=None)


def clashes(sessions: Iterable[Session]) -> tuple[tuple[Session, Session], ...]:
    """Return each pair of sessions at the same time, the earlier one first."""
    return tuple(_clashes(sorted((item for item in sessions if item.starts_at is not None), key=_programme_order)))


def overlap(one: Session, other: Session) -> bool:
    """Tell whether two sessions share a moment. One that ends when the other begins does not overlap it."""
    if one.starts_at is None or other.starts_at is None:
        return False
    if one.starts_at == other.starts_at:
        return True
    return one.starts_at < end_of(other) and other.starts_at < end_of(one)


def room_id(session: Session) -> str | None:
    """Return the identity of a session's room, ``None`` while it has none."""
    return session.room.id if session.room is not None else None


def start_of(session: Session) -> datetime:
    """Return the start of a session that has one."""
    assert session.starts_at is not None  # noqa: S101 -- only called for sessions with a time
    return session.starts_at


def end_of(session: Session) -> datetime:
    """Return the end of a session that has a start; the start where no end is known."""
    return session.ends_at or start_of(session)


def _opens_at(schedule: Schedule) -> datetime | None:
    """Return when the first programme day begins."""
    if not schedule.days:
        return None
    first = schedule.days[0]
    begins = to_utc(datetime.combine(first.date, time(DAY_STARTS)), schedule.time_zone)
    return min(begins, *map(start_of, first.sessions))


def _day(at: date, sessions: tuple[Session, ...]) -> Day:
    slots = groupby(sessions, key=start_of)
    return Day(
        date=at,
        sessions=sessions,
        slots=tuple(Slot(starts_at=start, sessions=tuple(group)) for start, group in slots),
    )


def _programme_order(session: Session) -> tuple[object, ...]:
    """By start, room, name and id; without a time or room last. Total, so that equal data gives equal pages."""
    room = (session.room is None, natural_key(session.room.name if session.room else ""))
    start = session.starts_at.timestamp() if session.starts_at is not None else 0.0
    return (session.starts_at is None, start, room, fold(session.name), session.id)


def _clashes(ordered: Sequence[Session]) -> Iterator[tuple[Session, Session]]:
    running: list[Session] = []
    for session in ordered:
        running = [earlier for earlier in running if overlap(earlier, session)]
        yield from ((earlier, session) for earlier in running)
        running.append(session)
