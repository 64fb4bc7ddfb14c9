"""Who may call: the rules for token, Origin and bearer (events-api/outbound-v2.md §2, realtime-v1.md §3, U5, U19)."""

import collections
import hmac
import time

from portal.simulator.exchange import Request, Response, json_response, message
from portal.simulator.operations import Dialect, Needs, Operation
from portal.simulator.registrations import User
from portal.simulator.settings import Settings

TOKEN_PARAMETER = "emApplicationtoken"  # noqa: S105 -- a parameter's name

# Whoever sends `Authorization: Bearer <key>` is signed in as that contact.
USERS = {
    "simulated-user": User("05ef0000-0000-4000-8000-000000000001", "Ada", "Example", "ada@example.org"),
    "another-simulated-user": User("05ef0000-0000-4000-8000-000000000002", "Musa", "Sample", "musa@example.org"),
}

WINDOW_S = 300


def refusal(dialect: Dialect, status: int, text: str) -> Response:
    """An HTTP error in the dialect's shape: `{Message}`, in real-time also `message` (differences.md U4)."""
    if dialect is Dialect.V2:
        return message(status, text)
    return json_response({"message": text, "Message": text}, status)


def signed_in_user(request: Request) -> User | None:
    """The contact of the bearer token, or None without a known one. Real-time knows no users."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return USERS.get(key.strip()) if scheme.lower() == "bearer" else None


class Gate:
    def __init__(self, token: str, origins: tuple[str, ...], settings: Settings) -> None:
        self._token = token
        self._origins = origins
        self._settings = settings
        self._recent: collections.deque[float] = collections.deque()

    def token_state(self, request: Request) -> str:
        """ "missing", "wrong" or "valid": all that may be written down about a token."""
        given = request.query.get(TOKEN_PARAMETER)
        if not given:
            return "missing"
        return "valid" if hmac.compare_digest(given.encode(), self._token.encode()) else "wrong"

    def is_registered(self, origin: str | None) -> bool:
        return origin in self._origins

    def check(self, dialect: Dialect, operation: Operation, request: Request) -> Response | None:
        """The refusal, or None when the call may go on."""
        if self._too_many():
            limited = refusal(dialect, 429, "Too many requests.")
            if dialect is Dialect.REALTIME:
                limited.headers["Retry-After"] = str(WINDOW_S)
            return limited
        needs = operation.needs
        if needs is Needs.TOKEN_IF_SET:
            needs = Needs.APPLICATION if self._settings.images == "token" else Needs.NOTHING
        if needs is Needs.NOTHING:
            return None
        refused = self._check_application(dialect, request, origin_counts=operation.needs is not Needs.TOKEN_IF_SET)
        if refused is None and needs is Needs.USER and signed_in_user(request) is None:
            refused = refusal(dialect, 401, "Sign in first.")
        return refused

    def _check_application(self, dialect: Dialect, request: Request, *, origin_counts: bool) -> Response | None:
        state = self.token_state(request)
        if state == "missing":
            status = 400 if dialect is Dialect.V2 else 401
            return refusal(dialect, status, f"The parameter {TOKEN_PARAMETER} is missing.")
        origin = request.headers.get("origin")
        if not origin and origin_counts and self._needs_origin(dialect):
            return refusal(dialect, 400, "The Origin header is missing.")
        if state == "wrong":
            return refusal(dialect, 401, "The application token is not valid.")
        if origin and origin_counts and not self.is_registered(origin) and self._settings.wrong_origin != "lenient":
            decided = 401 if dialect is Dialect.V2 else 403
            status = decided if self._settings.wrong_origin == "dialect" else int(self._settings.wrong_origin)
            return refusal(dialect, status, "The origin is not registered for this application token.")
        return None

    def _needs_origin(self, dialect: Dialect) -> bool:
        rule = self._settings.missing_origin
        return rule == "strict" or (rule == "dialect" and dialect is Dialect.V2)

    def _too_many(self) -> bool:
        limit = self._settings.requests_per_5_minutes
        if not limit:
            return False
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - WINDOW_S:
            self._recent.popleft()
        if len(self._recent) >= limit:
            return True
        self._recent.append(now)
        return False
