"""Last-known-good copies of the API's answers: fresh, stale, renewed once, kept when the API fails."""

from portal.services.snapshots.background import renew, renew_later
from portal.services.snapshots.breaker import may_ask_ahead
from portal.services.snapshots.changes import changes, last_change
from portal.services.snapshots.reading import Copies, Copy, Reading, read
from portal.services.snapshots.resources import Resource

__all__ = [
    "Copies",
    "Copy",
    "Reading",
    "Resource",
    "changes",
    "last_change",
    "may_ask_ahead",
    "read",
    "renew",
    "renew_later",
]
