"""Finds sentences of the portal's own that a page shows in English although it is in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import polib
from django.conf import settings

from scripts import messages

READ_ALOUD = {"aria-label", "alt", "title", "placeholder", "content"}
UNREAD = {"script", "style", "template", "noscript"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")


class _Texts(HTMLParser):
    """Texts and attributes in the page's own language: nothing below an element with another ``lang``."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each tag, and whether what is in it counts

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        counts = self._counts() and tag not in UNREAD and values.get("lang", self.language) == self.language
        if counts:
            self.found += [value for name, value in values.items() if name in READ_ALOUD]
        if tag not in VOID:
            self._open.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._counts():
            self.found.append(data)

    def _counts(self) -> bool:
        return not self._open or self._open[-1][1]


@cache
def _english(locale: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """English strings whose translation differs: whole ones, and patterns of those with placeholders or tags."""
    whole: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    catalogue = polib.pofile(str(messages.catalogue(locale)))
    right = {entry.msgstr for entry in catalogue} | {name for _code, name in settings.LANGUAGES}
    for entry in catalogue:
        translations = {entry.msgstr, *entry.msgstr_plural.values()}
        for text in filter(None, (entry.msgid, entry.msgid_plural)):
            if (
                text in translations
                or "date format" in (entry.msgctxt or "")
                or "day of a range" in (entry.msgctxt or "")
            ):
                continue
            parts = [_flat(part) for part in _GAP.split(text)]
            # What stands between tags is a text of its own in the page.
            whole.update(part for part in parts if len(part.split()) > 1 or len(parts) == 1)
            if len(parts) > 1 and max(len(part.split()) for part in parts) > 1:
                patterns.append(re.compile(".+".join(re.escape(part) for part in parts)))
    return frozenset(whole - right - {""}), tuple(patterns)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def left_in_english(html: str, locale: str) -> set[str]:
    """Texts of a page that are English strings of the portal's. ``locale`` is the page's: "de"."""
    return set(_left(html, locale))


def _left(html: str, locale: str) -> Iterator[str]:
    reader = _Texts(locale.replace("_", "-"))
    reader.feed(html)
    whole, patterns = _english(locale)
    for text in map(_flat, reader.found):
        # A title names page and site: "Programm – Harbour Forum"
        for part in {text, *text.split(" – ")}:
            if part in whole or any(pattern.fullmatch(part) for pattern in patterns):
                yield part
