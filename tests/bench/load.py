"""Load by wrk (Debian), and bursts of visitors who all come at once."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.bench.processes import Server

CONNECTIONS = 32
BURST_LIMIT_S = 60
PATIENCE_S = 30

_UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of load found."""

    requests: int
    errors: int  # answers that are neither 2xx nor 3xx, and broken connections
    per_second: float
    p99_ms: float
    cpu_us: float  # processor time of the server per request


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor of a burst."""

    status: int
    elapsed_ms: float
    body: bytes
    headers: Mapping[str, str]  # names in lower case


def load(
    server: Server,
    path: str,
    *,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    connections: int = CONNECTIONS,
) -> Load:
    """Ask for one page as fast as the server answers. Raises FileNotFoundError without wrk."""
    program = shutil.which("wrk")
    if program is None:
        raise FileNotFoundError("wrk is not installed (Debian: apt install wrk)")
    command = [
        program,
        f"-t{min(2, connections)}",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        f"--timeout={PATIENCE_S}s",
        "--latency",
    ]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    before = server.cpu_s()
    printed = subprocess.run([*command, server.address + path], capture_output=True, text=True, check=True).stdout
    used = server.cpu_s() - before
    requests = int(_number(r"(\d+) requests in", printed))
    return Load(
        requests=requests,
        errors=int(_number(r"Non-2xx or 3xx responses: (\d+)", printed))
        + sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", printed))),
        per_second=_number(r"Requests/sec:\s+([\d.]+)", printed),
        p99_ms=_duration_ms(re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", printed)),
        cpu_us=used / max(1, requests) * 1e6,
    )


def burst(server: Server, paths: Sequence[str], headers: Mapping[str, str] | None = None) -> list[Visit]:
    """Every path asked for by a visitor of its own, all at the same moment."""
    visits: list[Visit | None] = [None] * len(paths)
    gate = threading.Barrier(len(paths))

    def visit(index: int) -> None:
        gate.wait()
        visits[index] = ask(server, paths[index], headers)

    threads = [threading.Thread(target=visit, args=(index,)) for index in range(len(paths))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BURST_LIMIT_S)
    return [each for each in visits if each is not None]


def ask(server: Server, path: str, headers: Mapping[str, str] | None = None) -> Visit:
    """One request on a connection of its own; status 0 when the connection broke."""
    started = time.perf_counter()
    try:
        with closing(http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=BURST_LIMIT_S)) as connection:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            status, body = response.status, response.read()
            received = {name.lower(): value for name, value in response.getheaders()}
    except OSError:
        status, body, received = 0, b"", {}
    return Visit(status, (time.perf_counter() - started) * 1000, body, received)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which the share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _number(pattern: str, text: str) -> float:
    match = re.search(pattern, text)
    return float(match[1]) if match else 0.0


def _duration_ms(match: re.Match[str] | None) -> float:
    return float(match[1]) * _UNITS_MS[match[2]] if match else 0.0
