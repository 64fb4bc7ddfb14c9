"""Days and lengths on the wall clock of the event."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.domain.event_times import days, is_past, wall_clock
from tests.unit.records import make_event, utc


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2027-06-10 08:00", "2027-06-10 16:00", date(2027, 6, 10), date(2027, 6, 10)),
        ("2027-06-10 08:00", None, date(2027, 6, 10), date(2027, 6, 10)),
        ("2027-06-10 08:00", "2027-06-10 08:00", date(2027, 6, 10), date(2027, 6, 10)),
        ("2027-06-10 08:00", "2027-06-10 22:00", date(2027, 6, 10), date(2027, 6, 10)),  # ends at midnight
        ("2027-06-10 08:00", "2027-06-10 22:01", date(2027, 6, 10), date(2027, 6, 11)),
        ("2027-06-10 22:30", "2027-06-12 12:00", date(2027, 6, 11), date(2027, 6, 12)),
        ("2027-12-31 20:00", "2028-01-01 01:00", date(2027, 12, 31), date(2028, 1, 1)),
    ],
)
def test_days_are_those_of_the_event_zone(start: str, end: str | None, first: date, last: date) -> None:
    event = make_event(starts_at=utc(start), ends_at=utc(end) if end else None)
    assert days(event, "Europe/Berlin") == (first, last)


@pytest.mark.parametrize("instant", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("time_zone", ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC+05:45"])
def test_the_first_and_last_instant_have_a_wall_clock(instant: datetime, time_zone: str) -> None:
    assert wall_clock(instant, time_zone) == instant


@pytest.mark.parametrize(
    ("moment", "past"),
    [
        ("2027-06-10 07:59", False),
        ("2027-06-10 15:59", False),
        ("2027-06-10 16:00", True),
    ],
)
def test_an_event_is_over_at_its_end(moment: str, past: bool) -> None:
    assert is_past(make_event(), utc(moment)) is past


def test_an_event_without_an_end_is_over_at_its_start() -> None:
    event = make_event(ends_at=None)
    assert is_past(event, event.starts_at)
