"""Servers as processes: started, waited for, measured through /proc, ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from tests.simulation import REPOSITORY, end

START_LIMIT_S = 40
STOP_LIMIT_S = 40
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
WORKERS = 2
THREADS = 8

_opener = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with all its processes."""

    name: str
    address: str  # without a slash at the end
    process: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """The process and all its descendants."""
        found, pending = [], [self.process.pid]
        while pending:
            pid = pending.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                pending += map(int, task.read_text().split())
        return found

    def workers(self) -> list[int]:
        """The processes that answer requests: all but the first."""
        return self.pids()[1:]

    def cpu_s(self) -> float:
        """Seconds of processor time used so far, in user and system mode, by all processes."""
        total = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS_PER_S

    def worker_memory_mb(self) -> list[float]:
        """Proportional set size of each worker, in megabytes."""
        found = []
        for pid in self.workers():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            found.append(kilobytes / 1024)
        return found


@contextmanager
def running(
    name: str, command: Sequence[str], *, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server on a loopback port, wait until it answers, and end it afterwards."""
    with TemporaryDirectory(prefix="portal-bench-log-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=file, stderr=file)
        server = Server(name, f"http://127.0.0.1:{port}", process)
        try:
            _await_answer(server, log)
            yield server
        finally:
            end(process, STOP_LIMIT_S)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def gunicorn(application: str, port: int) -> list[str]:
    """The command of gunicorn with the portal's own production settings."""
    return [
        sys.executable, "-m", "gunicorn", "--config", "events_site/gunicorn_conf.py",
        "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS), application,
    ]  # fmt: skip


@contextmanager
def running_reference(name: str, application: str) -> Iterator[Server]:
    """A reference application under the same gunicorn settings as the portal."""
    port = free_port()
    with running(name, gunicorn(application, port), port=port) as server:
        yield server


@contextmanager
def running_nginx(page: bytes) -> Iterator[Server]:
    """Debian's nginx with one static file, ``/page``."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise FileNotFoundError("nginx is not installed (Debian: apt install nginx-light)")
    port = free_port()
    with TemporaryDirectory(prefix="portal-bench-nginx-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "page").write_bytes(page)
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(
            f"daemon off; worker_processes {WORKERS}; pid {folder}/pid; error_log {folder}/error.log;"
            "events { worker_connections 512; }"
            "http { access_log off; default_type text/html;"
            f" client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;"
            f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
            f" server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
        )
        with running("nginx, static file", [program, "-c", str(configuration)], port=port) as server:
            yield server


def _await_answer(server: Server, log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and server.process.poll() is None:
        try:
            _opener.open(f"{server.address}/health/live", timeout=5).close()
            return
        except HTTPError:
            return  # it answers, if only to say that there is no such page
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"{server.name} did not start:\n{log.read_text()}")
