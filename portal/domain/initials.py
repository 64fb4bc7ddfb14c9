"""Initials: enough to recognise a registration one knows of, too little to learn who registered. Pure."""

from __future__ import annotations

import unicodedata

_HIDDEN = "•"


def initials(*names: str) -> str:
    """Return the first letter of each name, as in ``O.E.`` for O'Brien Example; "" when all are blank.

    A name of one letter, common in Chinese, is hidden: its initial would be the whole of it.
    """
    letters = (_letters(name) for name in names if name.strip())
    return "".join(f"{found[0].upper()}." if len(found) > 1 else _HIDDEN for found in letters)


def _letters(name: str) -> str:
    """The letters and digits of a name, accents joined to them."""
    return "".join(character for character in unicodedata.normalize("NFC", name) if character.isalnum())
