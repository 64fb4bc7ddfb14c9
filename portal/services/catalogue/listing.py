"""The list of published events: search, filters, pages, upcoming and past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone

from portal.domain.availability import Availability, event_availability, is_over_or_closed, next_change
from portal.domain.identifiers import slug
from portal.domain.labels import Labels
from portal.domain.paging import Page, paginate
from portal.domain.search import EventQuery, Facets, Found, SearchIndex, split
from portal.events_api.types import Event, Pass
from portal.models import Tombstone
from portal.services import shown, snapshots
from portal.services.applications import Site
from portal.services.catalogue.problems import NothingKnownYet
from portal.services.snapshots import Copy, resources, tombstones

_MINUTE = timedelta(minutes=1)


class EmptyReason(StrEnum):
    """Why a list shows nothing."""

    NO_EVENTS = "no_events"  # the organisation has published none
    NOTHING_UPCOMING = "nothing_upcoming"  # but there are past ones
    NOTHING_PAST = "nothing_past"
    NO_MATCH = "no_match"  # the filters leave nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How old what a page shows is."""

    updated_at: datetime
    out_of_date: bool  # older than the site's limit and the API does not answer: the page says so


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """An event in a list."""

    event: Event
    availability: Availability


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """One page of the upcoming or the past events."""

    query: EventQuery
    cards: Page[EventCard]
    former: tuple[Tombstone, ...]  # past events that have left the API; on the first page of the past only
    facets: Facets
    unknown: dict[str, tuple[str, ...]]  # filter values that name nothing
    empty_reason: EmptyReason | None
    upcoming_count: int  # without filters
    past_count: int
    is_past: bool
    freshness: Freshness


def list_events(site: Site, query: EventQuery, *, past: bool = False) -> EventList:
    """Return a page of events, upcoming ones ascending or past ones latest first.

    Raises NothingKnownYet.
    """
    now = timezone.now()
    copy = published(site)
    index = search_index(site, copy)
    found: Found = index.search(query)
    everything = split(copy.value or (), now)
    matching = split(found.events, now)
    shown.until(next_change(everything.upcoming, now))
    former = _former(site, now, query) if past else ()
    page = paginate(matching.past if past else matching.upcoming, query.page, size=site.row.events_per_page)
    cards = _cards(site, page, now)
    number = cards.total + len(former)
    return EventList(
        query=query,
        cards=cards,
        former=former if query.page == 1 else (),
        facets=index.facets(everything.past if past else everything.upcoming),
        unknown=dict(found.unknown),
        empty_reason=None if number else _why_empty(query, everything.past, past=past),
        upcoming_count=len(everything.upcoming),
        past_count=len(everything.past),
        is_past=past,
        freshness=freshness(site, copy),
    )


def published(site: Site) -> Copy[tuple[Event, ...]]:
    """The published events, whatever their age.

    Raises NothingKnownYet.
    """
    copy = snapshots.read(site, [resources.PUBLISHED])[resources.PUBLISHED]
    if copy.value is None:
        raise NothingKnownYet
    return copy


def freshness(site: Site, *copies: Copy[Any]) -> Freshness:
    """The age of the oldest of some copies."""
    known = [copy for copy in copies if copy.fetched_at is not None]
    oldest = min((copy.fetched_at for copy in known if copy.fetched_at), default=timezone.now())
    now = timezone.now()
    age = now - oldest
    stale = timedelta(seconds=site.row.stale_s)
    has_failed = any(copy.failed for copy in copies)
    if has_failed:  # then the notice appears, and its words follow the clock by the minute
        shown.until(oldest + stale if age < stale else now + _MINUTE - age % _MINUTE)
    return Freshness(updated_at=oldest, out_of_date=age >= stale and has_failed)


def availability_of(
    site: Site, event: Event, *, passes: tuple[Pass, ...] | None, registration_count: int | None, now: datetime
) -> Availability:
    """The one availability rule with this site's settings. None: not known."""
    availability = event_availability(
        event,
        passes=passes,
        registration_count=registration_count,
        now=now,
        sign_in_enforced=site.enforces_sign_in,
        few_threshold=site.row.few_places_threshold,
    )
    shown.until(availability.changes_at)
    return availability


_indexes: dict[str, tuple[tuple[Event, ...], Labels, SearchIndex]] = {}


def search_index(site: Site, copy: Copy[tuple[Event, ...]]) -> SearchIndex:
    """The search index of a site's events, made once per list, labels and process.

    Two threads may make the same one at the same time; the last is kept.
    """
    events, labels = copy.value or (), site.look.labels
    kept = _indexes.get(site.source)
    if kept is not None and kept[0] is events and kept[1] == labels:
        return kept[2]
    index = SearchIndex(events, labels=labels)
    _indexes[site.source] = (events, labels, index)
    return index


def needs_count(event: Event, now: datetime) -> bool:
    """Whether the number of registrations can change what the event says."""
    return event.is_capacity_restricted and bool(event.max_capacity) and not is_over_or_closed(event, now)


def _cards(site: Site, page: Page[Event], now: datetime) -> Page[EventCard]:
    """Only events still to come need passes and counts: a past one is past."""
    open_events = [event for event in page.items if (event.ends_at or event.starts_at) > now]
    wanted = [resources.passes(event.readable_event_id) for event in open_events]
    counts = [resources.registration_count(event.readable_event_id) for event in open_events if needs_count(event, now)]
    copies = snapshots.read(site, [*wanted, *counts]) if open_events else None
    cards = []
    for event in page.items:
        passes = count = None
        if copies is not None and event in open_events:
            passes = copies[resources.passes(event.readable_event_id)].value
            if needs_count(event, now):
                count = copies[resources.registration_count(event.readable_event_id)].value
        availability = availability_of(site, event, passes=passes, registration_count=count, now=now)
        cards.append(EventCard(event=event, availability=availability))
    return Page(items=tuple(cards), number=page.number, pages=page.pages, total=page.total)


def _former(site: Site, now: datetime, query: EventQuery) -> tuple[Tombstone, ...]:
    """Past events that have left the list. Little is kept of them, so any filter but the text leaves them out."""
    if query.is_filtered and not query.q:
        return ()
    shown.until(tombstones.next_past(site.source, now))
    words = slug(query.q)
    return tuple(row for row in tombstones.past_events(site.source, now) if words in slug(row.name))


def _why_empty(query: EventQuery, past_events: tuple[Event, ...], *, past: bool) -> EmptyReason:
    if query.is_filtered:
        return EmptyReason.NO_MATCH
    if past:
        return EmptyReason.NOTHING_PAST
    return EmptyReason.NOTHING_UPCOMING if past_events else EmptyReason.NO_EVENTS
