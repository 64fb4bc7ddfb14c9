"""What feeds hold: all events a query finds, and what was withdrawn and has to be said to be cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from portal.domain.search import EventQuery, split
from portal.events_api.types import Event
from portal.models import Tombstone
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.catalogue.event import EventWhole
from portal.services.catalogue.listing import published, search_index
from portal.services.snapshots import resources, tombstones

# How long after its planned end a withdrawn event or session is still said to be cancelled (urls.md §6).
SAY_CANCELLED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvents:
    """Every event a query finds, in the order of the page. ``changed_at``: when the list last changed."""

    events: tuple[Event, ...]
    withdrawn: tuple[Tombstone, ...]  # only without filters: little is kept of them
    changed_at: datetime


def find_events(site: Site, query: EventQuery, *, past: bool = False) -> FoundEvents:
    """Return all upcoming or all past events that match, whatever page was asked for.

    Raises NothingKnownYet.
    """
    now = timezone.now()
    copy = published(site)
    matching = split(search_index(site, copy).search(query).events, now)
    changed_at = snapshots.last_change(site, [resources.PUBLISHED]) or copy.fetched_at or now
    unfiltered = not (past or query.is_filtered)
    withdrawn = tombstones.withdrawn_events(site.source, now - SAY_CANCELLED_FOR) if unfiltered else ()
    return FoundEvents(
        events=matching.past if past else matching.upcoming, withdrawn=tuple(withdrawn), changed_at=changed_at
    )


def is_listed(site: Site, readable_event_id: str) -> bool:
    """Whether an event of exactly this id is published.

    Raises NothingKnownYet.
    """
    return any(event.readable_event_id == readable_event_id for event in published(site).value or ())


def withdrawn_event(site: Site, readable_event_id: str) -> Tombstone | None:
    """The event that was withdrawn before its end, for as long as it has to be said to be cancelled."""
    rows = tombstones.withdrawn_events(site.source, timezone.now() - SAY_CANCELLED_FOR)
    return next((row for row in rows if row.readable_event_id == readable_event_id), None)


def withdrawn_sessions(site: Site, whole: EventWhole) -> tuple[Tombstone, ...]:
    """The sessions withdrawn from an event before their end, for as long as they have to be said to be cancelled."""
    event_id = whole.event.readable_event_id
    return tuple(tombstones.withdrawn_sessions(site.source, event_id, whole.now - SAY_CANCELLED_FOR))


def event_changed_at(site: Site, whole: EventWhole) -> datetime:
    """When what is said of the event itself last changed, or where that is not known, was read."""
    event_id = whole.event.readable_event_id
    return snapshots.last_change(site, [resources.event_detail(event_id)]) or whole.freshness.updated_at


def programme_changed_at(site: Site, whole: EventWhole) -> datetime:
    """When the event, its programme or the people in it last changed, or where that is not known, were read."""
    parts = (resources.event_detail, resources.sessions, resources.speakers, resources.tracks, resources.track_sessions)
    changed_at = snapshots.last_change(site, [part(whole.event.readable_event_id) for part in parts])
    return changed_at or whole.freshness.updated_at


def each_changed_at(site: Site, found: FoundEvents) -> dict[str, datetime]:
    """When each of the events last changed, by readable id; one never read by itself changed with the list."""
    details = {event.readable_event_id: resources.event_detail(event.readable_event_id) for event in found.events}
    changes = snapshots.changes(site, details.values())
    return {event_id: changes.get(detail.key, found.changed_at) for event_id, detail in details.items()}
