"""Pages in process memory, bounded in bytes and number.

In two parts, so that thousands of addresses asked for once (a crawler, an attack) push out one another and not the
pages everybody reads: a page begins among the new ones and is proven when it is asked for again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from portal.pages.keys import Key
from portal.pages.page import Page

PROVEN_SHARE = 0.8  # of the bytes; what is proven beyond has to prove itself again


class Store:
    """Least recently used first out, new ones before proven ones. Safe to use from several threads."""

    def __init__(self, max_bytes: int, max_pages: int) -> None:
        self._max_bytes = max_bytes
        self._max_pages = max_pages
        self._new: OrderedDict[Key, Page] = OrderedDict()
        self._proven: OrderedDict[Key, Page] = OrderedDict()
        self._sizes: dict[Key, int] = {}  # as counted; a page grows with its codings
        self._new_bytes = 0
        self._proven_bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def bytes_used(self) -> int:
        """As counted against the bound."""
        return self._new_bytes + self._proven_bytes

    def get(self, key: Key) -> Page | None:
        """The page, which thereby proves itself; None when it is not here."""
        with self._lock:
            page = self._proven.get(key)
            if page is not None:
                self._proven.move_to_end(key)
                return page
            page = self._new.pop(key, None)
            if page is not None:
                self._new_bytes -= self._sizes[key]
                self._proven[key] = page
                self._proven_bytes += self._sizes[key]
                self._limit_proven()
            return page

    def put(self, page: Page) -> None:
        """Keep a page, or count again one that has grown."""
        with self._lock:
            is_proven = self._remove(page.key)
            if page.size > self._max_bytes:
                return
            self._sizes[page.key] = page.size
            if is_proven:
                self._proven[page.key] = page
                self._proven_bytes += page.size
                self._limit_proven()
            else:
                self._new[page.key] = page
                self._new_bytes += page.size
            self._limit()

    def drop(self, page: Page) -> None:
        """Let go of a page, unless another has taken its place."""
        with self._lock:
            if self._new.get(page.key) is page or self._proven.get(page.key) is page:
                self._remove(page.key)

    def _remove(self, key: Key) -> bool:
        """Whether there was a proven one."""
        if self._new.pop(key, None) is not None:
            self._new_bytes -= self._sizes.pop(key)
        elif self._proven.pop(key, None) is not None:
            self._proven_bytes -= self._sizes.pop(key)
            return True
        return False

    def _limit_proven(self) -> None:
        while len(self._proven) > 1 and (
            self._proven_bytes > self._max_bytes * PROVEN_SHARE or len(self._proven) > self._max_pages * PROVEN_SHARE
        ):
            key, page = self._proven.popitem(last=False)
            self._proven_bytes -= self._sizes[key]
            self._new[key] = page
            self._new_bytes += self._sizes[key]

    def _limit(self) -> None:
        while self._sizes and (self.bytes_used > self._max_bytes or len(self._sizes) > self._max_pages):
            self._remove(next(iter(self._new or self._proven)))
