"""Strange ids, hostile texts and very long lists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pytest_django import Settings

from tests.served_site import ServedSite, links, main_text, serve
from tests.simulation import Simulator, running_simulator

REVIEW = "Breakwater_Review211040730"
PAST = "/events/past/"
STRANGE = [
    "with blank and  two",
    "umlauts-äöüß-Ωмир",
    "emoji-🚢⚓",
    "per%cent%2fslash%25",
    "query?and#fragment&more=1",
    "plus+and;semi,colon:at@",
    "quote'\"<b>",
    "dots..in.the.middle..",
    "past",  # a reserved word: the list of past events wins
    "x" * 500,
    "ends-with-blank ",
]
NO_PAGE = ["with/slash", "../../etc/passwd", "y" * 501, "."]


def publish_under(simulator: Simulator, *ids: str) -> None:
    """Let the API list one event under many ids, and know each of them."""
    sample = next(event for event in simulator.call("events/published").json if event["readableEventId"] == REVIEW)
    events = [
        sample | {"readableEventId": each, "eventId": f"{number:036}", "eventName": f"Number {number}."}
        for number, each in enumerate(ids)
    ]
    simulator.fault("list_published_events", json=events)
    for event in events:
        simulator.fault("get_event", event=event["readableEventId"], json=event)


@pytest.mark.parametrize("readable_id", [each for each in STRANGE if each != "past"])
def test_an_event_is_found_under_a_strange_id(served: ServedSite, readable_id: str) -> None:
    publish_under(served.simulator, readable_id)
    address = f"/events/{quote(readable_id, safe='')}/"
    listed = [link for link in links(served.page(PAST), "/events/") if link not in {"/events/", PAST}]
    assert len(listed) == 1
    for path in (address, listed[0]):
        assert main_text(served.page(path)).count("Number 0.") >= 1
    assert served.get(f"{address}schedule/").status_code == 200


def test_an_id_that_no_address_can_hold_does_not_break_the_list(served: ServedSite) -> None:
    publish_under(served.simulator, *NO_PAGE, "..", "plain")
    text = main_text(served.page(PAST))
    assert [number for number in range(6) if f"Number {number}." not in text] == []
    for readable_id in NO_PAGE:
        assert served.get(f"/events/{quote(readable_id, safe='')}/").status_code == 404
    assert served.get("/events/plain/").status_code == 200


def test_two_events_with_one_id_are_one_page(served: ServedSite) -> None:
    publish_under(served.simulator, "twice", "twice")
    assert served.get("/events/twice/").status_code == 200
    assert served.get(PAST).status_code == 200


def test_an_event_called_like_a_list_leaves_the_list_alone(served: ServedSite) -> None:
    publish_under(served.simulator, "past", "plain")
    assert main_text(served.page(PAST)).startswith("Past events")


@pytest.fixture(scope="module")
def large_simulator() -> Iterator[Simulator]:
    with running_simulator(scale=5000) as simulator:
        yield simulator


def test_five_thousand_events_are_paged_and_small(
    quiet_end: None, large_simulator: Simulator, settings: Settings
) -> None:
    portal = serve(large_simulator, settings)
    portal.warm("/events/past/")  # the list is stored; its first page was never shown
    portal.simulator.clear_journal()
    started = time.monotonic()
    first = portal.page("/events/")
    assert time.monotonic() - started < 3
    assert len(first.encode()) < 300_000
    assert "list_published_events" not in portal.calls()
    started = time.monotonic()
    assert portal.get("/events/?page=200").status_code == 200
    assert portal.get("/events/?q=nothing-like-this").status_code == 200
    assert time.monotonic() - started < 3


def test_a_marathon_of_sessions_is_shown_whole(quiet_end: None, large_simulator: Simulator, settings: Settings) -> None:
    portal = serve(large_simulator, settings)
    path = "/events/Session_Marathon900000001/schedule/"
    started = time.monotonic()
    page = portal.page(path)
    assert time.monotonic() - started < 10
    assert len(links(page, "/events/Session_Marathon900000001/sessions/")) == 5000
