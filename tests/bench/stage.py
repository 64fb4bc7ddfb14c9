"""The portal with production settings, its database and the simulator, set up as a figure needs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.load import ask
from tests.bench.processes import Server, free_port, gunicorn, running
from tests.processes.running import Database, calls, environment, manage, running_postgres, wait_until
from tests.simulation import MARATHON, ORIGIN, REPOSITORY, Simulator, running_simulator

SESSIONS = 60  # of the event page that is measured
EVENT = f"/events/{MARATHON}/"
SCHEDULE = f"{EVENT}schedule/"
LATENCY_MS = 300
VISITOR = {"Accept-Encoding": "gzip"}  # what every browser says, and what is kept for it
SETTLE_LIMIT_S = 60


@dataclass(frozen=True)
class Stage:
    """A simulator and a prepared database. ``variables`` is the environment of each portal started on it."""

    simulator: Simulator
    database: Database
    variables: dict[str, str]

    @contextmanager
    def portal(self, name: str = "the portal", **settings: str) -> Iterator[Server]:
        """Start a gunicorn host on this stage; ``settings`` go into its environment."""
        port = free_port()
        variables = self.variables | {"PORT": str(port), "ALLOWED_HOSTS": "127.0.0.1"} | settings
        with running(name, gunicorn("events_site.wsgi", port), port=port, environment=variables) as server:
            yield server

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Run the worker that delivers registrations as long as the block does."""
        command = [sys.executable, "manage.py", "deliver_registrations"]
        worker = subprocess.Popen(command, cwd=REPOSITORY, env=self.variables, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()

    def settle(self, server: Server, *paths: str) -> None:
        """Visit pages until all that belongs to them is stored and no refresh is under way."""
        for path in paths:
            assert wait_until(lambda path=path: ask(server, path, VISITOR).status == 200, SETTLE_LIMIT_S), path
        assert wait_until(lambda: not self.database.has_lease(), SETTLE_LIMIT_S)
        for path in paths:
            ask(server, path, VISITOR)

    def calls(self) -> dict[str, int]:
        """How often each resource of the API was asked for since the journal was cleared."""
        return calls(self.simulator)


@contextmanager
def stage(*, scale: int = SESSIONS, latency_ms: int = LATENCY_MS, postgres: bool = False) -> Iterator[Stage]:
    """A fresh database and simulator; ``scale`` events besides the demonstration's, and one with so many sessions."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="portal-bench-")))
        url = stack.enter_context(running_postgres()) if postgres else f"sqlite:///{folder / 'portal.sqlite3'}"
        simulator = stack.enter_context(running_simulator(scale=scale, latency_ms=latency_ms, origin=ORIGIN))
        variables = environment(folder, url, simulator.v2_endpoint, LOG_LEVEL="ERROR")
        manage(variables, "migrate")
        manage(variables, "collectstatic", "--noinput")
        yield Stage(simulator, Database(url), variables)
