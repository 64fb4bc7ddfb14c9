"""The circuit breaker, one row for all processes: spares an API that is down, and honours its Retry-After.

Opens after five failures in a row, or at once when the API names a time; then one probe every 15 s is let through.
Figures: design/faults.md §3.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from portal.events_api.errors import EventsAPIError
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


def record_answer(source: str, *, asked_at: datetime) -> None:
    """The API answered: let calls through again, unless another one failed after this one had been made.

    Else an answer that was under way when the API said "429, not before a minute" would undo the pause.
    """
    now = timezone.now()
    row = Upstream.objects.filter(source=source)
    if not row.update(consecutive_failures=0, last_success_at=now):
        Upstream.objects.bulk_create([Upstream(source=source, last_success_at=now)], ignore_conflicts=True)
    row.filter(closed_until__isnull=False, last_failure_at__lt=asked_at).update(closed_until=None)


def record_failure(source: str, error: EventsAPIError) -> None:
    """Count a failure of the API as a whole, and open the breaker when it is due."""
    now = timezone.now()
    Upstream.objects.bulk_create([Upstream(source=source)], ignore_conflicts=True)
    Upstream.objects.filter(source=source).update(
        consecutive_failures=F("consecutive_failures") + 1,
        last_failure_at=now,
        last_failure=str(error)[:200],
        last_failure_kind=error.kind,
    )
    if error.retry_after_s:
        _open(source, now + pause_after(error.retry_after_s))
    else:
        _open(source, now + PROBE_EVERY, at_least=FAILURES_TO_OPEN)


def pause_after(retry_after_s: float) -> timedelta:
    """How long a Retry-After is honoured."""
    return min(timedelta(seconds=retry_after_s), LONGEST_PAUSE)


def _open(source: str, until: datetime, *, at_least: int = 0) -> None:
    """Forbid calls before ``until``; an existing later instant stays."""
    Upstream.objects.filter(
        Q(closed_until__isnull=True) | Q(closed_until__lt=until),
        source=source,
        consecutive_failures__gte=at_least,
    ).update(closed_until=until)
