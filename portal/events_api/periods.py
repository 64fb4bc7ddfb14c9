"""When an event or a session happens: a wall clock, its twin in UTC, and a time-zone code, brought together.

The twin is the instant; the wall clock is only read in the zone where there is no twin. What does not fit together is a
loss, and shows the administrator a record to look at.

Facts: events-api/codes.md §3 (rules for a client), differences.md U2.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from portal.events_api import timezones
from portal.events_api.fields import Item

CONTRADICTS_UTC = "contradicts the time in UTC"
FAR_FROM_LOCAL_TIME = "too far from the local time"
ENDS_BEFORE_START = "ends before it starts"
UNKNOWN_TIME_ZONE = "unknown time zone"


class Period(NamedTuple):
    """Instants in UTC, an end never before its start, and the zone as ``timezones.resolve`` gives it."""

    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    certain: bool


def read_period(item: Item, start: str, end: str) -> Period:
    """Read when something happens: two wall clocks, their twins in UTC, and the zone that joins them."""
    local, utc = _clocks(item, start)
    code = item.integer("timeZone")
    name, certain = timezones.resolve(code, local, utc, item.text("timeZoneName"))
    if code is not None and not certain:
        item.lose("timeZone", CONTRADICTS_UTC if code in timezones.IANA_NAMES else UNKNOWN_TIME_ZONE)
    starts_at = _settle(item, start, local, utc, name)
    ends_at = _settle(item, end, *_clocks(item, end), name)
    if starts_at and ends_at and ends_at < starts_at:
        item.lose(end, ENDS_BEFORE_START)
        ends_at = None
    return Period(starts_at, ends_at, name, certain)


def read_instant(item: Item, name: str, zone_name: str) -> datetime | None:
    """Return a moment in UTC; without an offset it is a wall clock of the zone."""
    moment = item.date_time(name)
    if moment is None or moment.tzinfo is not None:
        return moment
    return timezones.to_utc(moment, zone_name)


def _clocks(item: Item, name: str) -> tuple[datetime | None, datetime | None]:
    """Return the naive wall clock and its aware twin. A wall clock that was sent with an offset is a twin itself."""
    local, utc = item.date_time(name), item.date_time(f"{name}UTC")
    if utc is not None and utc.tzinfo is None:
        utc = utc.replace(tzinfo=UTC)
    if local is not None and local.tzinfo is not None:
        return None, utc or local
    return local, utc


def _settle(item: Item, name: str, local: datetime | None, utc: datetime | None, zone_name: str) -> datetime | None:
    """Return the instant in UTC: the twin's, unless no place on Earth is that far from the wall clock."""
    if local is None:
        return utc
    if utc is None:
        return timezones.to_utc(local, zone_name)
    offset = timezones.offset_between(local, utc)
    if offset is None:
        item.lose(f"{name}UTC", FAR_FROM_LOCAL_TIME)
        return timezones.to_utc(local, zone_name)
    if not timezones.agrees(local, offset, zone_name):
        item.lose(name, CONTRADICTS_UTC)
    return utc
