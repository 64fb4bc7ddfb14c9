"""What search engines are told: the rules of Google's Event page, one by one."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from portal.domain.availability import event_availability
from portal.events_api.codes import HYBRID, ON_SITE, WEBINAR
from portal.events_api.types import Event, Pass
from portal.formats import json_ld
from portal.formats.json_ld import Part
from tests.unit.records import make_building, make_event, make_session, utc

ADDRESS = "https://events.example.org/events/Summit123/"
BEFORE = utc("2027-01-01 00:00")


def described(
    event: Event | None = None, *, now: object = BEFORE, passes: Any = (), currency: str = "EUR", **fields: Any
) -> dict[str, Any]:
    event = event or make_event()
    availability = event_availability(
        event, passes=passes, registration_count=fields.pop("count", None), now=now, sign_in_enforced=False
    )
    return json_ld.event_data(
        event,
        name="Summit",
        address=ADDRESS,
        register_address=f"{ADDRESS}register/",
        availability=availability,
        passes=passes,
        currency=currency,
        **{
            "organiser": "Contoso",
            "organiser_address": "https://events.example.org/",
            "image": "",
            "performers": [],
            "sessions": [],
        }
        | fields,
    )


def ticket(price: str | None, left: int | None = None) -> Pass:
    return Pass(
        pass_id="p", pass_name="Regular", price=None if price is None else Decimal(price), number_of_passes_left=left
    )


def test_dates_carry_the_offset_of_the_events_zone_on_that_day() -> None:
    summer = described(make_event())
    winter = described(make_event(starts_at=utc("2027-12-01 08:00"), ends_at=utc("2027-12-01 16:00")))
    assert (summer["startDate"], summer["endDate"]) == ("2027-06-10T10:00:00+02:00", "2027-06-10T18:00:00+02:00")
    assert winter["startDate"] == "2027-12-01T09:00:00+01:00"


@pytest.mark.parametrize(
    ("fields", "mode", "kinds"),
    [
        ({"event_format": ON_SITE, "building": make_building(city="Lisbon")}, "Offline", ["Place"]),
        ({"event_format": WEBINAR}, "Online", ["VirtualLocation"]),
        ({"event_format": HYBRID, "building": make_building()}, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_the_place_is_where_people_have_to_go(fields: dict[str, Any], mode: str, kinds: list[str]) -> None:
    data = described(make_event(**fields))
    assert data["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    places = data["location"] if isinstance(data["location"], list) else [data["location"]]
    assert [place["@type"] for place in places] == kinds
    for place in places:
        if place["@type"] == "VirtualLocation":
            assert place["url"] == ADDRESS  # never the link for joining
        else:
            assert place["address"]


def test_an_address_is_told_in_its_parts_or_as_dynamics_composed_it() -> None:
    parts = make_building(address_line1="Rua 1", city="Lisbon", postal_code="1000-001", country="Portugal")
    assert described(make_event(building=parts))["location"]["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Rua 1",
        "addressLocality": "Lisbon",
        "postalCode": "1000-001",
        "addressCountry": "Portugal",
    }
    composed = make_building(address_composite="Rua 1\nLisbon")
    assert described(make_event(building=composed))["location"]["address"]["streetAddress"] == "Rua 1 Lisbon"


def test_what_is_not_known_is_left_out() -> None:
    data = described(make_event(ends_at=None), passes=None, organiser="", currency="")
    assert not {
        "endDate", "description", "image", "inLanguage", "eventAttendanceMode", "location", "organizer", "performer",
        "offers", "subEvent", "isAccessibleForFree",
    } & set(data)  # fmt: skip
    assert None not in data.values()


def test_a_free_event_is_offered_for_nothing_while_registration_is_open() -> None:
    (offer,) = described()["offers"]
    assert (offer["price"], offer["priceCurrency"], offer["url"]) == ("0", "EUR", f"{ADDRESS}register/")
    assert offer["availability"] == "https://schema.org/InStock"
    assert described()["isAccessibleForFree"] is True


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({}, utc("2027-06-11 00:00")),
        ({"set_registration_end_date": True, "stop_registration_at": utc("2027-05-01 00:00")}, utc("2027-05-01 00:00")),
    ],
)
def test_nothing_is_offered_once_registration_is_over(fields: dict[str, Any], now: object) -> None:
    assert "offers" not in described(make_event(**fields), now=now)
    assert "offers" not in described(make_event(**fields), now=now, passes=(ticket("10"),))


def test_a_full_event_is_sold_out() -> None:
    full = make_event(is_capacity_restricted=True, max_capacity=10)
    (offer,) = described(full, count=12)["offers"]
    assert offer["availability"] == "https://schema.org/SoldOut"


def test_each_pass_is_an_offer_with_its_own_price_and_state() -> None:
    offers = described(passes=(ticket("99.50", 3), ticket("10", 0), ticket(None)))["offers"]
    assert [offer.get("price") for offer in offers] == ["99.50", "10", None]
    assert [offer["availability"].rpartition("/")[2] for offer in offers] == ["InStock", "SoldOut", "InStock"]
    assert [offer.get("priceCurrency") for offer in offers] == ["EUR", "EUR", None]


def test_a_price_without_a_currency_is_not_told() -> None:
    (offer,) = described(passes=(ticket("10"),), currency="")["offers"]
    assert not {"price", "priceCurrency"} & set(offer)


def test_when_registration_opens_is_told_only_where_it_is_known() -> None:
    assert "validFrom" not in described()["offers"][0]


def test_sessions_are_parts_of_their_event_and_the_event_their_whole() -> None:
    timed = make_session("Opening", "2027-06-10 08:00", "2027-06-10 09:00", room="Hall")
    event = make_event(building=make_building(city="Lisbon"))
    part = Part(name="Opening", address=f"{ADDRESS}sessions/x/")
    (sub,) = described(event, sessions=[(timed, part), (make_session("Later"), part)])["subEvent"]
    assert (sub["name"], sub["startDate"], sub["url"]) == ("Opening", "2027-06-10T10:00:00+02:00", part.address)
    assert sub["location"]["name"] == "Hall, Congress Centre"
    data = json_ld.session_data(
        timed,
        name="Opening",
        address=part.address,
        event=event,
        event_name="Summit",
        event_address=ADDRESS,
        performers=[],
    )
    assert data is not None
    assert data["superEvent"]["@id"] == described(event)["@id"]
    assert {"name", "startDate", "location"} <= set(data["superEvent"])
    untimed = make_session("Later")
    assert (
        json_ld.session_data(untimed, name="", address="", event=event, event_name="", event_address="", performers=[])
        is None
    )


def test_only_some_of_many_parts_are_named() -> None:
    part = Part(name="Ana", address="https://a/")
    sessions = [(make_session(f"S{n}", "2027-06-10 08:00"), part) for n in range(400)]
    data = described(performers=[part] * 400, sessions=sessions)
    assert len(data["performer"]) == len(data["subEvent"]) == json_ld.MOST_PARTS


def test_lists_and_trails_count_from_one() -> None:
    assert [item["position"] for item in json_ld.item_list(["https://a/", "https://b/"])["itemListElement"]] == [1, 2]
    trail = json_ld.breadcrumbs([("Events", "https://a/"), ("Summit", "https://b/")])
    assert [(item["position"], item["name"], item["item"]) for item in trail["itemListElement"]] == [
        (1, "Events", "https://a/"),
        (2, "Summit", "https://b/"),
    ]


def test_a_name_can_neither_end_the_element_nor_the_line() -> None:
    hostile = 'A "quote" </script><!-- & 🎉 \u2028\u2029 \\'
    text = json_ld.serialize({"name": hostile})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"@context": "https://schema.org", "name": hostile}
