"""Fresh, stale, old and missing copies, as visitors meet them. The list of past events reads one resource only."""

from __future__ import annotations

import time

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries, Settings

from portal.models import Snapshot
from portal.services.snapshots.memory import decoded
from tests.served_site import ServedSite
from tests.simulation import FORUM

PAST = "/events/past/"
REVIEW = "Breakwater_Review211040730"
OLD_NAME, NEW_NAME = "Breakwater Review", "Groyne Review"
FRESH_S, STALE_S = 60, 600  # the defaults of a web application
OUT_OF_DATE = "It cannot be updated at the moment."


@pytest.fixture
def renamed(served: ServedSite, clock: time_machine.Coordinates) -> ServedSite:
    """The list was read, then an event got a new name."""
    served.warm(PAST)
    served.simulator.patch_event(REVIEW, eventName=NEW_NAME)
    served.simulator.clear_journal()
    return served


def test_a_fresh_copy_is_served_without_asking_the_api(renamed: ServedSite, clock: time_machine.Coordinates) -> None:
    clock.shift(FRESH_S - 20)
    assert OLD_NAME in renamed.page(PAST)
    renamed.settle()
    assert renamed.calls() == {}


def test_a_stale_copy_is_served_at_once_and_renewed_in_the_background(
    renamed: ServedSite, clock: time_machine.Coordinates
) -> None:
    clock.shift(FRESH_S + 1)
    renamed.simulator.fault("list_published_events", delay_ms=1200)
    started = time.monotonic()
    assert OLD_NAME in renamed.page(PAST)
    assert time.monotonic() - started < 1
    renamed.settle()
    assert NEW_NAME in renamed.page(PAST)
    assert renamed.calls() == {"list_published_events": 1}


def test_an_old_copy_is_renewed_before_it_is_served(renamed: ServedSite, clock: time_machine.Coordinates) -> None:
    clock.shift(STALE_S + 1)
    page = renamed.page(PAST)
    assert NEW_NAME in page
    assert OUT_OF_DATE not in page
    assert renamed.calls() == {"list_published_events": 1}


def test_an_old_copy_is_shown_with_its_age_when_the_api_hangs(
    renamed: ServedSite, clock: time_machine.Coordinates, settings: Settings
) -> None:
    settings.EVENTS_API_REQUEST_DEADLINE_S = 2.5
    renamed.simulator.fault("*", hang="before")
    clock.shift(STALE_S + 1)
    started = time.monotonic()
    assert OLD_NAME in renamed.page(PAST)
    assert 1.4 < time.monotonic() - started < 2.4  # EVENTS_API_OLD_COPY_WAIT_S is 1.5
    renamed.settle()
    started = time.monotonic()
    page = renamed.page(PAST)
    assert time.monotonic() - started < 1  # nobody waits again for what just failed
    assert OLD_NAME in page
    assert "What you see is 10\xa0minutes old" in page
    assert OUT_OF_DATE in page


def test_a_missing_copy_is_fetched_while_the_visitor_waits(served: ServedSite) -> None:
    assert OLD_NAME in served.page(PAST)
    assert served.calls() == {"list_published_events": 1}


def test_nothing_known_and_a_hanging_api_is_a_503_that_says_when_to_come_back(
    served: ServedSite, settings: Settings
) -> None:
    settings.EVENTS_API_REQUEST_DEADLINE_S = 0.3
    served.simulator.fault("*", hang="before")
    started = time.monotonic()
    response = served.get(PAST)
    assert time.monotonic() - started < 0.3 + 1
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert "The events cannot be shown right now" in response.content.decode()


def test_a_page_waits_no_longer_in_all_than_for_one_thing(served: ServedSite, settings: Settings) -> None:
    """The list comes late, and then everything about the event hangs."""
    settings.EVENTS_API_REQUEST_DEADLINE_S = 1.5
    served.simulator.fault("*", hang="before")
    served.simulator.fault("list_published_events", delay_ms=1200)
    started = time.monotonic()
    response = served.get(f"/events/{FORUM}/")
    assert time.monotonic() - started < 1.5 + 0.8
    assert response.status_code == 200
    assert "The schedule cannot be shown at the moment." in response.content.decode()


def test_everything_an_event_page_shows_is_asked_for_at_once(served: ServedSite) -> None:
    served.simulator.settings(latency_ms=1000)
    started = time.monotonic()
    assert "Kestrel Marine Software" in served.page(f"/events/{FORUM}/")
    assert time.monotonic() - started < 2 * 1
    served.simulator.settings(latency_ms=0)  # for the pictures


def test_a_warm_event_page_with_sixty_sessions_makes_no_call_and_two_queries(
    served_by_each: ServedSite, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paths = [f"/events/{FORUM}/", f"/events/{FORUM}/schedule/"]
    served_by_each.warm(*paths)
    served_by_each.warm(*paths)  # the pictures are known now
    served_by_each.simulator.clear_journal()
    for path in paths:
        with django_assert_max_num_queries(2):
            served_by_each.page(path)
    served_by_each.settle()
    assert served_by_each.calls() == {}


def test_ten_fresh_periods_cost_ten_calls(served: ServedSite, clock: time_machine.Coordinates) -> None:
    for _ in range(10):
        for _ in range(5):
            served.page(PAST)
        served.settle()
        clock.shift(FRESH_S + 1)
    assert served.calls() == {"list_published_events": 10}


def test_a_copy_of_another_release_is_read_anew_in_the_same_visit(served: ServedSite) -> None:
    served.warm(PAST)
    Snapshot.objects.update(body=b'[{"title": "an event as release 0 stored it"}]')
    decoded.clear()
    served.simulator.clear_journal()
    assert OLD_NAME in served.page(PAST)
    assert served.calls() == {"list_published_events": 1}


def test_a_copy_of_another_release_is_no_copy_when_the_api_is_down(served: ServedSite) -> None:
    served.warm(PAST)
    Snapshot.objects.update(body=b"\x00garbage")
    decoded.clear()
    served.simulator.fault("*", status=503)
    assert served.get(PAST).status_code == 503
    served.simulator.clear_faults()
