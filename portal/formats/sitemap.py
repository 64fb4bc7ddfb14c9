"""Sitemaps: every public page with the time of its last change and its other languages.

Facts: sitemaps.org/protocol.html; search engines read alternates from ``xhtml:link``, listed at each of the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

# The protocol allows 50,000 pages and 50 MB; a dozen alternates for each page reach the second limit first.
MOST_PAGES = 10_000

_HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A public page in one or several languages. Addresses are absolute."""

    addresses: Sequence[tuple[str, str]]  # (language tag, address), the default language first
    changed_at: datetime | None  # None: not known

    @property
    def size(self) -> int:
        """How many entries the page makes."""
        return len(self.addresses)


def split(pages: Iterable[Page]) -> list[list[Page]]:
    """Return the pages in groups that fit into a file each; at least one group, which may be empty."""
    groups: list[list[Page]] = [[]]
    size = 0
    for page in pages:
        if size + page.size > MOST_PAGES and groups[-1]:
            groups.append([])
            size = 0
        groups[-1].append(page)
        size += page.size
    return groups


def sitemap(pages: Iterable[Page]) -> bytes:
    """Return a sitemap. A page in several languages stands once for each, with all of them as alternates."""
    lines = [_HEADER, f'<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n']
    for page in pages:
        rest = _changed(page.changed_at)
        if page.size > 1:
            default = ("x-default", page.addresses[0][1])
            rest += "".join(_alternate(tag, address) for tag, address in (*page.addresses, default))
        lines += [f"<url><loc>{escape(address)}</loc>{rest}</url>\n" for _, address in page.addresses]
    lines.append("</urlset>\n")
    return "".join(lines).encode()


def sitemap_index(files: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return an index of sitemaps: the absolute address of each and the last change within."""
    lines = [_HEADER, f'<sitemapindex xmlns="{_NAMESPACE}">\n']
    lines += [f"<sitemap><loc>{escape(address)}</loc>{_changed(at)}</sitemap>\n" for address, at in files]
    lines.append("</sitemapindex>\n")
    return "".join(lines).encode()


def _changed(at: datetime | None) -> str:
    return "" if at is None else f"<lastmod>{at.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>"


def _alternate(tag: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(address)}/>'
