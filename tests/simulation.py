"""The bundled simulator as a process, for tests that need the events API over real sockets."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

REPOSITORY = Path(__file__).resolve().parent.parent
TOKEN = "token-for-tests"
ORIGIN = "https://events.example.org"
READY_PREFIX = "events API simulator on "
ORGANISATION_ID = "0a17c2e4-5b36-4d58-9c1f-7e2d4b90a6c3"
STOP_TIMEOUT_S = 5
CALL_TIMEOUT_S = 10

# What the data holds that tests refer to by name.
FORUM = "Harbour_Forum418820377"
HOSTILE = "Hostile_Content100000001"
ARABIC = "Arab_Ports_Forum527104386"
MARATHON = "Session_Marathon900000001"  # with scale only
WIFI_PASSWORD_MARKER = "WIFI-PASSWORD-MUST-NOT-LEAK"
SPEAKER_EMAIL_MARKER = "speaker-email-must-not-leak"

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    """What the API answered. Header names are as sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Simulator:
    """A running simulator. Control calls raise urllib.error.HTTPError when the simulator refuses them."""

    base_url: str
    token: str
    origin: str
    process: subprocess.Popen[str]

    @property
    def v2_endpoint(self) -> str:
        """As Dynamics shows it: the bare root, to which the client adds EvtMgmt/api/v2.0/."""
        return self.base_url

    @property
    def v2_base(self) -> str:
        return f"{self.base_url}/EvtMgmt/api/v2.0"

    @property
    def realtime_endpoint(self) -> str:
        return f"{self.base_url}/api/v1.0/orgs/{ORGANISATION_ID}/eventmanagement"

    def journal(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Requests to the API, oldest first; of one operation, or all."""
        entries: list[dict[str, Any]] = self.control("GET", "journal")
        return [entry for entry in entries if operation in (None, entry["operation"])]

    def clear_journal(self) -> None:
        self.control("DELETE", "journal")

    def registrations(self) -> list[dict[str, Any]]:
        return self.control("GET", "registrations")

    def fault(self, operation: str = "*", *, event: str | None = None, times: int | None = None, **fault: Any) -> None:
        """Switches a fault on, e.g. `fault("list_sessions", status=503, headers={"Retry-After": "5"}, times=1)`."""
        self.control("POST", "faults", {"operation": operation, "event": event, "fault": fault, "times": times})

    def clear_faults(self) -> None:
        """Also lets hanging connections go."""
        self.control("DELETE", "faults")

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Changes settings and returns all of them."""
        return self.control("POST", "settings", changes)

    def reset(self) -> None:
        """Data, settings, faults and journal as at the start."""
        self.control("POST", "reset")

    def events(self) -> list[dict[str, Any]]:
        """Every event with its sessions' ids, published or not."""
        return self.control("GET", "events")

    def patch_event(self, readable_id: str, **facts: Any) -> None:
        self.control("PUT", f"events/{readable_id}", facts)

    def patch_session(self, session_id: str, **facts: Any) -> None:
        self.control("PUT", f"sessions/{session_id}", facts)

    def publish(self, readable_id: str) -> None:
        self.control("POST", f"events/{readable_id}/publish")

    def unpublish(self, readable_id: str) -> None:
        self.control("POST", f"events/{readable_id}/unpublish")

    def publish_session(self, session_id: str) -> None:
        self.control("POST", f"sessions/{session_id}/publish")

    def unpublish_session(self, session_id: str) -> None:
        self.control("POST", f"sessions/{session_id}/unpublish")

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the control interface; the decoded answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}/_simulator/{path}", data, method=method)
        with _opener.open(request, timeout=10) as response:
            return json.load(response)

    def call(
        self,
        path: str,
        *,
        realtime: bool = False,
        method: str | None = None,
        body: Any = None,
        token: str | None = "",
        origin: str | None = "",
        headers: dict[str, str] | None = None,
        **parameters: str,
    ) -> Answer:
        """A raw call to the API, as any client could make it; a body makes it a POST.

        `token` and `origin`: "" sends the right one, None sends none. `body` bytes go out as they are, else as JSON.
        """
        token, origin = (self.token if token == "" else token), (self.origin if origin == "" else origin)
        query = urlencode(parameters | ({"emApplicationtoken": token} if token else {}))
        base = urlsplit(self.realtime_endpoint if realtime else self.v2_base)
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection(str(base.hostname), base.port, timeout=CALL_TIMEOUT_S)
        with closing(connection):
            connection.request(
                method or ("GET" if sent is None else "POST"),
                f"{base.path}/{path}" + (f"?{query}" if query else ""),
                sent,
                ({"Origin": origin} if origin else {}) | (headers or {}),
            )
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def stop(self) -> int:
        """Ends the process and returns its exit code; to stop one that has ended already is no error."""
        return end(self.process, STOP_TIMEOUT_S)


def end(process: subprocess.Popen[Any], limit_s: float) -> int:
    """Ask a process to end, make it end after a while, and return its exit code."""
    process.terminate()
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@contextmanager
def running_simulator(*, token: str = TOKEN, origin: str = ORIGIN, **options: Any) -> Iterator[Simulator]:
    """Starts a simulator on a free port and ends it afterwards.

    `options` are those of the command line, e.g. scale=100, today="2026-05-04", real_time_delay_s=0.1; True is a bare
    switch. Settings beyond the command line: `simulator.settings(…)`.
    """
    command = [sys.executable, "-m", "portal.simulator", "--port", "0", "--token", token, "--origin", origin]
    for name, value in options.items():
        command.append(f"--{name.replace('_', '-')}")
        if value is not True:
            command.append(str(value))
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        line = process.stdout.readline().strip()
        if not line.startswith(READY_PREFIX):
            process.kill()
            raise RuntimeError(f"the simulator did not start; exit code {process.wait()}")
        simulator = Simulator(line.removeprefix(READY_PREFIX), token, origin, process)
        try:
            yield simulator
        finally:
            simulator.stop()
