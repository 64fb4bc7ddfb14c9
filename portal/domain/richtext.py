"""Descriptions from Dynamics: plain text or HTML, untrusted, made fit for a page.

Cleaning is nh3's; this module decides what is allowed and what the result looks like: headings below those of the page,
no attribute but a link's target and the language of the text, every link marked. design/faults.md C20–C23.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape

import nh3

from portal.domain.links import link_target, safe_url
from portal.domain.text import visible

MAX_CHARACTERS = 65_536  # cut before cleaning
MAX_TAGS = 4_000  # likewise: the time to clean grows with the square of the depth of nesting
FIRST_HEADING = 3  # most texts stand below an h2 of the page
LAST_HEADING = 5

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "br"}
_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_INLINE = {"a", "strong", "em", "b", "i", "u", "s", "sub", "sup", "small", "code", "bdi", "q", "abbr", "mark"}
# Their text is no text.
_REMOVED_WITH_CONTENT = {"script", "style", "iframe", "object", "noscript", "noembed", "template", "title", "textarea"}

_MARKUP = re.compile(r"</?[a-z][^<>]*>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]\w{1,31}|#\d{1,7}|#x[\da-f]{1,6});", re.IGNORECASE)
_HEADING_TAG = re.compile(r"<(/?)h([1-6])(?=[ >])")
_TAG = re.compile(r"<[^>]*>")  # of cleaned HTML, where no attribute holds ">"
_NO_TARGET = re.compile(r"<a(?! [^>]*\bhref=)[^>]*>")  # "rel" belongs to links only
_BLANK_LINES = re.compile(r"\n\s*\n")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_REL = "noopener nofollow ugc"
SPONSORED = "sponsored noopener"  # of links in what sponsors say of themselves
OWN = "noopener"  # of links in what the organisation itself writes


def to_html(text: str | None, *, first_heading: int = FIRST_HEADING, rel: str = _REL) -> str:
    """Return safe HTML for the inside of a ``div``; empty if there is nothing to read.

    ``first_heading``: the level that follows the heading of the page under which the text stands, 2 or 3.
    ``rel``: of its links.

    Text without markup becomes paragraphs and line breaks, with its web addresses linked. The result is for pages
    only: mark it safe in templates, never clean it again.
    """
    text = _cut(text)
    if not _MARKUP.search(text):
        return _paragraphs(_plain(text), rel)
    cleaned = _NO_TARGET.sub("<a>", _page_cleaner(rel).clean(text))
    return _renumber_headings(cleaned, first_heading) if _lines(_TAG.sub("", cleaned)) else ""


def to_text(text: str | None) -> str:
    """Return the plain text of a description, a line per block. Not escaped."""
    text = _cut(text)
    return "\n".join(_lines(_TAG.sub("\n", _TEXT.clean(text)) if _MARKUP.search(text) else escape(_plain(text))))


def excerpt(text: str | None, characters: int) -> str:
    """Return the first words of a description on one line, at most ``characters`` long, an ellipsis included."""
    line = visible(to_text(text))
    if len(line) <= characters:
        return line
    words, _, _ = line[:characters].rpartition(" ")
    return (words or line[: characters - 1]).rstrip(" ,;:.–-") + "…"


def _cut(text: str | None) -> str:
    return "<".join((text or "")[:MAX_CHARACTERS].split("<", MAX_TAGS)[:MAX_TAGS])


def _plain(text: str) -> str:
    """Resolve the complete character references of text without markup: "&amp;", not the "&copy" of an address."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def _lines(escaped: str) -> list[str]:
    lines = (visible(line) for line in unescape(escaped).splitlines())
    return [line for line in lines if line]


def _paragraphs(text: str, rel: str) -> str:
    blocks = _BLANK_LINES.split("\n".join(visible(line) for line in text.splitlines()).strip())
    lines = (block.splitlines() for block in blocks if block)
    return "".join(f"<p>{'<br>'.join(_linked(line, rel) for line in block)}</p>" for block in lines)


def _linked(line: str, rel: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _URL.finditer(line):
        address = match[0].rstrip(".,;:!?'*")
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        target = safe_url(address)
        if target is None:
            continue
        parts.append(escape(line[end : match.start()]))
        parts.append(f'<a href="{escape(target)}" rel="{rel}">{escape(address)}</a>')
        end = match.start() + len(address)
    return "".join(parts) + escape(line[end:])


def _renumber_headings(cleaned: str, first: int) -> str:
    """Number headings from ``first`` on without gaps. ``cleaned`` has no "<" but those of its tags."""
    levels = sorted({level for _, level in _HEADING_TAG.findall(cleaned)})
    ranks = {level: rank for rank, level in enumerate(levels)}
    open_levels: list[int] = []
    last = first - 1

    def renumber(tag: re.Match[str]) -> str:
        nonlocal last
        if tag[1]:
            return f"</h{open_levels.pop()}"
        last = min(first + ranks[tag[2]], last + 1, LAST_HEADING)
        open_levels.append(last)
        return f"<h{last}"

    return _HEADING_TAG.sub(renumber, cleaned)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "rel":
        return value  # link_rel's: the text's own is not on the list
    if name == "href":
        return link_target(value)
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    return value if _LANGUAGE_TAG.fullmatch(value) else None


@cache
def _page_cleaner(rel: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_HEADINGS | _BLOCKS | _TABLE | _INLINE,
        clean_content_tags=_REMOVED_WITH_CONTENT,
        attributes={"*": {"lang", "dir"}, "a": {"href"}},
        attribute_filter=_attribute,
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel=rel,
    )


_TEXT = nh3.Cleaner(
    tags=_HEADINGS | _BLOCKS | _TABLE, clean_content_tags=_REMOVED_WITH_CONTENT, attributes={}, link_rel=None
)
