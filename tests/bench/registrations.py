"""P11: registrations accepted and stored, and many posted at once."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from http.cookies import SimpleCookie
from statistics import median
from urllib.parse import urlencode, urlsplit

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.processes import Server, running_reference
from tests.bench.stage import Stage, stage
from tests.processes.running import wait_until
from tests.simulation import Simulator

EVENT = "Long_Night_of_the_Lighthouse977402893"  # free, without questions
FORM = f"/events/{EVENT}/register/"
API_ANSWERS_MS = 5
ASKED = 0.03
AT_ONCE = 500
ROUND = 60  # registrations sent after another, by as many visitors as the server has threads
CLIENTS = 16
PATIENCE_S = 2.1  # what is sent sooner after the form was shown looks like a program
DELIVERY_LIMIT_S = 300
REQUEST_LIMIT_S = 120


class Visitor:
    """One browser that fills in the form up to its last button. ``number`` tells visitors and their addresses apart."""

    def __init__(self, server: Server, number: int) -> None:
        self._netloc = urlsplit(server.address).netloc
        self._cookies: dict[str, str] = {}
        self._number = number
        self._last_page: dict[str, str] = {}

    def prepare(self) -> None:
        """Go through the form until only "send" is left."""
        hidden = self._hidden(self._ask("GET", FORM))
        hidden = self._hidden(self._ask("POST", FORM, hidden))
        person = {"first_name": "Ada", "last_name": f"Number {self._number}", "email": self.email}
        self._last_page = self._hidden(self._ask("POST", f"{FORM}attendees/1/", hidden | person))
        if "submission_key" not in self._last_page:
            raise RuntimeError("the form did not reach its last page")

    @property
    def email(self) -> str:
        """An address nobody else has."""
        return f"visitor{self._number}@people.example"

    def send(self) -> int:
        """Press the button; the status of the answer."""
        return self._ask("POST", f"{FORM}check/", self._last_page, follow=False)[0]

    def _ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, *, follow: bool = True
    ) -> tuple[int, str]:
        headers = {
            "X-Forwarded-For": f"10.{self._number >> 16 & 255}.{self._number >> 8 & 255}.{self._number & 255}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection(self._netloc, timeout=REQUEST_LIMIT_S)) as connection:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = connection.getresponse()
            body = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        location = response.getheader("Location")
        return self._ask("GET", location) if location and follow else (response.status, body)

    @staticmethod
    def _hidden(answer: tuple[int, str]) -> dict[str, str]:
        inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", answer[1])
        found = ((re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)) for each in inputs)
        return {name[1]: value[1] if value else "" for name, value in found if name}


def registrations(rounds: int, at_once: int = AT_ONCE) -> Iterator[Figure]:
    """Registrations a second ÷ the constant view's requests, and what became of those posted together."""
    numbers = iter(range(1, 1_000_000))
    with ExitStack() as stack:
        on = stack.enter_context(stage(scale=0, latency_ms=API_ANSWERS_MS))
        on.simulator.patch_event(EVENT, maxCapacity=1_000_000, registrationCount=0)
        portal = stack.enter_context(on.portal(TRUSTED_PROXY_COUNT="1"))
        constant = stack.enter_context(running_reference("constant view", "tests.bench.reference.constant"))
        on.settle(portal, f"/events/{EVENT}/")
        ratios, speeds = [], []
        for _ in range(rounds):
            visitors = _prepared(portal, [next(numbers) for _ in range(ROUND)])
            reference = load(constant, "/", seconds=2).per_second
            speeds.append(ROUND / _send(visitors, CLIENTS)[1])
            ratios.append(speeds[-1] / reference)
        crowd = _prepared(portal, [next(numbers) for _ in range(at_once)])
        statuses, elapsed = _send(crowd, at_once)
        expected = {visitor.email for visitor in crowd}
        lost, doubled = _fate(on, expected)
    yield Figure(
        key="P11", what="registrations accepted and stored ÷ constant view", measured=median(ratios), at_least=ASKED,
        detail=f"{median(speeds):.0f}/s, the API answers in {API_ANSWERS_MS} ms",
    )  # fmt: skip
    yield Figure(
        key="P11", what=f"{at_once} posted at once: lost", measured=lost, at_most=0, exact=True,
        detail=f"all answered within {elapsed:.1f} s, {sum(status == 303 for status in statuses)} with a receipt",
    )  # fmt: skip
    yield Figure(key="P11", what=f"{at_once} posted at once: doubled", measured=doubled, at_most=0, exact=True)


def _prepared(server: Server, numbers: list[int]) -> list[Visitor]:
    visitors = [Visitor(server, number) for number in numbers]
    _together([visitor.prepare for visitor in visitors], CLIENTS)
    time.sleep(PATIENCE_S)
    return visitors


def _send(visitors: list[Visitor], clients: int) -> tuple[list[int], float]:
    statuses: list[int] = []
    started = time.perf_counter()
    _together([lambda one=visitor: statuses.append(one.send()) for visitor in visitors], clients)
    return statuses, time.perf_counter() - started


def _together(tasks: Sequence[Callable[[], object]], clients: int) -> None:
    pending = iter(tasks)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                task = next(pending, None)
            if task is None:
                return
            task()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _fate(on: Stage, expected: set[str]) -> tuple[int, int]:
    """How many of those people the API never heard of, and how many it has more than once, after delivery."""
    with on.delivering():
        wait_until(lambda: expected <= set(_received(on.simulator)), DELIVERY_LIMIT_S)
    received = [email for email in _received(on.simulator) if email in expected]
    return len(expected - set(received)), len(received) - len(set(received))


def _received(simulator: Simulator) -> list[str]:
    return [entry["attendee"]["email"] for entry in simulator.registrations()]
