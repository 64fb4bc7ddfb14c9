"""Days and lengths as a visitor at the event reads them: computed on the wall clock of a time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from portal.events_api.timezones import zone

_INSTANT = timedelta(microseconds=1)


class Timed(Protocol):
    """An event or a session with a start."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime | None: ...


def wall_clock(instant: datetime, time_zone: str) -> datetime:
    """Return ``instant`` on the wall clock of a zone, aware.

    Instants within a day of the years 1 and 9999 that cannot be shown in that zone stay as they are.
    """
    try:
        return instant.astimezone(zone(time_zone))
    except OverflowError:
        return instant


def days(item: Timed, time_zone: str) -> tuple[date, date]:
    """Return the first and last calendar day. An end at midnight belongs to the day before."""
    first = wall_clock(item.starts_at, time_zone).date()
    if item.ends_at is None or item.ends_at <= item.starts_at:
        return first, first
    return first, wall_clock(item.ends_at - _INSTANT, time_zone).date()


def is_past(item: Timed, now: datetime) -> bool:
    """Tell whether the item is over: at its end, or at its start where no end is known."""
    return now >= (item.ends_at or item.starts_at)
