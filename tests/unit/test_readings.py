"""What clocks show: an event's times with the visitor's beside them, as a page says them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.events_api.codes import HYBRID, WEBINAR
from portal.events_api.types import Event
from portal.services.readings import Form, reading, zones_on_day
from tests.unit.records import make_event, utc

SUMMER = ("2027-06-10 07:00", "2027-06-10 08:00")
WINTER = ("2027-01-14 08:00", "2027-01-14 09:00")


def html(form: Form, start: str, end: str | None, zone: str, also: str | None = None, **fields: Any) -> str:
    event = make_event(time_zone=zone, **fields)
    if also is None:
        return reading(form, utc(start), utc(end) if end else None, event)
    with timezone.override(ZoneInfo(also)):
        return reading(form, utc(start), utc(end) if end else None, event)


def text(*arguments: Any, **fields: Any) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html(*arguments, **fields)))


def instants(said: str) -> set[datetime]:
    return {datetime.fromisoformat(at) for at in re.findall(r'datetime="([^"]*T[^"]*)"', said)}


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        (*SUMMER, "Europe/Berlin", "09:00–10:00 CEST (Europe/Berlin)"),
        (*WINTER, "Europe/Berlin", "09:00–10:00 CET (Europe/Berlin)"),
        (*SUMMER, "America/New_York", "03:00–04:00 EDT (America/New_York)"),
        (*WINTER, "America/New_York", "03:00–04:00 EST (America/New_York)"),
        (*SUMMER, "Asia/Kathmandu", "12:45–13:45 UTC+05:45 (Asia/Kathmandu)"),
        (*WINTER, "Asia/Kathmandu", "13:45–14:45 UTC+05:45 (Asia/Kathmandu)"),
        (*SUMMER, "Pacific/Tongatapu", "20:00–21:00 UTC+13:00 (Pacific/Tongatapu)"),
        (*SUMMER, "Pacific/Honolulu", "21:00–22:00 HST (Pacific/Honolulu)"),
        # The clocks of Berlin go forward at 02:00 on 28 March, back at 03:00 on 31 October.
        ("2027-03-28 00:30", "2027-03-28 01:30", "Europe/Berlin", "01:30 CET – 03:30 CEST (Europe/Berlin)"),
        ("2027-10-31 00:30", "2027-10-31 00:45", "Europe/Berlin", "02:30–02:45 CEST (Europe/Berlin)"),
        ("2027-10-31 01:30", "2027-10-31 01:45", "Europe/Berlin", "02:30–02:45 CET (Europe/Berlin)"),
        ("2027-10-31 00:30", "2027-10-31 01:30", "Europe/Berlin", "02:30 CEST – 02:30 CET (Europe/Berlin)"),
    ],
)
def test_the_offset_is_that_of_the_date(start: str, end: str, zone: str, expected: str) -> None:
    assert text(Form.BESIDE_DATES, start, end, zone) == expected


@pytest.mark.parametrize(
    ("start", "end", "also", "expected"),
    [
        (*SUMMER, "Europe/London", "09:00–10:00 · 08:00–09:00 BST"),
        (*WINTER, "Europe/London", "09:00–10:00 · 08:00–09:00 GMT"),
        (*SUMMER, "Europe/Paris", "09:00–10:00"),
        (*SUMMER, "Africa/Lagos", "09:00–10:00 · 08:00–09:00 WAT"),
        (*WINTER, "Africa/Lagos", "09:00–10:00"),  # no summer time there
        (*SUMMER, "Asia/Kathmandu", "09:00–10:00 · 12:45–13:45 UTC+05:45"),
        (*SUMMER, "Pacific/Tongatapu", "09:00–10:00 · 20:00–21:00 UTC+13:00"),
        (*SUMMER, "Pacific/Honolulu", "09:00–10:00 · 21:00–22:00 HST (previous day)"),
        ("2027-06-10 12:00", "2027-06-10 13:00", "Pacific/Tongatapu", "14:00–15:00 · 01:00–02:00 UTC+13:00 (next day)"),
        ("2027-06-10 10:30", None, "Pacific/Tongatapu", "12:30 · 23:30 UTC+13:00"),
        ("2027-06-10 11:30", None, "Pacific/Tongatapu", "13:30 · 00:30 UTC+13:00 (next day)"),
        ("2027-06-10 14:30", "2027-06-10 15:30", "Asia/Tokyo", "16:30–17:30 · 23:30–00:30 JST (next day)"),
        ("2027-06-10 14:00", "2027-06-10 15:00", "Asia/Tokyo", "16:00–17:00 · 23:00–00:00 JST"),  # until midnight
        (
            "2027-06-10 09:30",
            "2027-06-10 10:30",
            "Pacific/Honolulu",
            "11:30–12:30 · 23:30 (previous day) – 00:30 HST",
        ),
        # 00:30 in Berlin belongs to the programme of the evening before.
        ("2027-06-10 22:30", "2027-06-10 23:30", "Europe/Paris", "00:30–01:30 (next day)"),
        (
            "2027-06-10 22:30",
            "2027-06-10 23:30",
            "Europe/London",
            "00:30–01:30 (next day) · 23:30–00:30 BST (next day)",
        ),
        ("2027-06-10 22:30", None, "Asia/Tokyo", "00:30 (next day) · 07:30 JST (next day)"),
        ("2027-06-10 22:30", None, "Pacific/Honolulu", "00:30 (next day) · 12:30 HST"),
        # Summer begins in Europe two weeks after America.
        ("2027-03-20 13:00", "2027-03-20 14:00", "America/New_York", "14:00–15:00 · 09:00–10:00 EDT"),
        ("2027-03-10 13:00", "2027-03-10 14:00", "America/New_York", "14:00–15:00 · 08:00–09:00 EST"),
    ],
)
def test_under_the_heading_of_a_day_the_visitors_time_follows_where_it_differs(
    start: str, end: str | None, also: str, expected: str
) -> None:
    assert text(Form.UNDER_DAY, start, end, "Europe/Berlin", also) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-10-31 00:30", "2027-10-31 00:45", "02:30–02:45 (next day)"),
        ("2027-10-31 01:30", "2027-10-31 01:45", "02:30–02:45 CET (next day)"),
        ("2027-10-30 23:00", "2027-10-31 02:00", "01:00 CEST – 03:00 CET (next day)"),
        ("2027-10-31 02:00", "2027-10-31 03:00", "03:00–04:00"),  # another programme day, with CET in its heading
    ],
)
def test_a_session_after_the_clocks_changed_says_its_zone_itself(start: str, end: str, expected: str) -> None:
    event = make_event()

    assert text(Form.UNDER_DAY, start, end, event.time_zone) == expected
    assert zones_on_day(utc("2027-10-31 01:30"), event) == "CEST (Europe/Berlin)"
    assert zones_on_day(utc("2027-10-31 02:00"), event) == "CET (Europe/Berlin)"


@pytest.mark.parametrize(
    ("form", "start", "end", "expected"),
    [
        (
            Form.COMPLETE,
            *SUMMER,
            "Thursday, 10 June 2027, 09:00–10:00 CEST (Europe/Berlin) · 16:00–17:00 JST (Asia/Tokyo)",
        ),
        (Form.LISTED, *SUMMER, "Thu 10 June 2027, 09:00–10:00 CEST · 16:00–17:00 JST"),
        (Form.BESIDE_DATES, *SUMMER, "09:00–10:00 CEST (Europe/Berlin) · 16:00–17:00 JST (Asia/Tokyo)"),
        (
            Form.BESIDE_DATES,
            "2027-06-09 07:00",
            "2027-06-11 15:00",
            "Wed 9 June, 09:00 – Fri 11 June, 17:00 CEST (Europe/Berlin)"
            " · Wed 9 June, 16:00 – Sat 12 June, 00:00 JST (Asia/Tokyo)",
        ),
        (
            Form.MOMENT,
            "2027-06-10 21:59",
            None,
            "10 June 2027, 23:59 CEST (Europe/Berlin) · 06:59 JST (Asia/Tokyo) (next day)",
        ),
        (Form.BEGINNING, "2027-06-10 07:00", None, "09:00 · 16:00 JST"),
    ],
)
def test_every_form_has_the_visitors_time(form: Form, start: str, end: str | None, expected: str) -> None:
    assert text(form, start, end, "Europe/Berlin", "Asia/Tokyo") == expected


def test_a_time_two_days_away_says_its_date() -> None:
    shown = text(Form.UNDER_DAY, "2027-06-10 19:00", "2027-06-12 05:00", "Europe/Berlin")

    assert shown == "21:00 – Sat 12 June, 07:00"
    # 02:30 in Pago Pago is of the programme of the day before, and 13 hours behind Tonga's next day
    assert text(Form.UNDER_DAY, "2027-06-10 12:30", None, "Pacific/Pago_Pago", "Pacific/Kiritimati") == (
        "01:30 (next day) · Fri 11 June, 02:30 UTC+14:00"
    )


def test_both_clocks_tell_machines_the_same_instants() -> None:
    said = html(Form.UNDER_DAY, *SUMMER, "Europe/Berlin", "Asia/Kathmandu")

    assert said.count("<time ") == 4
    assert instants(said) == {utc(at) for at in SUMMER}
    assert '<time datetime="2027-06-10T12:45+05:45">12:45</time>' in said


def test_choosing_utc_is_a_choice() -> None:
    assert text(Form.UNDER_DAY, *SUMMER, "Europe/Berlin", "Etc/UTC") == "09:00–10:00 · 07:00–08:00 UTC"


def test_a_zone_known_by_its_offset_alone_is_compared_all_the_same() -> None:
    shown = text(Form.LISTED, *SUMMER, "UTC+05:45", "Europe/Berlin", time_zone_certain=False)

    assert shown == "Thu 10 June 2027, 12:45–13:45 UTC+05:45 · 09:00–10:00 CEST"
    assert "also" not in html(Form.LISTED, *SUMMER, "UTC+05:45", "Asia/Kathmandu", time_zone_certain=False)


@pytest.mark.parametrize(("format_code", "equal"), [(WEBINAR, True), (HYBRID, False), (None, False)])
def test_both_times_count_the_same_only_online(format_code: int | None, equal: bool) -> None:
    said = html(Form.UNDER_DAY, *SUMMER, "Europe/Berlin", "Asia/Tokyo", event_format=format_code)

    assert ('class="when both"' in said) is equal


def test_what_is_left_of_a_withdrawn_event_has_times() -> None:
    class Left:
        time_zone = "Europe/Berlin"
        time_zone_certain = True

    said = reading(Form.MOMENT, utc(SUMMER[0]), None, Left())

    assert "10 June 2027, 09:00</time>" in said


def test_the_heading_of_a_day_names_both_zones() -> None:
    event = make_event()
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert zones_on_day(utc("2027-06-10 07:00"), event) == "CEST (Europe/Berlin) · JST (Asia/Tokyo)"
    with timezone.override(ZoneInfo("Europe/Paris")):
        assert zones_on_day(utc("2027-06-10 07:00"), event) == "CEST (Europe/Berlin)"


@pytest.mark.parametrize("instant", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("form", Form)
def test_the_first_and_last_instant_can_be_said(instant: datetime, form: Form) -> None:
    event: Event = make_event(time_zone="America/New_York")
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert reading(form, instant, None, event)
        assert zones_on_day(instant, event)
