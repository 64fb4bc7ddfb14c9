"""Whether the API may be called: circuit breaker, bulkhead and budget of calls, shared by all processes of all hosts.

The breaker, one row, spares an API that is down and honours its Retry-After. It opens after five failures in a row, or
at once when the API names a time; then one probe every 15 s is let through. Figures: design/faults.md §3.

The bulkhead: what can wait is not asked for while the deployment has many exchanges under way, which are the leases
that run. A visitor who has nothing yet is held back by the threads of the own process alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.events_api.errors import EventsAPIError
from portal.models import Snapshot, Upstream
from portal.services import call_budget
from portal.services.call_budget import Purpose

FAILURES_TO_OPEN = 5
PROBE_EVERY = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
PAUSE_OF_WHAT_CAN_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a call may be made now.

    ``closed_until``: when it may not, the instant at which to ask again. When it may, None or the mark this caller left
    as the one probe: only its answer lets all calls through again.
    """

    granted: bool
    closed_until: datetime | None


def ask(source: str, purpose: Purpose) -> Permission:
    """Ask whether the API may be called, by somebody who has the lease of what is asked for. One query.

    When a probe is due, exactly one caller of the whole deployment is granted it (one conditional UPDATE).
    """
    now = timezone.now()
    row = _state(source)
    if row is None:
        return Permission(granted=True, closed_until=None)
    closed_until, calls, running = row
    if closed_until is not None and closed_until > now:
        return Permission(granted=False, closed_until=closed_until)
    is_crowded = purpose.can_wait and running > settings.EVENTS_API_TOTAL_CONCURRENCY
    if is_crowded or not purpose.fits(calls + call_budget.unwritten(source)):
        return Permission(granted=False, closed_until=now + PAUSE_OF_WHAT_CAN_WAIT)
    if closed_until is None:
        return Permission(granted=True, closed_until=None)
    next_probe = now + PROBE_EVERY
    won = Upstream.objects.filter(source=source, closed_until=closed_until).update(closed_until=next_probe)
    return Permission(granted=bool(won), closed_until=next_probe)


def may_ask_ahead(source: str) -> bool:
    """Whether there is any point in asking for what nobody has asked for yet. Takes no probe. One query."""
    row = _state(source)
    if row is None:
        return True
    closed_until, calls, running = row
    if running >= settings.EVENTS_API_TOTAL_CONCURRENCY:
        return False
    return closed_until is None and Purpose.AHEAD.fits(calls + call_budget.unwritten(source))


def record_answer(source: str, permission: Permission) -> None:
    """The API answered: after a probe, calls are let through again.

    Not if something closed the breaker since the permission: an answer that was under way when the API said "429, not
    before a minute" must not undo the pause.
    """
    row = Upstream.objects.filter(source=source)
    if not row.update(consecutive_failures=0, last_success_at=timezone.now()):
        Upstream.objects.bulk_create([Upstream(source=source, last_success_at=timezone.now())], ignore_conflicts=True)
    if permission.closed_until is not None:
        row.filter(closed_until=permission.closed_until).update(closed_until=None)


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


def _state(source: str) -> tuple[datetime | None, int, int] | None:
    """Until when the breaker is open, the calls of the last five minutes, the leases that run; None: never called."""
    leases = Snapshot.objects.filter(~Q(lease_owner=""), source=OuterRef("source"), lease_until__gt=timezone.now())
    running = leases.order_by().values("source").annotate(number=Count("pk")).values("number")
    rows = Upstream.objects.filter(source=source).annotate(
        calls=call_budget.written(OuterRef("source")),
        running=Coalesce(Subquery(running, output_field=IntegerField()), 0),
    )
    return rows.values_list("closed_until", "calls", "running").first()


def _open(source: str, until: datetime, *, at_least: int = 0) -> None:
    """Forbid calls before ``until``; an existing later instant stays."""
    Upstream.objects.filter(
        Q(closed_until__isnull=True) | Q(closed_until__lt=until),
        source=source,
        consecutive_failures__gte=at_least,
    ).update(closed_until=until)
