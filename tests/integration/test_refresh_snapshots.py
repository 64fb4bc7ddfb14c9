"""``manage.py refresh_snapshots``: once, and as the worker process that ends when it is told to."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operating import manage, start
from tests.simulation import FORUM, Simulator

DATABASE = "portal.sqlite3"
END_LIMIT_S = 1.5
WAIT_LIMIT_S = 20


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    assert manage(folder, "migrate", "--verbosity", "0").returncode == 0
    return folder / DATABASE


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A folder with an empty, migrated database."""
    shutil.copy(migrated, tmp_path / DATABASE)
    return tmp_path


def connection(simulator: Simulator) -> dict[str, str]:
    return {
        "EVENTS_API_ENDPOINT": simulator.v2_endpoint,
        "EVENTS_API_TOKEN": simulator.token,
        "EVENTS_API_ORIGIN": simulator.origin,
        "EVENTS_API_ALLOW_LOOPBACK": "1",
    }


def stored(folder: Path) -> set[str]:
    """The resources of which a good answer is stored."""
    database = sqlite3.connect(folder / DATABASE)
    try:
        return {row[0] for row in database.execute("SELECT resource FROM portal_snapshot WHERE digest <> ''")}
    finally:
        database.close()


def wait_until(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + WAIT_LIMIT_S
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def end(worker: subprocess.Popen[str], number: int = signal.SIGTERM) -> float:
    """Tell a worker to end; seconds until it did, with exit code 0."""
    started_at = time.monotonic()
    worker.send_signal(number)
    try:
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        if worker.stderr:
            worker.stderr.close()
    return time.monotonic() - started_at


def test_one_round_stores_the_list_and_the_next_events(folder: Path, simulated: Simulator) -> None:
    assert manage(folder, "refresh_snapshots", "--events", "3", **connection(simulated)).returncode == 0
    keys = stored(folder)
    assert "events/published" in keys
    assert len({key for key in keys if key.endswith("/sessions")}) == 3


def test_the_worker_goes_round_until_it_is_told_to_end(folder: Path, simulated: Simulator) -> None:
    worker = start(folder, "refresh_snapshots", "--every", "0.3", "--events", "1", **connection(simulated))
    try:
        wait_until(lambda: len(simulated.journal("list_published_events")) >= 3)
    finally:
        took_s = end(worker)
    assert took_s < END_LIMIT_S


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_at_once_even_while_the_api_hangs(folder: Path, simulated: Simulator, number: int) -> None:
    simulated.fault("list_published_events", hang="before")
    worker = start(folder, "refresh_snapshots", "--every", "60", **connection(simulated))
    try:
        wait_until(lambda: simulated.journal("list_published_events") != [])
    finally:
        took_s = end(worker, number)
    assert took_s < END_LIMIT_S


def test_the_worker_outlives_an_api_that_is_down(folder: Path, simulated: Simulator) -> None:
    simulated.fault("list_published_events", status=500, times=1)
    worker = start(folder, "refresh_snapshots", "--every", "0.3", "--events", "0", **connection(simulated))
    try:
        wait_until(lambda: "events/published" in stored(folder))
    finally:
        end(worker)


def test_without_a_connection_there_is_nothing_to_do(folder: Path) -> None:
    assert manage(folder, "refresh_snapshots").returncode == 0
    assert stored(folder) == set()


@pytest.mark.parametrize("arguments", [("--every", "0"), ("--events", "-1")])
def test_senseless_numbers_are_refused(folder: Path, arguments: tuple[str, str]) -> None:
    result = manage(folder, "refresh_snapshots", *arguments)
    assert result.returncode == 1
    assert f"{arguments[0]} takes a number" in result.stderr


def test_the_forum_is_among_the_next_twenty(folder: Path, simulated: Simulator) -> None:
    manage(folder, "refresh_snapshots", **connection(simulated))
    assert {f"events/{FORUM}", f"events/{FORUM}/sessions", f"events/{FORUM}/pictures"} <= stored(folder)
