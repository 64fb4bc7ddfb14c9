"""Days and lengths on the wall clock of the event."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.domain.event_times import days, is_past, is_running, spans_days, wall_clock
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
    assert spans_days(event, "Europe/Berlin") == (last - first).days + 1


@pytest.mark.parametrize("instant", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("time_zone", ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC+05:45"])
def test_the_first_and_last_instant_have_a_wall_clock(instant: datetime, time_zone: str) -> None:
    assert wall_clock(instant, time_zone) == instant


@pytest.mark.parametrize(
    ("moment", "running", "past"),
    [
        ("2027-06-10 07:59", False, False),
        ("2027-06-10 08:00", True, False),
        ("2027-06-10 15:59", True, False),
        ("2027-06-10 16:00", False, True),
    ],
)
def test_running_and_past(moment: str, running: bool, past: bool) -> None:
    event = make_event()
    assert (is_running(event, utc(moment)), is_past(event, utc(moment))) == (running, past)


def test_an_event_without_an_end_is_over_at_its_start() -> None:
    event = make_event(ends_at=None)
    assert (is_running(event, event.starts_at), is_past(event, event.starts_at)) == (False, True)
