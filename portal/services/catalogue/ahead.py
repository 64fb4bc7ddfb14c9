"""Renews stored answers ahead of the visitors, so that the first one of a page does not wait: nearest events first."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from portal.domain.search import split
from portal.events_api.types import Event
from portal.models import Snapshot
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.call_budget import Purpose
from portal.services.catalogue import pictures
from portal.services.catalogue.listing import needs_count
from portal.services.snapshots import Resource, resources

FRESH_EVENTS = 20
BATCH = 4  # events asked for together; before each batch the budget is looked at


def renew_ahead(site: Site, *, events: int, fresh_events: int = FRESH_EVENTS, ends_at: float = math.inf) -> None:
    """Renew the list of events and what the pages of the next ``events`` upcoming ones show; blocks until done.

    The first ``fresh_events`` are kept fresh, the others young enough that nobody waits for newer copies; what was
    never read comes first. It ends early when others need the rest of the budget, when the API does not answer, and at
    ``ends_at`` (monotonic seconds): the next round goes on from there. Pictures are fetched in the background.
    """
    snapshots.renew(site, [resources.PUBLISHED], purpose=Purpose.RENEWAL)
    now = timezone.now()
    upcoming = split(_stored(site, resources.PUBLISHED) or (), now).upcoming[:events]
    # Half of the age at which a visitor would notice: a round takes its time, and the next comes later.
    for some, age_s in ((upcoming[:fresh_events], site.row.fresh_s), (upcoming[fresh_events:], site.row.stale_s)):
        since = now - timedelta(seconds=age_s / 2)
        due = _due(site, some, since, now)
        for start in range(0, len(due), BATCH):
            if time.monotonic() >= ends_at or not snapshots.may_ask_ahead(site.source):
                return
            _renew(site, due[start : start + BATCH], since, now)


def _due(site: Site, events: Iterable[Event], since: datetime, now: datetime) -> list[Event]:
    """The events of which something was not read since an instant; first those of which something never was.

    One query, whatever is stored.
    """
    rows = Snapshot.objects.filter(source=site.source).values_list("resource", "fetched_at", "retry_at")
    known: set[str] = set()
    young: set[str] = set()
    for key, fetched_at, retry_at in rows:
        if fetched_at is not None:
            known.add(key)
        if (fetched_at is not None and fetched_at >= since) or (retry_at is not None and retry_at > now):
            young.add(key)
    shown = [(event, {part.key for part in _parts_shown(site, event, now)}) for event in events]
    due = [(event, keys) for event, keys in shown if not keys <= young]
    return [event for event, _ in sorted(due, key=lambda each: each[1] <= known)]


def _renew(site: Site, events: Sequence[Event], since: datetime, now: datetime) -> None:
    parts = [part for event in events for part in _parts_shown(site, event, now)]
    snapshots.renew(site, parts, since=since, purpose=Purpose.AHEAD)
    joined = []
    for event in events:
        tracks = _stored(site, resources.tracks(event.readable_event_id))
        if tracks:
            joined.append(resources.track_sessions(event.readable_event_id, tracks))
    snapshots.renew(site, joined, since=since, purpose=Purpose.AHEAD)
    for event in events:
        _fetch_pictures(site, event.readable_event_id)


def _parts_shown(site: Site, event: Event, now: datetime) -> list[Resource[Any]]:
    """What the pages of an event wait for."""
    parts: list[Callable[[str], Resource[Any]]] = [
        resources.event_detail,
        resources.sessions,
        resources.tracks,
        resources.passes,
    ]
    if site.row.show_speakers:
        parts.append(resources.speakers)
    if site.row.show_sponsors:
        parts.append(resources.sponsorships)
    if needs_count(event, now):
        parts.append(resources.registration_count)
    return [part(event.readable_event_id) for part in parts]


def _fetch_pictures(site: Site, readable_event_id: str) -> None:
    index = pictures.index_of(site, readable_event_id)
    speakers = resources.speakers(readable_event_id)
    sponsorships = resources.sponsorships(readable_event_id)
    reading = snapshots.Reading(site, [index, speakers, sponsorships])
    pictures.fetch_new_ones(
        site,
        reading,
        readable_event_id,
        reading.peek(index).value or {},
        (reading.peek(speakers).value or ()) if site.row.show_speakers else (),
        (reading.peek(sponsorships).value or ()) if site.row.show_sponsors else (),
    )


def _stored(site: Site, resource: Resource[Any]) -> Any:
    return snapshots.Reading(site, [resource]).peek(resource).value
