"""Where an event is held, said once and only as far as it is known."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.venue import (
    Access,
    Place,
    accessibility,
    address_lines,
    is_hybrid,
    is_online,
    map_url,
    place,
    places,
)
from portal.events_api.codes import HYBRID, ON_SITE, WEBINAR
from tests.unit.records import make_building, make_event, make_room

PARTS = {
    "address_line1": "Messedamm 22",
    "city": "Berlin",
    "postal_code": "14055",
    "country": "Germany",
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ()),
        ({"address_composite": "      "}, ()),
        ({"address_composite": "\r\n,  \r\n "}, ()),
        (PARTS, ("Messedamm 22", "14055 Berlin", "Germany")),
        (PARTS | {"address_composite": "      "}, ("Messedamm 22", "14055 Berlin", "Germany")),
        (
            PARTS | {"address_composite": "Messedamm 22\r\n14055  Berlin\r\nGermany"},
            ("Messedamm 22", "14055 Berlin", "Germany"),
        ),
        ({"address_composite": "CONGRESS CENTRE\nMessedamm 22\nmessedamm 22\nBerlin,"}, ("Messedamm 22", "Berlin")),
        (
            {"address_line1": "1 Pike St", "address_line2": " ", "city": "Seattle", "state_province": "WA"},
            ("1 Pike St", "Seattle, WA"),
        ),
        ({"city": "Singapore", "country": "Singapore"}, ("Singapore",)),
    ],
)
def test_address_lines_repeat_nothing_and_hold_no_blanks(fields: dict[str, str], expected: tuple[str, ...]) -> None:
    assert address_lines(make_building(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        (PARTS, "Messedamm+22%2C+14055+Berlin%2C+Germany"),
        (PARTS | {"address_line2": "Hall 7, 2nd floor"}, "Messedamm+22%2C+14055+Berlin%2C+Germany"),
        ({"address_composite": "Messedamm 22\nBerlin"}, "Messedamm+22%2C+Berlin"),
        ({"city": "東京"}, "%E6%9D%B1%E4%BA%AC"),
    ],
)
def test_map_url_searches_for_the_address(fields: dict[str, str], query: str) -> None:
    assert map_url(make_building(**fields)) == f"https://www.openstreetmap.org/search?query={query}"


def test_there_is_no_map_without_an_address() -> None:
    assert map_url(make_building(address_composite="      ")) is None


@pytest.mark.parametrize(
    ("building", "room", "expected"),
    [
        ({}, {}, ()),
        ({"disabled_access": True}, {}, ((Access.STEP_FREE, True),)),
        ({"disabled_access": True}, {"disabled_access": False}, ((Access.STEP_FREE, False),)),
        ({}, {"disabled_access": True}, ((Access.STEP_FREE, True),)),
        (
            {"disabled_access": False, "accessible_toilets": True, "disabled_parking": False},
            {"disabled_access": True},
            ((Access.STEP_FREE, False), (Access.TOILETS, True), (Access.PARKING, False)),
        ),
    ],
)
def test_accessibility_states_what_is_known(
    building: dict[str, bool], room: dict[str, bool], expected: tuple[tuple[Access, bool], ...]
) -> None:
    assert accessibility(make_building(**building), make_room(**room)) == expected


def test_accessibility_of_nowhere_is_unknown() -> None:
    assert accessibility(None) == ()


ONLINE = Place(slug="online", name=None)
BERLIN = Place(slug="berlin", name="Berlin")
CENTRE = Place(slug="congress-centre", name="Congress Centre")


@pytest.mark.parametrize(
    ("event_format", "building", "expected"),
    [
        (None, None, ()),
        (ON_SITE, {"city": " Berlin "}, (BERLIN, CENTRE)),
        (ON_SITE, {"city": " "}, (CENTRE,)),
        (ON_SITE, {"city": "Berlin", "name": "Berlin"}, (BERLIN,)),
        (WEBINAR, None, (ONLINE,)),
        (WEBINAR, {"city": "Berlin"}, (ONLINE,)),
        (HYBRID, {"city": "Berlin"}, (BERLIN, CENTRE, ONLINE)),
        (HYBRID, None, (ONLINE,)),
    ],
)
def test_places(event_format: int | None, building: dict[str, Any] | None, expected: tuple[Place, ...]) -> None:
    event = make_event(event_format=event_format, building=None if building is None else make_building(**building))
    assert places(event) == expected
    assert place(event) == (expected[0] if expected else None)
    assert (is_online(event), is_hybrid(event)) == (event_format == WEBINAR, event_format == HYBRID)


def test_a_town_that_has_no_ascii_spelling_still_has_a_slug() -> None:
    tokyo = place(make_event(building=make_building(city="東京")))
    assert tokyo is not None
    assert (len(tokyo.slug), tokyo.name) == (8, "東京")
