"""Knows within a second what has changed anywhere: one query a second in each process, off the requests.

A thread asks while there are visitors, and ends when there are none. Requests compare numbers. A snapshot only ever
gets a higher revision, so a page is right as long as nothing it shows has a higher one than it had.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connections

from portal.pages.page import Page
from portal.services import states
from portal.services.catalogue import keeping
from portal.services.shown import Name

logger = logging.getLogger(__name__)

POLL_S = 0.8  # so that a change shows within a second, the query and a busy machine included
TRUSTED_S = 1.0  # what was asked longer ago is asked again before a page is shown
CATCH_UP_S = 0.25  # the longest wait for that: after a pause, for the first visitor alone
IDLE_ROUNDS = 10  # without a visitor, after which the thread ends
ASK_AGAIN_S = 5.0  # a page asks for its renewals no more often
MAX_CHANGES = 20_000  # remembered; after more, every page is made anew


class Watch:
    """What this process knows of the changes everywhere. Instants are monotonic seconds."""

    def __init__(self) -> None:
        self._asked_at = float("-inf")  # when the last query that succeeded began
        self._is_failing = False
        self._sites: dict[int, str] = {}
        self._number: int | None = None
        self._changed: dict[Name, int] = {}  # the last revision of each snapshot that changed since the thread began
        self._nothing_before = float("inf")  # pages from before show what was deleted, or was not watched
        self._version = 0  # grows with each change
        self._is_wanted = False
        self._due: dict[int, dict[Name, float]] = {}
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()
        self._answered = threading.Condition()

    def catch_up(self) -> None:
        """Have what is known be no older than ``TRUSTED_S``, unless the database does not answer."""
        self._is_wanted = True
        needed = time.monotonic() - TRUSTED_S
        if self._asked_at > needed:
            return
        with self._answered:
            self._hurry.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
            if not self._is_failing and not self._answered.wait_for(
                lambda: self._asked_at > needed or self._is_failing, CATCH_UP_S
            ):
                self._is_failing = True  # it hangs: until it answers, nobody else waits for it

    def finds_right(self, page: Page) -> bool:
        """Whether nothing that a page shows has changed. As long as the database does not answer, nothing has."""
        self.catch_up()
        version = self._version
        if page.checked == version:
            return True
        if page.began < self._nothing_before:
            return False
        primary_key, state = page.site
        # What was read after the last query began is newer than its answer.
        if page.began < self._asked_at and self._sites.get(primary_key) != state:
            return False
        changed = self._changed
        if any(changed.get(name, 0) > revision for name, revision in page.revisions.items()):
            return False
        if page.began < self._asked_at:
            page.checked = version
        return True

    def renew(self, page: Page, now: float) -> None:
        """Have what a page shows renewed where it is due at ``now`` (seconds since 1970), soon and off the request."""
        page.renew_at = now + ASK_AGAIN_S
        due = {name: each.after_s for name, each in page.renewals.items() if each.due_at.timestamp() <= now}
        with self._answered:
            self._due.setdefault(page.site[0], {}).update(due)

    def poll(self) -> None:
        """Ask now what has changed. The thread does; tests may."""
        began = time.monotonic()
        try:
            close_old_connections()
            state = states.now()
            is_new = self._number is None or state.number < self._number or state.forgotten > self._number
            changes: list[tuple[str, str, int]] = []
            if not is_new and state.number != self._number:
                changes = states.changed_since(self._number or 0, at_most=MAX_CHANGES)
                is_new = len(changes) + len(self._changed) >= MAX_CHANGES
        except AnyDatabaseError as error:
            if not self._is_failing:
                logger.error("pages are shown as they were kept: database not usable: %s", type(error).__name__)
            self._note(is_failing=True)
            return
        if is_new:
            self._changed = {}
            self._nothing_before = began
        else:
            self._changed.update({(source, resource): revision for source, resource, revision in changes})
        is_changed = is_new or bool(changes) or state.sites != self._sites
        self._sites, self._number = state.sites, state.number
        self._asked_at = began
        self._version += is_changed
        self._note(is_failing=False)

    def renew_due(self) -> None:
        """Start the renewals that pages asked for. The thread does; tests may."""
        with self._answered:
            due, self._due = self._due, {}
        for primary_key, names in due.items():
            try:
                keeping.renew_due(primary_key, names)
            except AnyDatabaseError as error:
                logger.error("renewals put off: database not usable: %s", type(error).__name__)

    def stop(self) -> None:
        """End the thread, for tests; the next visitor starts another one."""
        with self._answered:
            thread, self._thread = self._thread, None
            self._hurry.set()
        if thread is not None:
            thread.join()

    def _note(self, *, is_failing: bool) -> None:
        with self._answered:
            self._is_failing = is_failing
            self._answered.notify_all()

    def _run(self) -> None:
        try:
            while self._waits_for_visitors():
                self.poll()
                self.renew_due()
        finally:
            connections.close_all()

    def _waits_for_visitors(self) -> bool:
        """True when it is time to ask again; False when this thread is to end."""
        me = threading.current_thread()
        for _ in range(IDLE_ROUNDS):
            is_hurried = self._hurry.wait(POLL_S)
            if self._thread is not me:
                return False
            if is_hurried or self._is_wanted:
                self._hurry.clear()
                self._is_wanted = False
                return True
        with self._answered:
            if self._thread is me and not self._hurry.is_set():
                self._thread = None
        return self._thread is me
