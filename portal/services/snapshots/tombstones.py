"""Remembers events and sessions that were public and are no longer listed, so that their pages answer 410, not 404.

Written only when a list changes. What comes back loses its tombstone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from portal.domain.identifiers import short_id
from portal.events_api.types import Event, Session
from portal.models import Tombstone
from portal.services.snapshots.resources import PUBLISHED, Resource


def note_changes(source: str, resource: Resource[Any], old: Iterable[Any], new: Iterable[Any], now: datetime) -> None:
    """Compare two readings of a list of events or sessions and keep what vanished."""
    if resource == PUBLISHED:
        _note(source, {event.readable_event_id: _event(source, event, now) for event in old}, _ids(new))
    elif resource.key.endswith("/sessions") and resource.key.startswith("events/"):
        event_id = resource.key.removeprefix("events/").removesuffix("/sessions")
        gone = {short_id(session.id): _session(source, event_id, session, now) for session in old}
        _note(source, gone, {short_id(session.id) for session in new}, event_id=event_id)


def find_event(source: str, readable_event_id: str) -> Tombstone | None:
    """The tombstone of an event, if it has one."""
    return Tombstone.objects.filter(
        source=source, kind=Tombstone.Kind.EVENT, readable_event_id=readable_event_id
    ).first()


def find_session(source: str, readable_event_id: str, short: str) -> Tombstone | None:
    """The tombstone of a session, if it has one."""
    return Tombstone.objects.filter(
        source=source, kind=Tombstone.Kind.SESSION, readable_event_id=readable_event_id, short_id=short
    ).first()


def withdrawn_events(source: str, ended_after: datetime) -> list[Tombstone]:
    """Events that left the list before they were over, in the order of their start."""
    return list(_withdrawn(source, Tombstone.Kind.EVENT, ended_after))


def withdrawn_sessions(source: str, readable_event_id: str, ended_after: datetime) -> list[Tombstone]:
    """Sessions that left the programme of an event before they were over, in the order of their start."""
    return list(_withdrawn(source, Tombstone.Kind.SESSION, ended_after).filter(readable_event_id=readable_event_id))


def past_events(source: str, now: datetime) -> list[Tombstone]:
    """Events that took place and have since left the list, newest first."""
    return list(
        Tombstone.objects.filter(source=source, kind=Tombstone.Kind.EVENT, ends_at__lte=now).order_by("-starts_at")
    )


def next_past(source: str, now: datetime) -> datetime | None:
    """When the next event that has left the list would have been over."""
    rows = Tombstone.objects.filter(source=source, kind=Tombstone.Kind.EVENT, ends_at__gt=now)
    return rows.order_by("ends_at").values_list("ends_at", flat=True).first()


def _withdrawn(source: str, kind: Tombstone.Kind, ended_after: datetime) -> QuerySet[Tombstone]:
    rows = Tombstone.objects.filter(source=source, kind=kind, ends_at__gt=ended_after, gone_at__lt=F("ends_at"))
    return rows.exclude(guid="").exclude(starts_at=None).order_by("starts_at", "guid")


def _note(source: str, old: dict[str, Tombstone], present: set[str], *, event_id: str | None = None) -> None:
    gone = [tombstone for key, tombstone in old.items() if key not in present]
    if gone:
        Tombstone.objects.bulk_create(gone, ignore_conflicts=True)
    returned = Tombstone.objects.filter(source=source)
    if event_id is None:
        returned = returned.filter(kind=Tombstone.Kind.EVENT)
        back = [row.pk for row in returned.only("readable_event_id") if row.readable_event_id in present]
    else:
        returned = returned.filter(kind=Tombstone.Kind.SESSION, readable_event_id=event_id)
        back = [row.pk for row in returned.only("short_id") if row.short_id in present]
    if back:
        Tombstone.objects.filter(pk__in=back).delete()


def _ids(events: Iterable[Event]) -> set[str]:
    return {event.readable_event_id for event in events}


def _event(source: str, event: Event, now: datetime) -> Tombstone:
    return Tombstone(
        source=source,
        kind=Tombstone.Kind.EVENT,
        readable_event_id=event.readable_event_id,
        guid=event.event_id[:100],
        name=event.event_name[:300],
        starts_at=event.starts_at,
        ends_at=event.ends_at or event.starts_at,
        time_zone=event.time_zone,
        gone_at=now,
    )


def _session(source: str, event_id: str, session: Session, now: datetime) -> Tombstone:
    return Tombstone(
        source=source,
        kind=Tombstone.Kind.SESSION,
        readable_event_id=event_id,
        short_id=short_id(session.id),
        guid=session.id[:100],
        name=session.name[:300],
        starts_at=session.starts_at,
        ends_at=session.ends_at or session.starts_at,
        time_zone=session.time_zone,
        gone_at=now,
    )
