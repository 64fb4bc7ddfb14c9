"""Atom feeds. Facts: RFC 4287. Ids are those of Dynamics, so a renamed event stays one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from portal.formats.xml import add, document


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomEntry:
    """One entry. ``id`` is an IRI that never changes; ``html`` and ``summary`` may be empty."""

    id: str
    title: str
    address: str  # absolute
    changed_at: datetime
    summary: str = ""  # plain text
    html: str = ""  # safe markup
    language: str = ""  # of the content, "" where not known
    categories: tuple[str, ...] = ()


def atom_feed(
    entries: Iterable[AtomEntry],
    *,
    title: str,
    author: str,
    address: str,
    page_address: str,
    language: str,
    changed_at: datetime,
) -> bytes:
    """Return the feed.

    ``address``       of the feed itself, which is its id too
    ``page_address``  of the page that shows the same
    """
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language})
    add(feed, "id", address)
    add(feed, "title", title)
    add(feed, "updated", _instant(changed_at))
    add(feed, "link", rel="self", type="application/atom+xml", href=address)
    add(feed, "link", rel="alternate", type="text/html", href=page_address)
    add(add(feed, "author"), "name", author)
    for entry in entries:
        _add_entry(feed, entry)
    return document(feed)


def entry_id(guid: str, domain: str) -> str:
    """Return the lasting id of something in Dynamics, as a tag URI (RFC 4151)."""
    return f"tag:{domain},2026:{guid}"


def _add_entry(feed: Element, entry: AtomEntry) -> None:
    made = add(feed, "entry")
    if entry.language:
        made.set("xml:lang", entry.language)
    add(made, "id", entry.id)
    add(made, "title", entry.title)
    add(made, "updated", _instant(entry.changed_at))
    add(made, "link", rel="alternate", type="text/html", href=entry.address)
    for category in entry.categories:
        add(made, "category", term=category)
    if entry.summary:
        add(made, "summary", entry.summary)
    if entry.html:
        add(made, "content", entry.html, type="html")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
