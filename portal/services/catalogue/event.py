"""One event with everything, and the pages made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from portal.domain import availability, schedule
from portal.domain.availability import Availability
from portal.domain.identifiers import find, short_id, split_path_part
from portal.domain.schedule import Schedule, TrackProgramme
from portal.domain.sponsors import SponsorGroup, Tier, in_tiers
from portal.domain.text import natural_key
from portal.events_api.types import Event, Pass, Session, Speaker, Sponsorship, Track
from portal.models import Tombstone
from portal.services import shown, snapshots
from portal.services.applications import Site
from portal.services.catalogue import pictures
from portal.services.catalogue.listing import Freshness, availability_of, freshness, needs_count
from portal.services.catalogue.problems import Departed, Gone, Moved, NothingKnownYet, Unknown
from portal.services.catalogue.programme import Programme, programme_of
from portal.services.snapshots import Resource, resources, tombstones

_NO_IDS: dict[str, tuple[str, ...]] = {}  # one object, so that the programme without them is found again


@dataclass(frozen=True, kw_only=True)
class EventWhole:
    """An event and its parts. A part the API did not give is empty and named in ``missing``; one that an
    administrator switched off is empty.

    ``now`` is the instant all that depends on the clock is seen from.
    """

    event: Event
    availability: Availability
    programme: Programme
    passes: tuple[Pass, ...]
    speakers: tuple[Speaker, ...]
    sponsorships: tuple[Sponsorship, ...]
    tiers: tuple[Tier, ...]  # of sponsors, in their order
    missing: frozenset[str]  # of "sessions", "speakers", "passes", "sponsorships"
    picture_index: pictures.PictureIndex = field(repr=False)
    freshness: Freshness
    now: datetime

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions, as the API orders them."""
        return self.programme.sessions

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, as the API orders them."""
        return self.programme.tracks

    @property
    def tracks_by_session(self) -> dict[str, tuple[Track, ...]]:
        """The tracks of those sessions that have any."""
        return self.programme.tracks_by_session

    @property
    def schedule(self) -> Schedule:
        """The programme on the event's wall clock."""
        return self.programme.schedule

    @property
    def by_track(self) -> tuple[TrackProgramme, ...]:
        """The programme by track; empty where no session can be joined to a track."""
        return self.programme.by_track

    @cached_property
    def speakers_by_name(self) -> tuple[Speaker, ...]:
        """The speakers in alphabetical order."""
        return tuple(sorted(self.speakers, key=lambda speaker: (natural_key(speaker.name), speaker.id)))

    @cached_property
    def speaker_entries(self) -> tuple[tuple[Speaker, tuple[Session, ...]], ...]:
        """The speakers in alphabetical order, each with their sessions."""
        return tuple((speaker, self.sessions_of(speaker)) for speaker in self.speakers_by_name)

    @cached_property
    def speakers_by_id(self) -> dict[str, Speaker]:
        """The speakers by id."""
        return {speaker.id: speaker for speaker in self.speakers}

    @cached_property
    def sponsor_groups(self) -> tuple[SponsorGroup, ...]:
        """The sponsors by the tiers of the site; those of no tier last."""
        return in_tiers(self.sponsorships, self.tiers)

    def has(self, part: str) -> bool:
        """Whether there is anything to show of "sessions", "speakers", "passes" or "sponsorships".

        A part that could not be read counts: its page says so.
        """
        return part in self.missing or bool(getattr(self, part))

    def sessions_of(self, speaker: Speaker) -> tuple[Session, ...]:
        """The sessions a speaker takes part in, in the order of the programme."""
        named = set(speaker.session_ids)
        return tuple(
            session
            for session in self.schedule.sessions
            if session.id in named or any(item.id == speaker.id for item in session.speakers)
        )

    def picture(self, kind: str, guid: str) -> str:
        """``<short id>-<digest>.<extension>`` of a picture below ``/img/<kind>/``; "" where there is none."""
        short = short_id(guid)
        name = self.picture_index.get(f"{kind}/{short}", "")
        return f"{short}-{name}" if name else ""


