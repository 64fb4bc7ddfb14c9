"""The product as operators run it: gunicorn with its workers, and a PostgreSQL of the test's own."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.conftest import PG_CTL
from tests.simulation import FORUM, ORIGIN, REPOSITORY, TOKEN, Simulator

START_LIMIT_S = 20
EVENT = f"/events/{FORUM}/"
# The deadlines of a product as it is delivered; the tests' own are shorter.
AS_DELIVERED = {f"EVENTS_API_{name}_DEADLINE_S": seconds for name, seconds in (("REQUEST", "3"), ("REFRESH", "10"))}
INSTANTS = {
    "portal_snapshot": ("fetched_at", "attempted_at", "retry_at"),
    "portal_upstream": ("closed_until", "last_success_at", "last_failure_at"),
}


@dataclass(frozen=True)
class Page:
    """An answer and how long it took."""

    status: int
    headers: dict[str, str]
    text: str
    elapsed_s: float


def environment(var: Path, database_url: str, endpoint: str, **more: str) -> dict[str, str]:
    """Everything the product needs, and nothing of the tests' own settings."""
    mine = ("DJANGO_", "EVENTS_API_", "SIMULATOR_", "PYTEST")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "events_site.settings",
        "VAR_DIR": str(var),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "EVENTS_API_ENDPOINT": endpoint,
        "EVENTS_API_TOKEN": TOKEN,
        "EVENTS_API_ORIGIN": ORIGIN,
        "EVENTS_API_ALLOW_LOOPBACK": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_HTTPS": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "INFO",
        "PYTHONFAULTHANDLER": "1",
        **more,
    }


def manage(variables: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments, "-v0"], cwd=REPOSITORY, env=variables, check=True)


class Portal:
    """A running gunicorn."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log

    def get(self, path: str, *, method: str = "GET", timeout_s: float = 30) -> Page:
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        with contextlib.closing(connection):
            connection.request(method, path)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            return Page(response.status, dict(response.getheaders()), text, time.monotonic() - started)

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in children.split()]

    def stop(self) -> int:
        """End as an operator does, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@contextmanager
def running_portal(variables: dict[str, str], *, workers: int = 2) -> Iterator[Portal]:
    """Start gunicorn on a free port and end it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(variables["VAR_DIR"]) / f"portal-{port}.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "events_site/gunicorn_conf.py", "events_site.wsgi"]
    sized = variables | {"PORT": str(port), "WEB_CONCURRENCY": str(workers), "WEB_THREADS": "8"}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=sized, stdout=file, stderr=file)
    portal = Portal(process, port, log)
    try:
        assert wait_until(lambda: is_alive(portal), START_LIMIT_S), log.read_text()
        yield portal
    finally:
        portal.stop()
        sys.stdout.write(log.read_text())  # shown when the test fails


def is_alive(portal: Portal) -> bool:
    try:
        return portal.get("/health/live", timeout_s=2).status == 200
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], limit_s: float) -> bool:
    """Whether something came true within the limit."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def at_once(calls: list[Callable[[], Page]]) -> list[Page]:
    """Make all calls at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


@contextmanager
def first_visitors(variables: dict[str, str], simulator: Simulator) -> Iterator[tuple[Portal, list[Page]]]:
    """64 visitors of one event come at once to two processes that have nothing stored, while the API takes 300 ms.

    Yields one of the processes, which go on as long as the block, and what the visitors got: all of them the page.
    """
    simulator.fault("*", delay_ms=300)
    for picture in ("get_speaker_image", "get_sponsorship_logo"):
        simulator.fault(picture, delay_ms=0)
    variables = variables | AS_DELIVERED
    with running_portal(variables, workers=1) as first, running_portal(variables, workers=1) as second:
        pages = at_once([lambda portal=portal: portal.get(EVENT) for portal in (first, second) for _ in range(32)])
        assert [page.status for page in pages] == [200] * 64
        yield first, pages


class Database:
    """What the running product shares; tests let time pass in it."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement; the rows of a query."""
        if self.is_sqlite:
            with contextlib.closing(sqlite3.connect(urlsplit(self.url).path[1:], timeout=10)) as connection, connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.url) as connection:
            answered = connection.execute(statement)
            return answered.fetchall() if answered.description else []

    def has_lease(self) -> bool:
        """Whether some process is asking the API."""
        return bool(self.execute("SELECT 1 FROM portal_snapshot WHERE lease_owner <> ''"))

    def configure(self, **fields: int) -> None:
        """Set fields of the default web application."""
        values = ", ".join(f"{name} = {value}" for name, value in fields.items())
        self.execute(f"UPDATE portal_webapplication SET {values}")  # noqa: S608 -- the tests' own words

    def pass_time(self, seconds: int) -> None:
        """Make everything stored older, pauses and leases included."""
        for table, columns in INSTANTS.items():
            shifted = ", ".join(f"{column} = {self._earlier(column, seconds)}" for column in columns)
            self.execute(f"UPDATE {table} SET {shifted}")  # noqa: S608 -- the tests' own words

    def _earlier(self, column: str, seconds: int) -> str:
        if self.is_sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{seconds} seconds')"  # microseconds, as Django
        return f"{column} - interval '{seconds} seconds'"


@contextmanager
def running_postgres() -> Iterator[str]:
    """A PostgreSQL of its own on a free port; yields the address of an empty database."""
    assert PG_CTL is not None
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    # PostgreSQL refuses to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    quiet = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    try:
        initdb = [PG_CTL.with_name("initdb"), "-D", data, "-U", "portal", "--auth=trust", "--no-sync", "-E", "UTF8"]
        subprocess.run([*user, *map(str, initdb)], **quiet)
        start = [PG_CTL, "-D", data, "-l", folder / "log", "-o", options, "-w", "start"]
        subprocess.run([*user, *map(str, start)], **quiet)
        try:
            yield f"postgres://portal@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*user, str(PG_CTL), "-D", str(data), "-m", "immediate", "-w", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def calls(simulator: Simulator) -> dict[str, int]:
    """How often each address of the API was asked for."""
    counted: dict[str, int] = {}
    for entry in simulator.journal():
        counted[entry["path"]] = counted.get(entry["path"], 0) + 1
    return counted
