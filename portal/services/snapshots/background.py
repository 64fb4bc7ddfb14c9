"""Refreshes off the request: a bounded pool of threads per process, in which equal jobs are one job."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import Q
from django.utils import timezone

from portal.models import Snapshot
from portal.services import call_budget
from portal.services.applications import Site
from portal.services.call_budget import Purpose
from portal.services.snapshots.refresh import refresh
from portal.services.snapshots.resources import Resource

logger = logging.getLogger(__name__)

POLL_S = 0.02
# Every visitor may wait for a first copy as long as the API goes on answering this process, with pauses no longer than
# this; beyond that only a few per process, so that a hanging API cannot take all threads that serve stored pages.
PATIENCE_S = 1.0
HANGS_AFTER_S = 2.0  # a refresh that runs so long without any other answer: who comes then has no patience
LONG_WAITERS = 3
SLOW_DEADLINE_S = 60.0

_executor: ThreadPoolExecutor | None = None
_jobs: dict[tuple[str, str], Future[None]] = {}
_purposes: dict[tuple[str, str], Purpose] = {}  # of the jobs, the most urgent of those who asked
_jobs_lock = Lock()
_long_waiters = BoundedSemaphore(LONG_WAITERS)
_running_since: dict[tuple[str, str], float] = {}  # monotonic seconds at which each refresh that runs began
_answered_at = 0.0  # monotonic seconds at which a refresh last ended within PATIENCE_S: the API does not hang


def renew(
    site: Site,
    resources: Iterable[Resource[Any]],
    *,
    purpose: Purpose = Purpose.FIRST_COPY,
    since: datetime | None = None,
    wait_s: float | None = None,
) -> None:
    """Ask for the resources now, concurrently, whatever their age; wait until done (or ``wait_s``).

    ``since``: not for those of which there is an answer from after this instant.
    """
    jobs = [_submit(site, resource, settings.EVENTS_API_REFRESH_DEADLINE_S, since, purpose) for resource in resources]
    end = time.monotonic() + (wait_s if wait_s is not None else 60 + settings.EVENTS_API_REFRESH_DEADLINE_S)
    for job in jobs:
        _wait(job, end)


def renew_later(site: Site, resource: Resource[Any], since: datetime | None = None) -> None:
    """Have one resource renewed in the background, unless there is an answer from after ``since``."""
    deadline_s = SLOW_DEADLINE_S if resource.is_slow else settings.EVENTS_API_REFRESH_DEADLINE_S
    _submit(site, resource, deadline_s, since, Purpose.RENEWAL)


def _submit(
    site: Site, resource: Resource[Any], deadline_s: float, if_older_than: datetime | None, purpose: Purpose
) -> Future[None]:
    """Have a refresh run off this thread; equal ones of this process are the same job."""
    global _executor
    key = (site.source, resource.key)
    with _jobs_lock:
        running = _jobs.get(key)
        _purposes[key] = max(purpose, _purposes.get(key, purpose), key=lambda each: each.value)
        if running is not None and not running.done():
            return running
        if _executor is None:
            _executor = ThreadPoolExecutor(settings.EVENTS_API_CONCURRENCY, thread_name_prefix="refresh")
        job = _executor.submit(_run, site, resource, deadline_s, if_older_than)
        _jobs[key] = job
    job.add_done_callback(lambda done: _forget(key, done))
    return job


def _forget(key: tuple[str, str], done: Future[None]) -> None:
    with _jobs_lock:
        if _jobs.get(key) is done:
            del _jobs[key]
            _purposes.pop(key, None)


def _run(site: Site, resource: Resource[Any], deadline_s: float, if_older_than: datetime | None) -> None:
    global _answered_at
    began = time.monotonic()
    key = (site.source, resource.key)
    if not resource.is_slow:  # a slow one may take its time and says nothing about the API
        with _jobs_lock:
            _running_since[key] = began
    try:
        close_old_connections()
        somebody_asked = _refresh(site, resource, deadline_s, if_older_than)
        if not somebody_asked and not resource.is_slow:  # nobody waits for a slow one
            somebody_asked = _wait_for_the_other(site, resource, deadline_s)
            if somebody_asked and if_older_than is not None:
                # The other may have been killed; if it answered or failed, nothing happens.
                _refresh(site, resource, deadline_s, if_older_than)
        if somebody_asked and time.monotonic() - began < PATIENCE_S:
            _answered_at = time.monotonic()
    except Exception:
        logger.exception("refreshing %s failed", resource.key)
    finally:
        with _jobs_lock:
            _running_since.pop(key, None)
            is_last = len(_jobs) <= 1
        call_budget.write(at_once=is_last)
        connections.close_all()


def _refresh(site: Site, resource: Resource[Any], deadline_s: float, if_older_than: datetime | None) -> bool:
    purpose = _purposes.get((site.source, resource.key), Purpose.RENEWAL)  # somebody more urgent may have come
    return refresh(site, resource, deadline_s=deadline_s, purpose=purpose, if_older_than=if_older_than)


def _wait_for_the_other(site: Site, resource: Resource[Any], deadline_s: float) -> bool:
    """Whether another process had the lease; returns when it is done, or when its lease has run out."""
    end = time.monotonic() + deadline_s
    row = Snapshot.objects.filter(~Q(lease_owner=""), source=site.source, resource=resource.key)
    had_lease = False
    while row.filter(lease_until__gt=timezone.now()).exists() and time.monotonic() < end:
        had_lease = True
        time.sleep(POLL_S)
    return had_lease


def wait_until_idle(timeout_s: float) -> bool:
    """Wait for the refreshes that are running or queued in this process; False when some are still not done."""
    with _jobs_lock:
        jobs = list(_jobs.values())
    return not wait(jobs, timeout_s).not_done


def stop() -> None:
    """Drop the refreshes that have not begun: the process ends, and another one will make them."""
    global _executor
    with _jobs_lock:
        executor, _executor = _executor, None
    if executor is not None:
        executor.shutdown(wait=False, cancel_futures=True)  # not under the lock: each job dropped asks for it (_forget)


def renew_and_wait(
    site: Site,
    missing: Sequence[Resource[Any]],
    old: Sequence[Resource[Any]],
    fresh_since: datetime,
    *,
    started: float,
) -> None:
    """Have them renewed and wait, counting from ``started`` (monotonic seconds): the page may have waited before."""
    deadline_s = settings.EVENTS_API_REQUEST_DEADLINE_S
    jobs = [_submit(site, resource, deadline_s, fresh_since, Purpose.FIRST_COPY) for resource in missing]
    jobs += [_submit(site, resource, deadline_s, fresh_since, Purpose.RENEWAL) for resource in old]
    longest_s = deadline_s + 0.3 if missing else settings.EVENTS_API_OLD_COPY_WAIT_S
    end = started + longest_s
    if all(_wait_patiently(job, started, end) for job in jobs) or not _long_waiters.acquire(blocking=False):
        return
    try:
        for job in jobs:
            _wait(job, end)
    finally:
        _long_waiters.release()


def _wait_patiently(job: Future[None], started: float, end: float) -> bool:
    """Wait while the API answers this process, until ``end`` at most. True when the job ended."""
    while True:
        limit = min(end, _patience_ends(started))
        if _wait(job, limit):
            return True
        if limit >= min(end, _patience_ends(started)):
            return False  # nothing was answered meanwhile


def _patience_ends(started: float) -> float:
    """Until when a visitor who came at ``started`` may wait: not at all while the API is known to hang."""
    with _jobs_lock:
        hanging_since = min(_running_since.values(), default=started)
    if time.monotonic() - max(hanging_since, _answered_at) > HANGS_AFTER_S:
        return hanging_since
    return max(started, _answered_at) + PATIENCE_S


def _wait(job: Future[None], end: float) -> bool:
    """True when the job ended before ``end`` (monotonic seconds)."""
    try:
        job.result(timeout=max(0.0, end - time.monotonic()))
    except (TimeoutError, CancelledError):
        return False
    return True
