"""The wall-clock limit of one exchange.

``timeout=`` of requests bounds each single wait, so a server that drips one byte at a time is never too late. Here one
watchdog thread for the whole process hangs up the socket when the time is over, whatever is being read or written.

Facts: design/faults.md §1, rules 1 and 2.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import os
import socket
import threading
import time


class Deadline:
    """The moment, on the monotonic clock, at which an exchange ends. Watched from its creation; ``finish`` it.

    After ``expired`` turned true nothing that was read may be trusted: ``http.client`` takes the end of a shut socket
    for the end of the headers and reports an answer with half of them.
    """

    __slots__ = ("_finished", "_line", "_lock", "at", "expired")

    def __init__(self, limit_s: float) -> None:
        self.at = time.monotonic() + limit_s
        self.expired = False
        self._finished = False
        self._line: socket.socket | None = None
        self._lock = threading.Lock()
        _watchdog.watch(self)

    @property
    def remaining_s(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - time.monotonic())

    @property
    def finished(self) -> bool:
        return self._finished

    def guard(self, descriptor: int) -> None:
        """Hang this socket up at the deadline, in place of the one guarded before.

        A duplicate of the descriptor is kept, so that a number reused for another file is never shut.
        """
        line = socket.socket(fileno=os.dup(descriptor))
        with self._lock:
            self._drop_line()
            self._line = line
            if self.expired:
                self._hang_up()

    def expire(self) -> None:
        """End the exchange now. Called by the watchdog."""
        with self._lock:
            if not self._finished:
                self.expired = True
                self._hang_up()

    def finish(self) -> None:
        """Stop watching: the socket may serve another exchange from here on."""
        with self._lock:
            self._finished = True
            self._drop_line()

    def _hang_up(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):  # the peer may have closed it first
                self._line.shutdown(socket.SHUT_RDWR)

    def _drop_line(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _Watchdog:
    """One daemon thread that expires deadlines in their order. Started when first needed, again after a fork."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._wake = threading.Condition()
        self._order = itertools.count()
        self._watched: list[tuple[float, int, Deadline]] = []
        self._thread: threading.Thread | None = None

    def watch(self, deadline: Deadline) -> None:
        with self._wake:
            heapq.heappush(self._watched, (deadline.at, next(self._order), deadline))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="events-api-deadlines", daemon=True)
                self._thread.start()
            elif self._watched[0][2] is deadline:
                self._wake.notify()

    def _run(self) -> None:
        while True:
            self._next_due().expire()

    def _next_due(self) -> Deadline:
        with self._wake:
            while True:
                while self._watched and self._watched[0][2].finished:
                    heapq.heappop(self._watched)
                if not self._watched:
                    self._wake.wait()
                elif (wait_s := self._watched[0][0] - time.monotonic()) > 0:
                    self._wake.wait(wait_s)
                else:
                    return heapq.heappop(self._watched)[2]


_watchdog = _Watchdog()
os.register_at_fork(after_in_child=_watchdog.reset)
