"""Single flight: while one visitor's request makes a page, the others who want it wait for it, for a while."""

from __future__ import annotations

import threading

from portal.pages.keys import Key
from portal.pages.page import Page


class Flight:
    """A page that is being made."""

    def __init__(self) -> None:
        self._landed = threading.Event()
        self._page: Page | None = None

    def land(self, page: Page | None) -> None:
        """The page is there; None: what came is no page to keep."""
        self._page = page
        self._landed.set()

    def wait(self, timeout_s: float) -> Page | None:
        """The page; None when it takes longer, or is not to be kept."""
        self._landed.wait(timeout_s)
        return self._page


class Flights:
    """The pages this process is making."""

    def __init__(self) -> None:
        self._flights: dict[Key, Flight] = {}
        self._lock = threading.Lock()

    def join(self, key: Key) -> tuple[Flight, bool]:
        """The flight of a page, and whether the caller is to make it; who makes it calls ``land``."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Flight()
            return flight, True

    def land(self, key: Key, flight: Flight, page: Page | None) -> None:
        """End a flight and let those who wait go on."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.land(page)
