"""The sessions of a receipt, else its event, as a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.domain.text import visible
from portal.events_api.types import Event, Session
from portal.formats.calendar import Words, calendar, event_entry, session_entry


def receipt_calendar(
    event: Event, sessions: Sequence[Session], *, address: str, domain: str, made_at: datetime, words: Words
) -> bytes:
    """Return the file. Without a session that has a time it holds the event.

    ``address``  of the event's page, absolute
    ``domain``   fixed part of each UID, never from the request's host
    ``made_at``  when the registration was made
    """
    chosen = [session_entry(item, event, address=address, changed_at=made_at, words=words) for item in sessions]
    entries = [entry for entry in chosen if entry is not None]
    if not entries:
        entries = [event_entry(event, address=address, changed_at=made_at, words=words)]
    return calendar(visible(event.event_name) or words.untitled, entries, domain=domain, is_feed=False)
