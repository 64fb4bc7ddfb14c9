"""The simulator as a process: its start and end, its imports, its port, its speed at scale."""

import ast
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from portal.simulator import operations, qr
from tests.simulation import FORUM, MARATHON, REPOSITORY, Simulator, running_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


def test_it_uses_nothing_but_the_standard_library_and_itself() -> None:
    allowed = set(sys.stdlib_module_names)
    for path in (REPOSITORY / "portal" / "simulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name == "portal" or name.startswith("portal.simulator")
                assert own or name.split(".")[0] in allowed, (path, name)


def test_it_ends_cleanly_when_told_to() -> None:
    with running_simulator() as running:
        assert running.stop() == 0
        assert running.process.poll() == 0


def test_it_listens_on_one_loopback_address_only(simulator: Simulator) -> None:
    port = int(simulator.base_url.rsplit(":", 1)[1])
    with pytest.raises(OSError):  # noqa: PT011 -- refused, or no such address on other systems
        socket.create_connection(("127.0.0.2", port), timeout=2)


def test_a_taken_port_is_reported_in_a_sentence(simulator: Simulator) -> None:
    port = simulator.base_url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "portal.simulator", "--port", port]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=10, check=False)
    assert finished.returncode == 1
    assert finished.stderr == f"Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


def test_help_names_every_operation() -> None:
    command = [sys.executable, "-m", "portal.simulator", "--help"]
    text = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=10, check=True).stdout
    assert [name for name in operations.OPERATION_NAMES if name not in text] == []


def test_connections_are_kept_alive(simulator: Simulator) -> None:
    host, port = simulator.base_url.removeprefix("http://").split(":")
    path = f"/EvtMgmt/api/v2.0/events/{FORUM}/registrations/count?emApplicationtoken={simulator.token}"
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        for _ in range(2):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {simulator.origin}\r\n\r\n".encode())
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("request_line", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n"])
def test_garbage_is_a_bad_request(simulator: Simulator, request_line: bytes) -> None:
    host, port = simulator.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request_line)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 Bad Request")


def test_five_thousand_events_start_within_seconds() -> None:
    started = time.monotonic()
    with running_simulator(scale=5000) as running:
        assert time.monotonic() - started < 10
        assert len(running.call("events/published").json) == 5000 + 1 + 15
        assert len(running.call(f"events/{MARATHON}/sessions").json) == 5000


# This matrix was read by an independent decoder (ZXing), as were all versions up to 10 at their largest.
EXAMPLE_QR = """\
#######.####..##..#######
#.....#...##....#.#.....#
#.###.#..#.##.##..#.###.#
#.###.#.#.###..##.#.###.#
#.###.#.#...#.###.#.###.#
#.....#.#.###.....#.....#
#######.#.#.#.#.#.#######
........#..#.#.#.........
#...#.###..#.#.#.#####..#
##..##.#.#.#.####..###.#.
...##.#.#..#...##.#..##..
#.#.#.....#...#####.#.##.
##.#.###.#...##.###..####
#..#....#.#.#..##...#..#.
..#.#.####.#####...####..
..........##.#.#...##.##.
####.###..#.##.########..
........#.#..##.#...#....
#######.###.....#.#.#....
#.....#..#..#.#.#...#####
#.###.#.#.##.##.#######.#
#.###.#..#..#..#.###..###
#.###.#..########.#..#.#.
#.....#....#.#.#.#######.
#######.###.##.#..#...###
"""


def test_a_qr_code_is_the_one_that_a_decoder_has_read() -> None:
    rows = ["".join("#" if dark else "." for dark in row) for row in qr.matrix("https://x.example/")]
    assert rows == EXAMPLE_QR.split()
    with pytest.raises(ValueError, match="does not fit"):
        qr.matrix("x" * 214)
