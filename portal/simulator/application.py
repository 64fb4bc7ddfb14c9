"""The simulated service: routes a request, applies access rules and faults, answers, and keeps the journal."""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.simulator.access import TOKEN_PARAMETER, Gate, refusal
from portal.simulator.clock import Clock
from portal.simulator.control import CONTROL_PREFIX, Control
from portal.simulator.data import build_events
from portal.simulator.exchange import Delivery, Request, Response, message
from portal.simulator.faults import Faults
from portal.simulator.journal import Journal
from portal.simulator.operations import Dialect, Operation, find_operation
from portal.simulator.reading import Reading
from portal.simulator.registrations import RegistrationBook
from portal.simulator.settings import Settings
from portal.simulator.world import World
from portal.simulator.writing import Writing

ORGANISATION_ID = "0a17c2e4-5b36-4d58-9c1f-7e2d4b90a6c3"
BASES = {
    Dialect.V2: "/EvtMgmt/api/v2.0",
    Dialect.REALTIME: f"/api/v1.0/orgs/{ORGANISATION_ID}/eventmanagement",
}
DEFAULT_TOKEN = "simulated-token"  # noqa: S105 -- the well-known token of an imitation
DEFAULT_ORIGINS = ("http://127.0.0.1:8000", "http://localhost:8000")

CORS_METHODS = "GET, HEAD, POST, OPTIONS"
CORS_HEADERS = "Content-Type, Authorization"

Answerer = Callable[[Request, dict[str, str]], Response]


@dataclass(frozen=True)
class Options:
    """What the command line decides and a reset returns to."""

    token: str = DEFAULT_TOKEN
    origins: tuple[str, ...] = DEFAULT_ORIGINS
    scale: int = 0
    today: date | None = None
    settings: tuple[tuple[str, object], ...] = ()


class Application:
    """`root` is the address it is reached at, such as http://127.0.0.1:8001."""

    def __init__(self, options: Options, root: str) -> None:
        self._options = options
        self._root = root
        self._releases = 0
        self._release_lock = threading.Lock()
        self.journal = Journal()
        self.faults = Faults()
        self._control = Control(self)
        self._start()

    def reset(self) -> None:
        """Everything back to how it was at the start; hanging connections are let go."""
        self.faults.clear()
        self.journal.clear()
        self._start()
        self.release()

    def release(self) -> None:
        """Lets hanging and dripping connections go."""
        with self._release_lock:
            self._releases += 1

    def released(self) -> int:
        return self._releases

    def change_settings(self, changes: dict[str, object]) -> None:
        """Raises UnknownSetting."""
        self.settings.change(changes)
        self._settings_changed()

    def handle(self, request: Request) -> tuple[Response, Delivery]:
        """The answer, and how it is to be delivered."""
        if request.path.startswith(CONTROL_PREFIX):
            return self._control.answer(request), Delivery()
        for dialect, base in BASES.items():
            if request.path == base or request.path.startswith(f"{base}/"):
                return self._answer(dialect, request, request.path[len(base) + 1 :])
        response = message(404, "There is nothing at this address.")
        self._note(request, None, None, response.status)
        return response, Delivery()

    def _start(self) -> None:
        self.clock = Clock(self._options.today)
        self.settings = Settings()
        self.settings.change(dict(self._options.settings))
        self.world = World(build_events(self.clock.today, self._options.scale))
        self.book = RegistrationBook(self.world, self.clock)
        self._gate = Gate(self._options.token, self._options.origins, self.settings)
        self._reading = {
            dialect: Reading(dialect, self.world, self.book, self.settings, self._root + base)
            for dialect, base in BASES.items()
        }
        self._writing = {
            dialect: Writing(dialect, self.world, self.book, self.settings, self.clock) for dialect in BASES
        }
        self._settings_changed()

    def _settings_changed(self) -> None:
        self.clock.set_ahead(self.settings.clock_ahead_s)
        for reading in self._reading.values():
            reading.forget()

    def _answer(self, dialect: Dialect, request: Request, path: str) -> tuple[Response, Delivery]:
        if request.method == "OPTIONS":
            return self._with_cors(Response(204, content_type=None), request, preflight=True), Delivery()
        operation, values, path_known = find_operation(dialect, request.method, path)
        if operation is None:
            status, text = (405, "This method is not allowed here.") if path_known else (404, "There is no such path.")
            response = refusal(dialect, status, text)
            self._note(request, dialect, None, status)
            return self._with_cors(response, request), Delivery()
        if self.settings.latency_ms:
            self._pause(self.settings.latency_ms / 1000)
        self.book.settle()
        fault = self.faults.take(operation.name, values.get("readableEventId"))
        delivery = Delivery()
        if fault is None:
            answer = self._act(dialect, operation, request, values)
        else:
            self._pause(fault.delay_s)
            acted = self._act(dialect, operation, request, values) if fault.acts else None
            answer, delivery = fault.answer(acted), fault.delivery()
        silent = delivery.hang or delivery.reset
        self._note(request, dialect, operation, None if silent else answer.status)
        return self._with_cors(answer, request), delivery

    def _act(self, dialect: Dialect, operation: Operation, request: Request, values: dict[str, str]) -> Response:
        refused = self._gate.check(dialect, operation, request)
        if refused is not None:
            return refused
        room = self._reading[dialect] if hasattr(Reading, operation.name) else self._writing[dialect]
        answerer: Answerer = getattr(room, operation.name)
        try:
            return answerer(request, values)
        except Exception:  # the control interface may have put anything into the data
            traceback.print_exc()
            return refusal(dialect, 500, "Something went wrong in the simulator.")

    def _pause(self, seconds: float) -> None:
        if seconds:
            threading.Event().wait(seconds)

    def _with_cors(self, response: Response, request: Request, *, preflight: bool = False) -> Response:
        """Browsers of registered origins may read the answers (outbound-v2.md §2)."""
        origin = request.headers.get("origin")
        if origin and self._gate.is_registered(origin):
            response.headers.setdefault("Access-Control-Allow-Origin", origin)
            response.headers.setdefault("Vary", "Origin")
            if preflight:
                response.headers["Access-Control-Allow-Methods"] = CORS_METHODS
                response.headers["Access-Control-Allow-Headers"] = CORS_HEADERS
        return response

    def _note(self, request: Request, dialect: Dialect | None, operation: Operation | None, status: int | None) -> None:
        self.journal.add(
            request,
            dialect=dialect.value if dialect else None,
            operation=operation.name if operation else None,
            token=self._gate.token_state(request),
            without=TOKEN_PARAMETER,
            status=status,
        )
