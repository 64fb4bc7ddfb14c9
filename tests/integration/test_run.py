"""``make run``'s launcher in a fresh copy of the repository: what it starts, says, obeys and refuses."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.simulation import ORIGIN, REPOSITORY, running_simulator

TIME_LIMIT_S = 90
END = "Press Ctrl-C to stop."
SHOWN_ONCE = re.compile(r"admin / (\S+)   \(shown this once\)")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The repository without anything a run or a test has made."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("events_site", "portal", "templates", "static", "scripts"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", ".env.example"):
        shutil.copy(REPOSITORY / name, folder)
    return folder


def environment(**variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "WEB_CONCURRENCY": "1", **variables}


def free_ports() -> tuple[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return str(one.getsockname()[1]), str(other.getsockname()[1])


@contextmanager
def running(clone: Path, **variables: str) -> Iterator[str]:
    """Start everything, yield what was said until the site was ready, and end it with Ctrl-C."""
    with launched(clone, **variables) as (_, said):
        yield said


@contextmanager
def launched(clone: Path, **variables: str) -> Iterator[tuple[IO[str], str]]:
    """The same with what is said from then on."""
    process = subprocess.Popen(
        [sys.executable, "scripts/run.py"],
        cwd=clone,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if END in line:
                break
        else:
            pytest.fail(said)
        yield process.stdout, said
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=TIME_LIMIT_S)
    assert (process.returncode, [line for line in rest.splitlines() if not line.startswith("{")]) == (0, [])


def refused(clone: Path, **variables: str) -> str:
    """What is said instead of starting."""
    result = subprocess.run(
        [sys.executable, "scripts/run.py"],
        cwd=clone,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
    )
    assert (result.returncode, result.stdout) == (1, "")
    return result.stderr.strip()


def page(port: str, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=TIME_LIMIT_S) as answer:
        return str(answer.read().decode())


def test_the_first_start_shows_a_site_and_a_password_once_and_the_second_just_works(clone: Path) -> None:
    port, simulator_port = free_ports()
    ports = {"PORT": port, "SIMULATOR_PORT": simulator_port}
    with running(clone, **ports) as said:
        assert f"http://127.0.0.1:{port}/admin/" in said
        assert len(SHOWN_ONCE.findall(said)) == 1
        shown = page(port, "/events/")
        assert "Harbour Forum" in shown
        assert "Demonstration data" in shown
    with running(clone, **ports) as said:
        assert SHOWN_ONCE.findall(said) == []
        assert "Harbour Forum" in page(port, "/events/")


def test_the_site_goes_on_when_the_simulator_ends(clone: Path) -> None:
    port, simulator_port = free_ports()
    with launched(clone, PORT=port, SIMULATOR_PORT=simulator_port) as (saying, _):
        assert "Harbour Forum" in page(port, "/events/")
        subprocess.run(["pkill", "-KILL", "-f", f"portal.simulator --port {simulator_port}"], check=True)
        told = (line.strip() for line in saying if not line.startswith("{"))  # between the log lines
        assert next(told) == "The simulator process ended with status -9."
        assert next(told) == "The site goes on with its stored copies. `make simulator` starts it again."
        assert "Harbour Forum" in page(port, "/events/")


def test_an_example_file_left_as_it_stands_changes_nothing_and_a_filled_one_is_obeyed(clone: Path) -> None:
    port, simulator_port = free_ports()
    example = (clone / ".env.example").read_text()
    (clone / ".env").write_text(f"{example}\nPORT={port}\nSIMULATOR_PORT={simulator_port}\nVAR_DIR={clone / 'kept'}\n")
    with running(clone) as said:
        assert f"http://127.0.0.1:{port}/" in said
        assert "Harbour Forum" in page(port, "/events/")
    assert {path.name for path in (clone / "kept").iterdir()} >= {"env", "portal.sqlite3", "static"}
    assert not (clone / "var").exists()


def test_an_api_in_the_environment_is_used_in_place_of_the_simulator(clone: Path) -> None:
    port, simulator_port = free_ports()
    with running_simulator() as simulator:
        connection = {
            "EVENTS_API_ENDPOINT": simulator.realtime_endpoint,
            "EVENTS_API_TOKEN": simulator.token,
            "EVENTS_API_ORIGIN": ORIGIN,
            "EVENTS_API_ALLOW_LOOPBACK": "1",
        }
        with running(clone, PORT=port, SIMULATOR_PORT=simulator_port, **connection):
            shown = page(port, "/events/")
            assert "Harbour Forum" in shown
            assert "Demonstration data" not in shown
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", int(simulator_port)), timeout=2)
        assert {entry["dialect"] for entry in simulator.journal()} == {"v1.0"}


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1"])
def test_what_is_no_port_is_refused_in_a_sentence(clone: Path, value: str) -> None:
    assert refused(clone, PORT=value) == f"PORT must be a port number between 1 and 65535, not '{value}'."


@pytest.mark.parametrize("name", ["PORT", "SIMULATOR_PORT"])
def test_a_taken_port_is_refused_in_a_sentence(clone: Path, name: str) -> None:
    port, simulator_port = free_ports()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        said = refused(clone, **{"PORT": port, "SIMULATOR_PORT": simulator_port, name: number})
    assert said == (f"Port {number} cannot be used (Address already in use). Set {name} to another one.")
