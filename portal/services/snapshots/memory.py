"""Decoded snapshots in process memory, by digest, bounded by the size of their stored form.

A digest names its content, so nothing here ever goes out of date.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

MAX_BYTES = 64 * 1024 * 1024  # of stored bodies; the decoded records take about three times as much


class Memory:
    """A least-recently-used store. Safe to use from several threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._items: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> Any:
        """The decoded value, or None when it is not here."""
        with self._lock:
            item = self._items.get(digest)
            if item is None:
                return None
            self._items.move_to_end(digest)
            return item[0]

    def put(self, digest: str, value: Any, size_bytes: int) -> None:
        """Keep a value; the least recently used ones go first when room is short."""
        with self._lock:
            if digest in self._items or size_bytes > self._max_bytes:
                return
            self._items[digest] = (value, size_bytes)
            self._bytes += size_bytes
            while self._bytes > self._max_bytes:
                _, (_, gone_bytes) = self._items.popitem(last=False)
                self._bytes -= gone_bytes

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._items.clear()
            self._bytes = 0


decoded = Memory()