def load_event(site: Site, readable_event_id: str) -> EventWhole:
    """Return a published event with its parts. A warm one costs one query.

    Raises Unknown, Gone, Moved, NothingKnownYet.
    """
    parts = _Parts(site, readable_event_id)
    reading = snapshots.Reading(site, [resources.PUBLISHED, *parts.all])
    if not reading.was_tried(resources.PUBLISHED) or _by_id(
        reading.peek(resources.PUBLISHED).value or (), readable_event_id
    ):
        # All at once, rather than the list first. Not for just any id: each one asked for leaves a row behind.
        reading.get([resources.PUBLISHED, *parts.always])
    listed = _find_listed(site, reading, readable_event_id)
    wanted = [*parts.always, parts.count] if needs_count(listed, timezone.now()) else parts.always
    copies = reading.get([resources.PUBLISHED, *wanted])
    if copies[parts.event].absent:
        raise Unknown  # withdrawn since the list was read
    event = copies[parts.event].value or listed
    now = timezone.now()
    count = copies[parts.count].value if parts.count in wanted else None
    passes = copies[parts.passes].value
    tracks = copies.value(parts.tracks, ())
    speakers = copies.value(parts.speakers, ()) if site.row.show_speakers else ()
    sponsorships = copies.value(parts.sponsorships, ()) if site.row.show_sponsors else ()
    session_ids = reading.peek(parts.track_sessions).value or _NO_IDS
    if tracks:
        since = now - timedelta(seconds=site.row.fresh_s)
        reading.renew_later(resources.track_sessions(readable_event_id, tracks), since)
    index = reading.peek(parts.pictures).value or {}
    pictures.fetch_new_ones(site, reading, readable_event_id, index, speakers, sponsorships)
    programme = programme_of(site, event, copies.value(parts.sessions, ()), tracks, session_ids)
    shown.until(availability.next_change([event], now))
    shown.until(schedule.next_change(programme.schedule, now))
    return EventWhole(
        event=event,
        availability=availability_of(site, event, passes=passes, registration_count=count, now=now),
        programme=programme,
        passes=passes or (),
        speakers=speakers,
        sponsorships=sponsorships,
        tiers=site.look.tiers,
        missing=frozenset(name for name, part in parts.shown.items() if copies.is_missing(part)),
        picture_index=index,
        freshness=freshness(site, copies[resources.PUBLISHED], *copies.among(wanted)),
        now=now,
    )


def session_at(site: Site, whole: EventWhole, part: str) -> Session:
    """The session that a part of an address names, whatever its slug says.

    Raises Gone for one that was in the programme once, Unknown for any other.
    """
    found = find(whole.sessions, part)
    if found is None:
        short = split_path_part(part)
        row = tombstones.find_session(site.source, whole.event.readable_event_id, short) if short else None
        raise Gone(_departed(row, is_session=True)) if row else Unknown
    return found


def speaker_at(whole: EventWhole, part: str) -> Speaker:
    """The speaker that a part of an address names, whatever its slug says.

    Raises Unknown.
    """
    found = find(whole.speakers, part)
    if found is None:
        raise Unknown
    return found


class _Parts:
    """The resources of one event."""

    def __init__(self, site: Site, readable_event_id: str) -> None:
        self.event = resources.event_detail(readable_event_id)
        self.sessions = resources.sessions(readable_event_id)
        self.tracks = resources.tracks(readable_event_id)
        self.track_sessions = resources.track_sessions(readable_event_id)
        self.passes = resources.passes(readable_event_id)
        self.speakers = resources.speakers(readable_event_id)
        self.sponsorships = resources.sponsorships(readable_event_id)
        self.count = resources.registration_count(readable_event_id)
        self.pictures = pictures.index_of(site, readable_event_id)
        self.shown: dict[str, Resource[Any]] = {"sessions": self.sessions, "passes": self.passes}
        if site.row.show_speakers:
            self.shown["speakers"] = self.speakers
        if site.row.show_sponsors:
            self.shown["sponsorships"] = self.sponsorships
        self.always: list[Resource[Any]] = [self.event, self.tracks, *self.shown.values()]  # the count where it matters
        self.all: list[Resource[Any]] = [*self.always, self.count, self.track_sessions, self.pictures]


def _find_listed(site: Site, reading: snapshots.Reading, readable_event_id: str) -> Event:
    """The event in the published list. An unknown one makes the list be read anew before anybody says 404."""
    copy = reading.get([resources.PUBLISHED])[resources.PUBLISHED]
    if copy.value is None:
        raise NothingKnownYet
    event = _by_id(copy.value, readable_event_id)
    if event is None:
        copy = reading.get_newer(resources.PUBLISHED)
        event = _by_id(copy.value or (), readable_event_id)
    if event is not None:
        return event
    folded = readable_event_id.casefold()
    others = [item for item in copy.value or () if item.readable_event_id.casefold() == folded]
    if len(others) == 1:
        raise Moved(readable_event_id=others[0].readable_event_id)
    row = tombstones.find_event(site.source, readable_event_id)
    if row is not None:
        raise Gone(_departed(row, is_session=False))
    raise Unknown


def _by_id(events: tuple[Event, ...], readable_event_id: str) -> Event | None:
    return next((event for event in events if event.readable_event_id == readable_event_id), None)


def _departed(row: Tombstone, *, is_session: bool) -> Departed:
    return Departed(
        name=row.name,
        readable_event_id=row.readable_event_id,
        is_session=is_session,
        starts_at=row.starts_at,
        took_place=row.ends_at is not None and row.ends_at <= row.gone_at,
        time_zone=row.time_zone,
    )
