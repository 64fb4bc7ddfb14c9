"""The zones a visitor may choose from, and how a zone is called."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from portal.domain import zones
from portal.domain.event_times import wall_clock
from tests.unit.records import utc


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" AMERICA/NEW_YORK ", "America/New_York"),
        ("Asia/Calcutta", "Asia/Calcutta"),  # what browsers still say for Asia/Kolkata
        ("utc", "Etc/UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_a_zone_is_found_in_any_letter_case(typed: str, name: str) -> None:
    assert zones.find(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "Berlin", "Europe", "Europe/", "Mars/Olympus", "../../etc/passwd", "Factory", "UTC+02:00", "\0"]
)
def test_what_is_no_zone_is_not_found(typed: str) -> None:
    assert zones.find(typed) is None


def test_every_zone_on_offer_is_one_and_offered_once() -> None:
    names = [zone.name for region in zones.regions() for zone in region.zones]

    assert len(names) == len(set(names)) > 400
    assert all(zones.find(name) == name and ZoneInfo(name) for name in names)


def test_zones_are_offered_by_region_and_city() -> None:
    regions = {region.name: region for region in zones.regions()}
    america = [zone.city for zone in regions["America"].zones]

    assert list(regions) == sorted(regions)
    assert america == sorted(america)
    assert {"New York", "Buenos Aires (Argentina)"} <= set(america)


@pytest.mark.parametrize(
    ("instant", "zone", "short", "full"),
    [
        ("2027-06-10 07:00", "Europe/Berlin", "CEST", "CEST (Europe/Berlin)"),
        ("2027-01-10 07:00", "Europe/Berlin", "CET", "CET (Europe/Berlin)"),
        ("2027-06-10 07:00", "Asia/Kathmandu", "UTC+05:45", "UTC+05:45 (Asia/Kathmandu)"),
        ("2027-06-10 07:00", "Pacific/Apia", "UTC+13:00", "UTC+13:00 (Pacific/Apia)"),
        ("2027-06-10 07:00", "Pacific/Honolulu", "HST", "HST (Pacific/Honolulu)"),
        ("2027-06-10 07:00", "America/St_Johns", "NDT", "NDT (America/St_Johns)"),
        ("2027-06-10 07:00", "America/Sao_Paulo", "UTC−03:00", "UTC−03:00 (America/Sao_Paulo)"),
        ("2027-06-10 07:00", "Etc/UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_letters_or_offset(instant: str, zone: str, short: str, full: str) -> None:
    local = wall_clock(utc(instant), zone)

    assert (zones.short_name(local), zones.full_name(local, zone)) == (short, full)


def test_a_zone_that_is_not_certain_is_an_offset_without_name() -> None:
    local = wall_clock(utc("2027-06-10 07:00"), "Europe/Berlin")

    assert zones.short_name(local, certain=False) == "UTC+02:00"
    assert zones.full_name(local, "Europe/Berlin", certain=False) == "UTC+02:00"
