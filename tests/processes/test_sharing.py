"""What several processes do together: ask once, pause together, take over from one that was killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import threading
import time

import pytest

from tests.processes.running import (
    AS_DELIVERED,
    EVENT,
    Database,
    Page,
    Portal,
    at_once,
    calls,
    first_visitors,
    running_portal,
    wait_until,
)
from tests.simulation import FORUM, Simulator

PAST = "/events/past/"
LIST = "list_published_events"
PARTS = {"sessions", "tracks", "passes", "speakers", "sponsorships"}
LEASE_S = 1.2 + 1


def test_64_first_visitors_of_two_processes_cause_one_call_for_each_resource(
    variables: dict[str, str], simulator: Simulator
) -> None:
    with first_visitors(variables, simulator) as (first, pages):
        assert [page for page in pages if "All 42 speakers" not in page.text] == []
        assert wait_until(lambda: any("logos" in path or "logo" in path for path in calls(simulator)), 10)
        first.get(EVENT)
    asked = calls(simulator)
    assert {path: number for path, number in asked.items() if number != 1} == {}
    assert {path.rsplit("/", 1)[1] for path in asked} >= {"published", FORUM} | PARTS


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_workers_of_one_server_ask_once(variables: dict[str, str], simulator: Simulator) -> None:
    simulator.fault("*", delay_ms=300)
    with running_portal(variables | AS_DELIVERED, workers=2) as portal:
        pages = at_once([lambda: portal.get(PAST)] * 64)
    assert [page.status for page in pages] == [200] * 64
    assert list(calls(simulator).values()) == [1]


def test_a_pause_the_api_asks_one_process_for_is_kept_by_all(variables: dict[str, str], simulator: Simulator) -> None:
    simulator.fault(LIST, status=429, headers={"Retry-After": "2"}, times=1)
    with running_portal(variables, workers=1) as first, running_portal(variables, workers=1) as second:
        refused_at = time.monotonic()
        assert first.get(PAST).status == 503
        while time.monotonic() - refused_at < 1.8:
            page = second.get(PAST)
            assert (page.status, page.headers["Retry-After"]) == (503, "5")
        assert len(simulator.journal()) == 1
        assert wait_until(lambda: second.get(PAST).status == 200, 2)
    assert len(simulator.journal()) == 2


def test_after_a_long_pause_one_process_sends_one_probe(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    simulator.fault(LIST, status=503, headers={"Retry-After": "3600"})
    with running_portal(variables, workers=1) as first, running_portal(variables, workers=1) as second:
        assert first.get(PAST).status == 503
        assert second.get(PAST).status == 503
        database.pass_time(290)
        assert second.get(PAST).status == 503
        assert len(simulator.journal()) == 1
        database.pass_time(11)
        at_once([lambda portal=portal: portal.get(PAST) for portal in (first, second) for _ in range(8)])
        assert len(simulator.journal()) == 2


def test_another_process_takes_over_when_the_one_that_asks_is_killed(
    variables: dict[str, str], simulator: Simulator
) -> None:
    simulator.fault(LIST, hang="before", times=1)
    with running_portal(variables, workers=1) as first, running_portal(variables, workers=1) as second:
        threading.Thread(target=abandoned, args=(first,)).start()
        assert wait_until(lambda: bool(simulator.journal()), 5)
        os.kill(first.workers()[0], signal.SIGKILL)
        killed_at = time.monotonic()
        assert wait_until(lambda: second.get(PAST).status == 200, 10)
        assert time.monotonic() - killed_at < LEASE_S + 1
        assert wait_until(lambda: second.get("/health/ready").status == 200, 1)
    assert len(simulator.journal()) == 2


def abandoned(portal: Portal) -> None:
    """A visit that never gets an answer."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        portal.get(PAST)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [PAST, EVENT])
def test_visitors_before_and_after_see_the_same_whichever_process_serves_them(
    variables: dict[str, str], path: str
) -> None:
    with running_portal(variables, workers=2) as portal:
        assert portal.get(path).status == 200

        def shown() -> set[str]:
            pages: list[Page] = at_once([lambda: portal.get(path)] * 8)
            return {page.text for page in pages}

        assert wait_until(lambda: len(shown()) == 1, 5)


def test_calls_of_all_processes_are_counted_together_and_spared_together(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    variables |= {"EVENTS_API_CALL_BUDGET": "1000"}
    with running_portal(variables, workers=1) as first, running_portal(variables, workers=1) as second:
        at_once([lambda: first.get(EVENT), lambda: second.get(PAST)] * 8)

        def is_complete() -> bool:
            (row,) = database.execute("SELECT sum(number) FROM portal_callcount")
            return row[0] == len(simulator.journal())

        assert wait_until(lambda: not database.has_lease() and is_complete(), 10)
        # As if a third process had used most of the budget.
        database.execute("UPDATE portal_callcount SET number = 900 WHERE operation = 'list published events'")
        database.pass_time(61)
        simulator.clear_journal()
        pages = at_once([lambda portal=portal: portal.get(EVENT) for portal in (first, second)])
        assert [page.status for page in pages] == [200, 200]
        assert wait_until(lambda: not database.has_lease(), 5)
        assert simulator.journal() == []
