"""The whole product as processes, as production runs it: a simulator, and the portal under gunicorn."""

from __future__ import annotations

import base64
import http.client
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.simulation import REPOSITORY, Answer, Simulator, end, running_simulator

START_LIMIT_S = 30
STOP_LIMIT_S = 35  # gunicorn lets running requests finish for 30 s
WAIT_LIMIT_S = 30
POLL_S = 0.05


@dataclass
class Product:
    """A running portal with a database of its own, pointed at a simulator of its own."""

    address: str  # of the site, without a slash at the end
    simulator: Simulator
    environment: dict[str, str]
    folder: Path  # VAR_DIR: database, static files
    process: subprocess.Popen[bytes]

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """A page as it comes, redirects not followed; underscores in header names stand for hyphens."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=WAIT_LIMIT_S)
        with closing(connection):
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def page(self, path: str) -> str:
        """The text of a page that has to be there."""
        answer = self.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.body.decode()

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints. Raises subprocess.CalledProcessError when it fails."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    def configure(self, **fields: Any) -> None:
        """Change the default web application, as in the admin."""
        names = ", ".join(f"{name} = ?" for name in fields)
        self.execute(f"UPDATE portal_webapplication SET {names} WHERE is_default", *fields.values())  # noqa: S608 -- names of fields, from tests

    def expire(self) -> None:
        """Make every stored answer an old one and forget pauses, so that the next visit asks the API first."""
        self.execute("UPDATE portal_snapshot SET fetched_at = '2001-01-01 00:00:00' WHERE fetched_at IS NOT NULL")
        self.execute("UPDATE portal_snapshot SET retry_at = NULL")
        self.execute("UPDATE portal_upstream SET closed_until = NULL, consecutive_failures = 0")

    def execute(self, statement: str, *parameters: object) -> list[Any]:
        """Run one SQL statement on the portal's database; its rows."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3", timeout=WAIT_LIMIT_S)) as database, database:
            return database.execute(statement, parameters).fetchall()

    def fetch_pictures(self, readable_event_id: str) -> None:
        """Visit an event and wait until its pictures, which come in the background, are there."""
        self.page(f"/events/{readable_event_id}/")
        end = time.monotonic() + WAIT_LIMIT_S
        known = "SELECT 1 FROM portal_snapshot WHERE resource = ? AND fetched_at IS NOT NULL"
        while not self.execute(known, f"events/{readable_event_id}/pictures"):
            assert time.monotonic() < end, f"the pictures of {readable_event_id} did not arrive"
            time.sleep(POLL_S)

    @property
    def log(self) -> str:
        """What the web process has written so far."""
        return (self.folder / "web.log").read_text()


@contextmanager
def running_product(
    folder: Path, *, application: str = "events_site.wsgi", environment: dict[str, str] | None = None, **options: Any
) -> Iterator[Product]:
    """Start the product on free ports, with `folder` as its VAR_DIR, and end it afterwards.

    `application` is the WSGI module; `environment` adds to and overrides what is set here; `options` are the
    simulator's (tests/simulation.py). Nothing else of the environment gets in.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with running_simulator(origin=address, **options) as simulator:
            own = {
                "PATH": os.environ["PATH"],
                "HOME": os.environ.get("HOME", str(folder)),
                "LANG": "C.UTF-8",
                "DJANGO_SETTINGS_MODULE": "events_site.settings",
                "VAR_DIR": str(folder),
                "SECRET_KEY": secrets.token_urlsafe(50),
                "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
                "SITE_HTTPS": "0",
                "PAGE_STORE_BYTES": "0",  # tests change stored rows behind the portal's back and look at once
                "ALLOWED_HOSTS": "127.0.0.1",
                "EVENTS_API_ENDPOINT": simulator.v2_endpoint,
                "EVENTS_API_TOKEN": simulator.token,
                "EVENTS_API_ORIGIN": address,
                "EVENTS_API_ALLOW_LOOPBACK": "1",
            } | (environment or {})
            with (folder / "web.log").open("wb") as log:
                for command in (["migrate"], ["collectstatic", "--noinput"]):
                    subprocess.run(
                        [sys.executable, "manage.py", *command, "--verbosity", "0"],
                        cwd=REPOSITORY, env=own, stderr=log, check=True,
                    )  # fmt: skip
                command = [
                    sys.executable, "-m", "gunicorn", "--config", "events_site/gunicorn_conf.py",
                    "--bind", f"fd://{listener.fileno()}", application,
                ]  # fmt: skip
                process = subprocess.Popen(
                    command, cwd=REPOSITORY, env=own, stdout=log, stderr=log, pass_fds=[listener.fileno()]
                )
            product = Product(address, simulator, own, folder, process)
            try:
                _await_start(product)
                yield product
            finally:
                end(process, STOP_LIMIT_S)


def _await_start(product: Product) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and product.process.poll() is None:
        try:
            if product.get("/health/live").status == 200:
                return
        except OSError:
            time.sleep(POLL_S)
    raise RuntimeError(f"the portal did not start:\n{product.log}")
