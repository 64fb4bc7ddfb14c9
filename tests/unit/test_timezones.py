"""Dataverse time-zone codes and the zone of a pair of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.events_api.timezones import IANA_NAMES, in_event_zone, resolve, to_utc, zone
from tests.unit.records import make_session, utc

MAY_NOON = datetime(2026, 5, 12, 12, 0)  # noqa: DTZ001 -- a wall clock


def test_the_table_has_every_code_of_the_reference_and_every_zone_exists() -> None:
    assert len(IANA_NAMES) == 137
    for name in IANA_NAMES.values():
        assert zone(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    ("code", "name", "offset_in_may"),
    [
        (0, "Etc/GMT+12", timedelta(hours=-12)),
        (4, "America/Los_Angeles", timedelta(hours=-7)),
        (92, "Etc/UTC", timedelta(0)),
        (110, "Europe/Berlin", timedelta(hours=2)),
        (193, "Asia/Kathmandu", timedelta(hours=5, minutes=45)),
        (235, "Asia/Tokyo", timedelta(hours=9)),
        (299, "Pacific/Chatham", timedelta(hours=12, minutes=45)),
    ],
)
def test_a_code_is_an_iana_zone_with_daylight_saving(code: int, name: str, offset_in_may: timedelta) -> None:
    assert resolve(code, MAY_NOON, None, None) == (name, True)
    assert MAY_NOON.replace(tzinfo=zone(name)).utcoffset() == offset_in_may


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("UTC", timedelta(0)),
        ("UTC+05:45", timedelta(hours=5, minutes=45)),
        ("UTC-03:30", timedelta(hours=-3, minutes=-30)),
        ("UTC+00:00", timedelta(0)),
    ],
)
def test_fixed_offsets_are_zones(name: str, offset: timedelta) -> None:
    assert zone(name).utcoffset(MAY_NOON) == offset


@pytest.mark.parametrize("name", ["", "Atlantis/Capital", "Europe", "../etc/passwd", "UTC+5", "UTC+99:00"])
def test_anything_else_is_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        zone(name)


@pytest.mark.parametrize(
    ("code", "utc_twin", "label", "expected"),
    [
        pytest.param(110, "2026-05-12 10:00", None, ("Europe/Berlin", True), id="code and twin agree"),
        pytest.param(110, None, "(GMT+09:00) Tokyo", ("Europe/Berlin", True), id="a label does not outweigh a code"),
        pytest.param(110, "2026-05-12 03:00", None, ("UTC+09:00", False), id="the twin contradicts the code"),
        pytest.param(110, "2026-05-01 10:00", None, ("Europe/Berlin", True), id="the twin is days away"),
        pytest.param(9999, "2026-05-12 06:15", None, ("UTC+05:45", False), id="unknown code with a twin"),
        pytest.param(None, "2026-05-12 15:30", None, ("UTC-03:30", False), id="no code, with a twin"),
        pytest.param(None, "2026-05-12 12:00", None, ("UTC+00:00", False), id="no code, twin is the same"),
        pytest.param(-1, None, "(GMT+05:45) Kathmandu", ("UTC+05:45", False), id="only a label"),
        pytest.param(None, None, "(GMT-08:00) Pacific Time (US & Canada)", ("UTC-08:00", False), id="label west"),
        pytest.param(None, None, "(GMT) Dublin, Edinburgh", ("UTC+00:00", False), id="label without offset"),
        pytest.param(None, None, "(GMT+99:99) Nowhere", ("UTC", False), id="label of no place"),
        pytest.param(None, None, "Kathmandu", ("UTC", False), id="label without zone"),
        pytest.param(None, None, None, ("UTC", False), id="nothing known"),
    ],
)
def test_the_zone_comes_from_the_best_source(
    code: int | None, utc_twin: str | None, label: str | None, expected: tuple[str, bool]
) -> None:
    assert resolve(code, MAY_NOON, utc(utc_twin) if utc_twin else None, label) == expected


@pytest.mark.parametrize("instant", ["2026-10-25 00:30", "2026-10-25 01:30"])
def test_both_instants_of_a_doubled_hour_agree_with_the_zone(instant: str) -> None:
    doubled = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 -- a wall clock
    assert resolve(110, doubled, utc(instant), None) == ("Europe/Berlin", True)


def test_a_skipped_hour_agrees_with_the_offset_before_the_change() -> None:
    skipped = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 -- a wall clock
    assert resolve(110, skipped, utc("2026-03-29 01:30"), None) == ("Europe/Berlin", True)


def test_without_a_twin_the_first_of_two_hours_is_taken() -> None:
    doubled = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 -- a wall clock
    assert to_utc(doubled, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_session_without_zone_is_read_in_the_event_s_zone() -> None:
    session = make_session(start="2026-05-12 09:30", end="2026-05-12 10:15", time_zone="UTC")
    moved = in_event_zone(session, "Europe/Berlin", True)
    assert (moved.starts_at, moved.ends_at) == (utc("2026-05-12 07:30"), utc("2026-05-12 08:15"))
    assert (moved.time_zone, moved.time_zone_certain) == ("Europe/Berlin", True)


def test_a_session_with_a_twin_keeps_its_instants_and_takes_the_zone() -> None:
    session = make_session(start="2026-05-12 07:30", end="2026-05-12 08:15", time_zone="UTC+02:00")
    moved = in_event_zone(session, "Europe/Berlin", True)
    assert (moved.starts_at, moved.time_zone, moved.time_zone_certain) == (session.starts_at, "Europe/Berlin", True)


def test_a_session_elsewhere_keeps_its_offset() -> None:
    session = make_session(start="2026-05-12 07:30", time_zone="UTC+09:00")
    assert in_event_zone(session, "Europe/Berlin", True) == session


def test_a_session_with_its_own_zone_keeps_it() -> None:
    session = make_session(start="2026-05-12 07:30", time_zone="Asia/Tokyo", time_zone_certain=True)
    assert in_event_zone(session, "Europe/Berlin", True) == session


def test_a_session_without_a_time_takes_the_zone() -> None:
    moved = in_event_zone(make_session(time_zone="UTC"), "Europe/Berlin", True)
    assert (moved.starts_at, moved.ends_at, moved.time_zone) == (None, None, "Europe/Berlin")


def test_a_start_in_a_skipped_hour_never_ends_after_the_end() -> None:
    session = make_session(start="2026-03-29 02:30", end="2026-03-29 03:10", time_zone="UTC")
    moved = in_event_zone(session, "Europe/Berlin", True)
    assert (moved.starts_at, moved.ends_at) == (utc("2026-03-29 01:30"), None)
