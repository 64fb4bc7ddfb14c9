"""``manage.py check_events_api`` as an operator runs it: as a process, with the environment alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.operating import manage
from tests.simulation import Simulator


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database."""
    folder = tmp_path_factory.mktemp("portal")
    assert manage(folder, "migrate", "--verbosity", "0").returncode == 0
    return folder


def check(folder: Path, simulator: Simulator, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    connection = {
        "EVENTS_API_ENDPOINT": simulator.v2_endpoint,
        "EVENTS_API_TOKEN": simulator.token,
        "EVENTS_API_ORIGIN": simulator.origin,
        "EVENTS_API_ALLOW_LOOPBACK": "1",
    }
    result = manage(folder, "check_events_api", *arguments, **connection | environment)
    assert simulator.token not in result.stdout + result.stderr
    return result


def test_a_working_connection_exits_with_0_and_shows_each_step(folder: Path, simulated: Simulator) -> None:
    result = check(folder, simulated)
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Default"
    assert [line.split()[0] for line in lines[1:]] == ["ok"] * 7
    assert "\x1b" not in result.stdout


def test_a_failure_exits_with_1_and_says_what_to_do(folder: Path, simulated: Simulator) -> None:
    result = check(folder, simulated, EVENTS_API_TOKEN="another-token")
    assert result.returncode == 1
    assert "  FAILED  Token accepted: The API refused the token" in result.stdout
    assert "Copy the token again" in result.stdout
    assert "another-token" not in result.stdout + result.stderr


def test_nothing_configured_is_a_failure(folder: Path, simulated: Simulator) -> None:
    result = check(folder, simulated, EVENTS_API_ENDPOINT="")
    assert result.returncode == 1
    assert "Not configured yet: endpoint." in result.stdout


def test_one_web_application_is_chosen_by_its_name(folder: Path, simulated: Simulator) -> None:
    assert check(folder, simulated, "--application", "Default").returncode == 0
    result = check(folder, simulated, "--application", "Nobody")
    assert result.returncode == 1
    assert "There is no web application named 'Nobody'. There are: Default." in result.stderr
