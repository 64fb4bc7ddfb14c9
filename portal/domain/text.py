"""Folding of text for comparison: what a visitor types finds what an organiser wrote.

``fold`` ignores letter case, accents and compatibility forms (``Ærø`` and ``aero``, ``Straße`` and ``strasse``), and
the optional vowel signs of Arabic and Hebrew. It leaves the signs of other scripts alone, where they are letters.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose, with their usual spelling without the stroke or ligature.
_UNDECOMPOSED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th", "ŧ": "t"}
)
# Combining accents; Hebrew points; Arabic vowel signs and the letter-stretching tatweel; invisible hyphens and joiners.
_OPTIONAL_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u0652\u0670\u00ad\u200b-\u200d\u2060\ufeff]"
)
_WORDS = re.compile(r"\S+")
_DIGITS = re.compile(r"(\d+)")


def fold(text: str) -> str:
    """Return ``text`` without letter case, accents and compatibility forms. Idempotent."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _OPTIONAL_MARKS.sub("", decomposed).translate(_UNDECOMPOSED)


def folded_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a search text, each once, in the order typed."""
    return tuple(dict.fromkeys(_WORDS.findall(fold(text))))


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key by which "Room 2" comes before "Room 10"."""
    parts = _DIGITS.split(fold(text))
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def visible(text: str | None) -> str:
    """Return ``text`` with runs of white space and control characters made one blank; empty for ``None``."""
    if not text:
        return ""
    if text.isprintable():  # holds none of those but blanks; most text, and much faster
        return " ".join(text.split())
    return " ".join("".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text).split())
