"""Lets go of stored answers: all of them when an operator purges, and what nobody needs any more by and by."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from portal.events_api import storage
from portal.models import Picture, Snapshot, Tombstone, Upstream, WebApplication
from portal.models.revision import forget
from portal.services import applications
from portal.services.catalogue import pictures
from portal.services.catalogue.keeping import keys_of

KEEP_UNUSED = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """How many rows went, or would go."""

    snapshots: int
    pictures: int


def count_stored(source: str, readable_event_id: str | None = None) -> Discarded:
    """What ``purge`` would delete."""
    snapshots, images = _stored(source, readable_event_id)
    return Discarded(snapshots=snapshots.count(), pictures=images.count())


def purge(source: str, readable_event_id: str | None = None) -> Discarded:
    """Forget what is stored of one event, or everything of a source. The next visitor makes the API be asked.

    Tombstones stay: pages of events that are over or withdrawn still say so.
    """
    snapshots, images = _stored(source, readable_event_id)
    gone_images, _ = images.delete()  # first: the index of an event's pictures is a snapshot
    gone_snapshots = forget(snapshots)
    return Discarded(snapshots=gone_snapshots, pictures=gone_images)


def prune(now: datetime) -> Discarded:
    """Delete what nobody has needed for ``KEEP_UNUSED``.

    That is: everything of an endpoint or origin that is no longer configured; of an event no longer listed all but its
    tombstone; pictures no event shows any more.
    """
    before = now - KEEP_UNUSED
    in_use = {applications.resolve(row).source for row in WebApplication.objects.all()}
    snapshots = images = 0
    for source in _left_over_sources(in_use, before):
        gone = purge(source)
        snapshots, images = snapshots + gone.snapshots, images + gone.pictures
        Tombstone.objects.filter(source=source).delete()
        Upstream.objects.filter(source=source).delete()
    for source in in_use:
        gone_events = Tombstone.objects.filter(source=source, kind=Tombstone.Kind.EVENT, gone_at__lt=before)
        for event_id in gone_events.values_list("readable_event_id", flat=True):
            snapshots += Snapshot.objects.filter(source=source, resource__in=keys_of(event_id)).delete()[0]
            Tombstone.objects.filter(
                source=source, kind=Tombstone.Kind.SESSION, readable_event_id=event_id
            ).delete()  # the event's own says it for all of them
        shown = _named_in(Snapshot.objects.filter(source=source, resource__endswith="/pictures"))
        unused = Picture.objects.filter(source=source, fetched_at__lt=before).exclude(pk__in=shown)
        images += unused.delete()[0]
    return Discarded(snapshots=snapshots, pictures=images)


def _left_over_sources(in_use: set[str], before: datetime) -> list[str]:
    """Sources no web application has, whose last attempt lies before an instant."""
    sources = set(Upstream.objects.exclude(source__in=in_use).values_list("source", flat=True))
    for model in (Snapshot, Picture, Tombstone):
        sources |= set(model.objects.exclude(source__in=in_use).values_list("source", flat=True).distinct())
    newest = dict(
        Snapshot.objects.filter(source__in=sources).values_list("source").annotate(Max("attempted_at")).order_by()
    )
    return [source for source in sources if (newest.get(source) or before) <= before]


def _stored(source: str, readable_event_id: str | None) -> tuple[QuerySet[Snapshot], QuerySet[Picture]]:
    """The snapshots and pictures of an event, or of a whole source."""
    snapshots = Snapshot.objects.filter(source=source)
    images = Picture.objects.filter(source=source)
    if readable_event_id is None:
        return snapshots, images
    indexes = snapshots.filter(resource=pictures.index_key(readable_event_id))
    return snapshots.filter(resource__in=keys_of(readable_event_id)), images.filter(pk__in=_named_in(indexes))


def _named_in(indexes: QuerySet[Snapshot]) -> list[int]:
    """The pictures that indexes of one source name."""
    names: set[str] = set()
    sources: set[str] = set()
    for source, body in indexes.exclude(body=None).values_list("source", "body"):
        sources.add(source)
        with contextlib.suppress(storage.StoredRecordUnreadable):
            names |= storage.load(dict[str, str], bytes(body or b"")).keys()
    stored = Picture.objects.filter(source__in=sources).values_list("pk", "kind", "short_id")
    return [pk for pk, kind, short in stored if f"{kind}/{short}" in names]
