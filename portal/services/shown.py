"""What a page shows, noted while it is made: that is what decides how long the same bytes are right.

The reading layer, the search for the site and the rules that look at the clock say what they gave. Where nobody
listens (a management command, a form), saying so costs nothing and does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

# Where the environment of a request that stands for many keeps the query string of the one it came from.
QUERY_AS_SENT = "portal.query_as_sent"

Name = tuple[str, str]  # source and resource of a snapshot


@dataclass(slots=True)
class Renewal:
    """When a snapshot wants to be renewed: at ``due_at``, if its copy is older than ``after_s`` then."""

    due_at: datetime
    after_s: float


@dataclass(slots=True)
class Shown:
    """Everything one page was made of.

    ``site``: primary key and state of the web application; None while no stored one was asked for.
    ``revisions``: of the snapshots, 0 for one that did not exist. A snapshot read twice counts as it was first.
    ``changes_at``: the next instant at which the clock alone changes the page; None: never.
    ``renew_first_at``: from then on, a visitor waits a moment for newer copies before this page is shown.
    ``waiting_since``: monotonic seconds; when the visitor began to wait.
    """

    waiting_since: float | None = None
    site: tuple[int, str] | None = None
    revisions: dict[Name, int] = field(default_factory=dict)
    renewals: dict[Name, Renewal] = field(default_factory=dict)
    changes_at: datetime | None = None
    renew_first_at: datetime | None = None


_listening: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def noting(waiting_since: float | None = None) -> Iterator[Shown]:
    """Within, everything this thread shows is noted."""
    shown = Shown(waiting_since=waiting_since)
    token = _listening.set(shown)
    try:
        yield shown
    finally:
        _listening.reset(token)


def waiting_since() -> float | None:
    """When the visitor began to wait, in monotonic seconds; None: just now."""
    shown = _listening.get()
    return shown.waiting_since if shown is not None else None


def site(primary_key: int | None, state: str) -> None:
    """The page shows a web application as it was in this state."""
    shown = _listening.get()
    if shown is not None and primary_key is not None:
        shown.site = (primary_key, state)


def snapshot(source: str, resource: str, revision: int) -> None:
    """The page shows a snapshot as it was at this revision, or that there was none (0)."""
    shown = _listening.get()
    if shown is not None:
        name = (source, resource)
        shown.revisions[name] = min(revision, shown.revisions.get(name, revision))


def renewal(source: str, resource: str, due_at: datetime, after_s: float, *, first_at: datetime | None = None) -> None:
    """The snapshot wants to be renewed; from ``first_at`` on before anybody sees the page again (None: never)."""
    shown = _listening.get()
    if shown is None:
        return
    earlier = shown.renewals.get((source, resource))
    if earlier is None or due_at < earlier.due_at:
        shown.renewals[source, resource] = Renewal(due_at, after_s)
    shown.renew_first_at = _earlier(shown.renew_first_at, first_at)


def until(instant: datetime | None) -> None:
    """The clock alone changes the page at this instant; None: never."""
    shown = _listening.get()
    if shown is not None:
        shown.changes_at = _earlier(shown.changes_at, instant)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((instant for instant in (one, other) if instant is not None), default=None)
