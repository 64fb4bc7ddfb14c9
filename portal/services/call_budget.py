"""The budget of calls: how often each API was called in the last five minutes, by all processes together.

The platform refuses a web application more than 6,000 calls in five minutes. Each process counts in memory and writes
its counts down about once a second, in one statement; whoever is about to call reads the sum with the state of the
breaker. What can wait stops first, so that something is left for visitors and registrations.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.models import CallCount

logger = logging.getLogger(__name__)

WINDOW_MIN = 5
WRITE_EVERY_S = 1.0
KEEP_MIN = 60


class Purpose(Enum):
    """What a call is for, and the share of the budget that may be used when it is made."""

    AHEAD = 0.5  # nobody has asked yet
    RENEWAL = 0.8  # there is a copy, and it goes on being shown
    FIRST_COPY = 0.95  # somebody waits, and nothing is stored; or an operator asked
    REGISTRATION = float("inf")  # counted, never refused

    @property
    def can_wait(self) -> bool:
        """Whether nobody misses anything for now."""
        return self in {Purpose.AHEAD, Purpose.RENEWAL}

    def fits(self, used: int) -> bool:
        """Whether such a call may be made when so many were made in the last five minutes."""
        return used < settings.EVENTS_API_CALL_BUDGET * self.value


_Counted = tuple[str, int, str]  # source, minute, operation

_lock = threading.Lock()
_unwritten: Counter[_Counted] = Counter()
_written_at = float("-inf")  # monotonic seconds
_tidied = 0  # the last minute in which old counts were deleted


def note(source: str, operation: str) -> None:
    """Count a call that is about to be made. Costs no query."""
    with _lock:
        _unwritten[source, _minute(), operation[:60]] += 1


def write(*, at_once: bool = False) -> None:
    """Add what this process counted to what all have; at most about once a second unless ``at_once``."""
    global _written_at, _tidied
    with _lock:
        if not _unwritten or not (at_once or time.monotonic() - _written_at >= WRITE_EVERY_S):
            return
        counted = sorted(_unwritten.items())  # in one order everywhere, so that no two processes block each other
        _unwritten.clear()
        _written_at = time.monotonic()
        is_tidy, _tidied = _tidied == _minute(), _minute()
    try:
        _add(counted)
        if not is_tidy:
            CallCount.objects.filter(minute__lt=_minute() - KEEP_MIN).delete()
    except AnyDatabaseError as error:  # what was called for is worth more than its number
        logger.error("%d calls not counted: database not usable: %s", sum(dict(counted).values()), type(error).__name__)


def written(source: OuterRef) -> Coalesce:
    """The sum of what was written down of a source, for a query about something else of that source."""
    sums = _recent().filter(source=source).order_by().values("source").annotate(sum=Sum("number")).values("sum")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), 0)


def unwritten(source: str) -> int:
    """What this process has counted since it wrote last."""
    with _lock:
        return sum(number for (of, _, _), number in _unwritten.items() if of == source)


def usage(sources: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Operations and how often each was called in the last five minutes, the most frequent first, by source."""
    found: dict[str, list[tuple[str, int]]] = {source: [] for source in sources}
    rows = _recent().filter(source__in=list(found)).order_by().values_list("source", "operation")
    for source, operation, number in rows.annotate(sum=Sum("number")).order_by("-sum", "operation"):
        found[source].append((operation, number))
    return found


def _add(counted: Sequence[tuple[_Counted, int]]) -> None:
    """Add to the rows and make those that are missing, in one statement."""
    table = connection.ops.quote_name(CallCount._meta.db_table)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(counted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (source, minute, operation, number) VALUES {rows} "  # noqa: S608 -- our own names
            f"ON CONFLICT (source, minute, operation) DO UPDATE SET number = {table}.number + excluded.number",
            [value for key, number in counted for value in (*key, number)],
        )


def _recent() -> QuerySet[CallCount]:
    """Counts of the last five minutes, and of the minute in which these began."""
    return CallCount.objects.filter(minute__gte=_minute() - WINDOW_MIN)


def _minute() -> int:
    return int(timezone.now().timestamp()) // 60
