"""An API that hangs, falls and returns, and a server that is told to end, seen from outside."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.processes.running import Database, Page, at_once, running_portal, wait_until
from tests.simulation import FORUM, Simulator, running_simulator

EVENT = f"/events/{FORUM}/"
PAST = "/events/past/"
NAME = "Breakwater Review"
OUT_OF_DATE = "It cannot be updated at the moment."
NEVER_SEEN = ["Coastal_Data_Summit406103517", "Quiet_Harbours862764886", "Wave_Basin_Workshop415267846"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_hanging_api_leaves_warm_pages_quick(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    with running_portal(variables) as portal:

        def is_warm() -> bool:
            pages = [portal.get(path) for path in (EVENT, PAST) for _ in range(6)]  # both workers had their turn
            return all(page.status == 200 and page.elapsed_s < 0.1 for page in pages)

        assert wait_until(is_warm, 10)
        simulator.fault("*", hang="before")
        database.pass_time(61)  # everything is stale and is renewed in vain
        strangers = [
            threading.Thread(target=portal.get, args=(f"/events/{event}/",)) for event in NEVER_SEEN for _ in range(2)
        ]
        for stranger in strangers:
            stranger.start()
        pages: list[Page] = []
        lively: list[Page] = []
        for _ in range(60):
            pages += [portal.get(EVENT), portal.get(PAST)]
            lively.append(portal.get("/health/live"))
        for stranger in strangers:
            stranger.join()
    assert {page.status for page in pages + lively} == {200}
    assert statistics.median(page.elapsed_s for page in pages) < 0.1
    assert max(page.elapsed_s for page in pages) < 1
    assert statistics.median(page.elapsed_s for page in lively) < 0.05
    assert max(page.elapsed_s for page in lively) < 0.2


def test_nobody_waits_longer_than_the_deadline_for_what_was_never_seen(
    variables: dict[str, str], simulator: Simulator
) -> None:
    simulator.fault("*", hang="before")
    with running_portal(variables) as portal:
        pages = at_once([lambda: portal.get(PAST)] * 32)
    assert {page.status for page in pages} == {503}
    assert min(int(page.headers["Retry-After"]) for page in pages) > 0
    assert max(page.elapsed_s for page in pages) < 1.2 + 0.5 + 1  # 32 visitors, 16 threads: some waited for a thread


def test_an_outage_keeps_the_pages_up_with_their_age_and_recovery_is_picked_up(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    port = urlsplit(simulator.base_url).port
    with running_portal(variables) as portal:
        assert portal.get(PAST).status == 200
        simulator.stop()
        database.pass_time(601)
        assert wait_until(lambda: OUT_OF_DATE in portal.get(PAST).text, 5)
        page = portal.get(PAST)
        assert page.status == 200
        assert NAME in page.text
        assert "10\xa0minutes old" in page.text
        assert portal.get("/health/ready").status == 200
        assert portal.get(EVENT).status == 200  # known from the list, its parts are not
        with running_simulator(port=port):
            database.pass_time(16)  # the next probe is due
            assert wait_until(lambda: OUT_OF_DATE not in portal.get(PAST).text, 5)
            assert NAME in portal.get(PAST).text


def test_ready_says_when_nothing_can_be_shown_and_asks_for_it(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    simulator.fault("*", status=500)
    with running_portal(variables) as portal:
        page = portal.get("/health/ready")
        assert page.status == 503
        assert '"not known yet"' in page.text
        simulator.clear_faults()
        database.pass_time(16)
        assert wait_until(lambda: portal.get("/health/ready").status == 200, 5)  # without any visitor
        assert portal.get("/health/live").headers["Cache-Control"] == "no-store"


def test_sigterm_lets_a_running_request_end(
    variables: dict[str, str], simulator: Simulator, database: Database
) -> None:
    simulator.fault("list_published_events", delay_ms=900)
    answers: list[Page] = []
    with running_portal(variables) as portal:
        visitor = threading.Thread(target=lambda: answers.append(portal.get(PAST)))
        visitor.start()
        assert wait_until(database.has_lease, 5)
        assert portal.stop() == 0
        visitor.join()
    assert [page.status for page in answers] == [200]
    assert NAME in answers[0].text


def test_sigterm_does_not_wait_for_refreshes_that_have_not_begun(
    variables: dict[str, str], simulator: Simulator
) -> None:
    simulator.fault("*", hang="before")
    simulator.fault("list_published_events", delay_ms=0)
    with running_portal(variables, workers=1) as portal:
        assert portal.get(PAST).status == 200
        at_once([lambda event=event: portal.get(f"/events/{event}/") for event in NEVER_SEEN])
        started = time.monotonic()
        assert portal.stop() == 0
        assert time.monotonic() - started < 5


def test_static_files_and_errors_carry_the_security_headers(variables: dict[str, str], prepared: Path) -> None:
    with running_portal(variables) as portal:
        page = portal.get(PAST)
        picture = next(part.split('"')[0] for part in page.text.split('href="') if part.startswith("/static/portal/"))
        for path in (picture, "/static/nothing.css", "/nothing/", "/robots.txt", PAST):
            answer = portal.get(path)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert "Set-Cookie" not in answer.headers
        assert portal.get(picture).headers["Cache-Control"] == "max-age=315360000, public, immutable"
        head = portal.get(PAST, method="HEAD")
        assert (head.status, head.text, head.headers["Content-Length"]) == (200, "", page.headers["Content-Length"])


def test_what_the_servers_log_is_json_and_holds_no_token(variables: dict[str, str], simulator: Simulator) -> None:
    with running_portal(variables) as portal:
        portal.get(EVENT)
        simulator.fault("*", reset=True)
        portal.get(f"/events/{NEVER_SEEN[0]}/")
    lines = portal.log.read_text().splitlines()
    assert any("list published events" in line for line in lines)
    assert [line for line in lines if simulator.token in line] == []
    with contextlib.suppress(FileNotFoundError):
        assert simulator.token.encode() not in Path(variables["VAR_DIR"], "portal.sqlite3").read_bytes()
