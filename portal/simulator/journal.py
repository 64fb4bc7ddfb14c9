"""What arrived and how it was answered. Tokens never get in here: only whether one was missing, wrong or valid."""

import collections
import json
import threading
from datetime import UTC, datetime
from typing import Any

from portal.simulator.exchange import Request

KEPT_ENTRIES = 20_000


class Journal:
    def __init__(self) -> None:
        self._entries: collections.deque[dict[str, Any]] = collections.deque(maxlen=KEPT_ENTRIES)
        self._lock = threading.Lock()

    def add(
        self,
        request: Request,
        *,
        dialect: str | None,
        operation: str | None,
        token: str,
        without: str,
        status: int | None,
    ) -> None:
        """Notes a request, leaving out the parameter `without`; `status` None means that no answer was given."""
        entry = {
            "time": datetime.now(UTC).isoformat(),
            "dialect": dialect,
            "operation": operation,
            "method": request.method,
            "path": request.path,
            "parameters": {name: value for name, value in request.query.items() if name.lower() != without.lower()},
            "token": token,
            "origin": request.headers.get("origin"),
            "body": _readable(request.body),
            "status": status,
        }
        with self._lock:
            self._entries.append(entry)

    def entries(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Oldest first; of one operation, or all."""
        with self._lock:
            return [entry for entry in self._entries if operation in (None, entry["operation"])]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def _readable(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode(errors="replace")
