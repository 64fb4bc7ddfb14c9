"""Everything public, as far as it is stored: what a sitemap lists. Nothing is asked of the API but the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.events_api.types import Event, Session, Speaker
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.catalogue.problems import NothingKnownYet
from portal.services.snapshots import Resource, resources

_PARTS: tuple[Callable[[str], Resource[Any]], ...] = (
    resources.event_detail,
    resources.sessions,
    resources.speakers,
    resources.passes,
    resources.sponsorships,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEvent:
    """A published event and what is stored of its parts. ``*_changed_at``: None where it was never read."""

    event: Event
    sessions: tuple[Session, ...]
    speakers: tuple[Speaker, ...]
    has_passes: bool
    has_sponsors: bool
    event_changed_at: datetime | None
    sessions_changed_at: datetime | None
    speakers_changed_at: datetime | None
    passes_changed_at: datetime | None
    sponsors_changed_at: datetime | None

    @property
    def changed_at(self) -> datetime | None:
        """The last change of anything the event's own page shows."""
        every = (
            self.event_changed_at,
            self.sessions_changed_at,
            self.speakers_changed_at,
            self.passes_changed_at,
            self.sponsors_changed_at,
        )
        return max((at for at in every if at is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Every published event, in the order of the API's list, and when that list last changed."""

    events: tuple[ListedEvent, ...]
    changed_at: datetime | None


def take_inventory(site: Site) -> Inventory:
    """Return everything public.

    Raises NothingKnownYet.
    """
    published = snapshots.read(site, [resources.PUBLISHED])[resources.PUBLISHED].value
    if published is None:
        raise NothingKnownYet
    parts = [part(event.readable_event_id) for event in published for part in _PARTS]
    reading = snapshots.Reading(site, parts)
    stored = reading.peek_all(parts)
    changes = snapshots.changes(site, [resources.PUBLISHED, *parts])
    list_changed_at = changes.get(resources.PUBLISHED.key)
    events = []
    for event in published:
        detail, sessions, speakers, passes, sponsorships = (part(event.readable_event_id) for part in _PARTS)
        events.append(
            ListedEvent(
                event=event,
                sessions=stored.value(sessions, ()),
                speakers=stored.value(speakers, ()),
                has_passes=bool(stored.value(passes, ())),
                has_sponsors=bool(stored.value(sponsorships, ())),
                event_changed_at=changes.get(detail.key, list_changed_at),
                sessions_changed_at=changes.get(sessions.key),
                speakers_changed_at=changes.get(speakers.key),
                passes_changed_at=changes.get(passes.key),
                sponsors_changed_at=changes.get(sponsorships.key),
            )
        )
    return Inventory(events=tuple(events), changed_at=list_changed_at)
