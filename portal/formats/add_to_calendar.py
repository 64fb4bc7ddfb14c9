"""Links that open a filled-in entry at the calendars people use on the web. Times in UTC; no script, no tracking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from portal.formats.calendar import Entry

LONGEST_LINK = 2_000  # characters; longer ones are cut off somewhere on the way


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLink:
    """``name`` is a brand, the same in every language."""

    name: str
    address: str


def calendar_links(entry: Entry) -> tuple[CalendarLink, ...]:
    """Return the links for one entry."""
    return (
        CalendarLink(name="Google", address=_shortened(_google, entry)),
        CalendarLink(name="Outlook.com", address=_shortened(_outlook_com, entry)),
        CalendarLink(name="Office 365", address=_shortened(_office_365, entry)),
    )


def _shortened(make: Callable[[Entry, str], str], entry: Entry) -> str:
    """The link with as much of the description as there is room for; the address of the page always."""
    length = len(entry.description)
    while True:
        cut = entry.description[:length].rstrip()
        text = f"{cut}{'…' if length < len(entry.description) and cut else ''}\n\n{entry.address}".strip()
        link = make(entry, text)
        if len(link) <= LONGEST_LINK or not length:
            return link
        length = max(0, length - max(20, (len(link) - LONGEST_LINK) // 9))


def _google(entry: Entry, text: str) -> str:
    return "https://calendar.google.com/calendar/render?" + _query(
        action="TEMPLATE",
        text=entry.summary,
        dates=f"{_compact(entry.starts_at)}/{_compact(entry.ends_at or entry.starts_at)}",
        details=text,
        location=entry.location,
    )


def _outlook_com(entry: Entry, text: str) -> str:
    return _outlook("outlook.live.com", entry, text)


def _office_365(entry: Entry, text: str) -> str:
    return _outlook("outlook.office.com", entry, text)


def _outlook(host: str, entry: Entry, text: str) -> str:
    return f"https://{host}/calendar/0/deeplink/compose?" + _query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=entry.summary,
        startdt=_iso(entry.starts_at),
        enddt=_iso(entry.ends_at or entry.starts_at),
        body=text,
        location=entry.location,
    )


def _query(**values: str) -> str:
    # Outlook shows "+" as it stands, so blanks are %20.
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote)


def _compact(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
