"""Kept pages of several processes on one database: all learn of a change, none asks more, none waits for a dead API."""

from __future__ import annotations

import threading

import pytest

from tests.processes.running import EVENT, Database, at_once, calls, first_visitors, running_portal, wait_until
from tests.simulation import FORUM, Simulator

PAST = "/events/past/"
KEEPING = {"PAGE_STORE_BYTES": str(16 * 1024 * 1024)}
NEVER_SEEN = ["Coastal_Data_Summit406103517", "Quiet_Harbours862764886", "Wave_Basin_Workshop415267846"]
NOW = "2027-01-01 00:00:00.000000"


@pytest.fixture
def variables(variables: dict[str, str]) -> dict[str, str]:
    return variables | KEEPING


def test_64_first_visitors_of_two_processes_still_cause_one_call_for_each_resource(
    variables: dict[str, str], simulator: Simulator
) -> None:
    with first_visitors(variables, simulator):
        pass
    assert {path: number for path, number in calls(simulator).items() if number != 1} == {}


def test_a_change_that_one_process_learns_of_shows_on_all(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    with running_portal(variables, workers=2) as first, running_portal(variables, workers=1) as second:

        def shown() -> set[bool]:
            pages = at_once([lambda portal=portal: portal.get(EVENT) for portal in (first, second) for _ in range(6)])
            return {"Renamed Forum" in page.text for page in pages}

        assert wait_until(lambda: shown() == {False}, 5)
        simulator.patch_event(FORUM, eventName="Renamed Forum")
        database.pass_time(61)
        touch(database, "footer_text = 'Another line'")  # so that pages are made of the copies that are stale now
        assert wait_until(lambda: shown() == {True}, 10)
    assert calls(simulator)[f"/EvtMgmt/api/v2.0/events/{FORUM}"] == 2


def test_a_setting_shows_on_every_worker(variables: dict[str, str], database: Database) -> None:
    with running_portal(variables, workers=2) as portal:
        at_once([lambda: portal.get(EVENT)] * 12)
        touch(database, "footer_text = 'Another line'")

        def is_everywhere() -> bool:
            return all("Another line" in page.text for page in at_once([lambda: portal.get(EVENT)] * 12))

        assert wait_until(is_everywhere, 5)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hanging_api_does_not_slow_kept_pages_nor_visitors_of_others(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    with running_portal(variables) as portal:
        at_once([lambda path=path: portal.get(path) for path in (EVENT, PAST) for _ in range(8)])
        simulator.fault("*", hang="before")
        database.pass_time(61)
        touch(database, "footer_text = 'Another line'")
        assert wait_until(lambda: all("Another line" in portal.get(EVENT).text for _ in range(8)), 5)
        strangers = [
            threading.Thread(target=portal.get, args=(f"/events/{event}/",)) for event in NEVER_SEEN for _ in range(4)
        ]
        for stranger in strangers:
            stranger.start()
        pages = [portal.get(path) for _ in range(200) for path in (EVENT, PAST)]
        for stranger in strangers:
            stranger.join()
    assert {page.status for page in pages} == {200}
    waits = sorted(page.elapsed_s for page in pages)
    assert waits[len(waits) * 99 // 100] < 0.5  # strangers take every thread of a worker for a moment, no longer


def touch(database: Database, assignment: str) -> None:
    """Change a setting as another host does."""
    database.execute(f"UPDATE portal_webapplication SET {assignment}, updated_at = '{NOW}'")  # noqa: S608 -- our words
