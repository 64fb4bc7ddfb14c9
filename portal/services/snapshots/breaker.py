"""The circuit breaker, one row for all processes: spares an API that is down, and honours its Retry-After.

Opens after five failures in a row, or at once when the API names a time; then one probe every 15 s is let through.
Figures: design/faults.md §3.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from portal.events_api.errors import EventsAPIError, EventsAPINotFound, EventsAPIRejected
from portal.models import Upstream

FAILURES_TO_OPEN = 5
PROBE_EVERY = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)


def wait_until(source: str) -> datetime | None:
    """None when a call may be made now; else the instant of the next probe.

    When a probe is due, exactly one caller of the whole deployment gets None (one conditional UPDATE).
    """
    now = timezone.now()
    row = Upstream.objects.filter(source=source).only("closed_until").first()
    if row is None or row.closed_until is None:
        return None
    if row.closed_until > now:
        return row.closed_until
    next_probe = now + PROBE_EVERY
    won = Upstream.objects.filter(source=source, closed_until=row.closed_until).update(closed_until=next_probe)
    return None if won else next_probe


def record_success(source: str) -> None:
    """Close the breaker."""
    now = timezone.now()
    Upstream.objects.update_or_create(
        source=source, defaults={"consecutive_failures": 0, "closed_until": None, "last_success_at": now}
    )


def record_failure(source: str, error: EventsAPIError) -> None:
    """Count a failure. What only concerns one item (not found, rejected) does not count against the API."""
    if isinstance(error, EventsAPINotFound | EventsAPIRejected):
        return
    now = timezone.now()
    Upstream.objects.get_or_create(source=source)
    Upstream.objects.filter(source=source).update(
        consecutive_failures=F("consecutive_failures") + 1,
        last_failure_at=now,
        last_failure=str(error)[:200],
        last_failure_kind=error.kind,
    )
    if error.retry_after_s:
        pause = min(timedelta(seconds=error.retry_after_s), LONGEST_PAUSE)
        _close(source, now + pause)
    else:
        _close(source, now + PROBE_EVERY, at_least=FAILURES_TO_OPEN)


def _close(source: str, until: datetime, *, at_least: int = 0) -> None:
    """Forbid calls before ``until``; an existing later instant stays."""
    Upstream.objects.filter(
        Q(closed_until__isnull=True) | Q(closed_until__lt=until),
        source=source,
        consecutive_failures__gte=at_least,
    ).update(closed_until=until)
