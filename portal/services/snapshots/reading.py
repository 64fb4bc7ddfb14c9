"""Reads stored copies, and has them renewed when they are due.

Younger than fresh: served. Younger than stale: served, renewed in the background. Older: renewed first, for a moment.
Never seen: fetched while the visitor waits. A page costs one query for the state of its copies, and another one only
for bodies this process has not decoded before.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils import timezone

from portal.events_api import storage
from portal.models import Snapshot
from portal.services import shown
from portal.services.applications import Site
from portal.services.snapshots.background import renew_and_wait, renew_later
from portal.services.snapshots.memory import decoded
from portal.services.snapshots.resources import Resource

T = TypeVar("T")
logger = logging.getLogger(__name__)

_META = ("resource", "digest", "fetched_at", "absent", "failure", "retry_at", "revision")
# A page that is kept asks again no sooner, however often it is visited.
_ASK_AGAIN_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Generic[T]):
    """A stored answer as one page sees it."""

    value: T | None  # None: nothing known (yet), or absent
    fetched_at: datetime | None = None  # of the last good answer
    absent: bool = False  # the API says there is no such thing
    failed: bool = False  # the last attempt to renew it failed

    @property
    def known(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class _State:
    """The row of a snapshot without its body."""

    digest: str
    fetched_at: datetime | None
    absent: bool
    failure: str
    retry_at: datetime | None
    revision: int


class Copies:
    """The copies one page reads, by resource."""

    def __init__(self, copies: dict[str, Copy[Any]]) -> None:
        self._copies = copies

    def __getitem__(self, resource: Resource[T]) -> Copy[T]:
        return self._copies[resource.key]

    def among(self, resources: Iterable[Resource[Any]]) -> tuple[Copy[Any], ...]:
        """The copies of some resources, in their order."""
        return tuple(self._copies[resource.key] for resource in resources)

    def is_missing(self, resource: Resource[Any]) -> bool:
        """Whether the API was asked in vain and nothing is stored."""
        copy = self._copies[resource.key]
        return not copy.known and not copy.absent

    def value(self, resource: Resource[T], default: T) -> T:
        """The stored value, or ``default`` while nothing is known."""
        copy: Copy[T] = self._copies[resource.key]
        return default if copy.value is None else copy.value


class Reading:
    """What one page reads. The state of everything it may want is asked for in one query.

    However often it waits, a page waits no longer in all than for one thing.
    """

    def __init__(self, site: Site, resources: Sequence[Resource[Any]]) -> None:
        self._site = site
        self._started = shown.waiting_since() or time.monotonic()
        self._states = _states(site, resources)
        self._values: dict[str, Any] = {}  # by digest
        self._seen_to: set[str] = set()  # keys of what is fresh or was asked for: once is enough for a page

    def get(self, resources: Sequence[Resource[Any]], *, later: Sequence[Resource[Any]] = ()) -> Copies:
        """Return a copy of each resource, waiting only where none exists or it is older than stale.

        At most ``EVENTS_API_REQUEST_DEADLINE_S`` passes, and ``EVENTS_API_OLD_COPY_WAIT_S`` where every copy exists.
        ``later``: resources the page can do without; they are renewed in the background and never waited for.
        """
        self._load([*resources, *later])
        now = timezone.now()
        missing: list[Resource[Any]] = []
        old: list[Resource[Any]] = []
        due = [resource for resource in [*resources, *later] if resource.key not in self._seen_to]
        self._seen_to.update(resource.key for resource in due)
        for resource in due:
            state = self._states.get(resource.key)
            fresh_since, stale_since = _windows(self._site, resource, now)
            if state is not None and state.retry_at is not None and state.retry_at > now:
                continue  # asked for a moment ago, in vain
            fetched_at = None if state is None else state.fetched_at
            if fetched_at is not None and fetched_at >= fresh_since:
                continue
            if resource in later or (fetched_at is not None and fetched_at >= stale_since):
                renew_later(self._site, resource, fresh_since)
            elif fetched_at is None:
                missing.append(resource)
            else:
                old.append(resource)
        if missing or old:
            self._renew(missing, old, now - timedelta(seconds=self._site.row.fresh_s))
        for resource in due:
            self._note_renewal(resource, now, waits=resource not in later)
        return Copies({resource.key: self._copy(resource) for resource in [*resources, *later]})

    def peek(self, resource: Resource[T]) -> Copy[T]:
        """The copy as it is; nothing is renewed."""
        self._load([resource])
        return self._copy(resource)

    def peek_all(self, resources: Sequence[Resource[Any]]) -> Copies:
        """The copies as they are; nothing is renewed. One query for all that this process has not decoded before."""
        self._load(resources)
        return Copies({resource.key: self._copy(resource) for resource in resources})

    def get_newer(self, resource: Resource[T]) -> Copy[T]:
        """A copy that is no older than fresh, as far as the API allows."""
        since = timezone.now() - timedelta(seconds=self._site.row.fresh_s)
        state = self._states.get(resource.key)
        if state is None or state.fetched_at is None or state.fetched_at < since:
            self._renew([], [resource], since)
        return self.peek(resource)

    def renew_later(self, resource: Resource[Any], since: datetime) -> None:
        """Have a copy from before ``since`` renewed in the background, unless that was tried a moment ago in vain."""
        state = self._states.get(resource.key)
        now = timezone.now()
        after = now - since
        asked_until = state.retry_at if state is not None else None
        is_young = state is not None and state.fetched_at is not None and state.fetched_at >= since
        if not is_young and (asked_until is None or asked_until <= now):
            renew_later(self._site, resource, since)
            asked_until = now + _ASK_AGAIN_AFTER
        expires_at = state.fetched_at + after if state is not None and state.fetched_at is not None else now
        due_at = max(expires_at, asked_until or expires_at)
        shown.renewal(self._site.source, resource.key, due_at, after.total_seconds())

    def was_tried(self, resource: Resource[Any]) -> bool:
        """Whether the API was ever asked for it and answered or failed."""
        state = self._states.get(resource.key)
        return state is not None and (state.fetched_at is not None or bool(state.failure))

    def _renew(self, missing: Sequence[Resource[Any]], old: Sequence[Resource[Any]], since: datetime) -> None:
        renew_and_wait(self._site, missing, old, since, started=self._started)
        renewed = [*missing, *old]
        self._states |= _states(self._site, renewed)
        self._load(renewed)

    def _note_renewal(self, resource: Resource[Any], now: datetime, *, waits: bool) -> None:
        """Say when a visitor's page wants this copy renewed, and when not without waiting for it."""
        state = self._states.get(resource.key)
        fetched_at = state.fetched_at if state is not None else None
        retry_at = state.retry_at if state is not None else None
        fresh_since, stale_since = _windows(self._site, resource, now)
        due_at = now + _ASK_AGAIN_AFTER  # of what is not fresh now, after it was asked for: a copy is under way
        if fetched_at is not None and fetched_at >= fresh_since:
            due_at = fetched_at + (now - fresh_since)
        first_at = None
        if waits and not resource.is_slow:
            first_at = now if fetched_at is None or fetched_at < stale_since else fetched_at + (now - stale_since)
        if retry_at is not None:
            due_at, first_at = max(due_at, retry_at), first_at and max(first_at, retry_at)
        after_s = (now - fresh_since).total_seconds()
        shown.renewal(self._site.source, resource.key, due_at, after_s, first_at=first_at)

    def _load(self, resources: Sequence[Resource[Any]]) -> None:
        """Have the values of stored copies at hand: from memory, else from the database.

        A body that another release wrote and this one cannot read counts as never seen.
        """
        unknown: dict[str, Resource[Any]] = {}
        for resource in resources:
            state = self._states.get(resource.key)
            if state is None or not state.digest or state.digest in self._values:
                continue
            value = decoded.get(state.digest)
            if value is None:
                unknown[resource.key] = resource
            else:
                self._values[state.digest] = value
        if not unknown:
            return
        rows = Snapshot.objects.filter(source=self._site.source, resource__in=list(unknown))
        for key, body, *rest in rows.values_list("resource", "body", *_META[1:]):
            state = self._states[key] = _State(*rest)
            if state.digest and not self._decode(unknown[key], state.digest, bytes(body or b"")):
                del self._states[key]

    def _decode(self, resource: Resource[Any], digest: str, body: bytes) -> bool:
        try:
            value = storage.load(resource.kind, body)
        except storage.StoredRecordUnreadable:
            logger.warning("snapshot %s was written by another release and is read anew", resource.key)
            Snapshot.objects.filter(resource=resource.key, digest=digest).update(digest="", fetched_at=None, body=None)
            return False
        decoded.put(digest, value, len(body))
        self._values[digest] = value
        return True

    def _copy(self, resource: Resource[T]) -> Copy[T]:
        state = self._states.get(resource.key)
        shown.snapshot(self._site.source, resource.key, state.revision if state is not None else 0)
        if state is None:
            return Copy(value=None)
        return Copy(
            value=None if state.absent else self._values.get(state.digest),
            fetched_at=state.fetched_at,
            absent=state.absent,
            failed=bool(state.failure),
        )


def read(site: Site, resources: Sequence[Resource[Any]], *, later: Sequence[Resource[Any]] = ()) -> Copies:
    """Read everything at once (see ``Reading.get``)."""
    return Reading(site, [*resources, *later]).get(resources, later=later)


def _windows(site: Site, resource: Resource[Any], now: datetime) -> tuple[datetime, datetime]:
    """The instants since which a copy of this resource is fresh and stale."""
    if resource.is_slow:
        return now - timedelta(seconds=site.row.picture_fresh_s), datetime.min.replace(tzinfo=UTC)
    fresh_s: float = site.row.fresh_s
    if resource.is_count:
        fresh_s = min(fresh_s, settings.EVENTS_API_COUNT_FRESH_S)
    return now - timedelta(seconds=fresh_s), now - timedelta(seconds=site.row.stale_s)


def _states(site: Site, resources: Sequence[Resource[Any]]) -> dict[str, _State]:
    rows = Snapshot.objects.filter(source=site.source, resource__in=[resource.key for resource in resources])
    return {key: _State(*rest) for key, *rest in rows.values_list(*_META)}
