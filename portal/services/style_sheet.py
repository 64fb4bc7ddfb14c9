"""The one style sheet of the public pages: every part in its order, and the organisation's colour.

The colour stands in a sheet, since the Content-Security-Policy allows no inline style; the sheet is one, so that a
page needs one request for its whole look.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings

from portal.domain.colour import ramp
from portal.services.applications import Site
from portal.services.paths import path_of

# Files of static/portal/css. The order decides within a layer; reset.css names the layers.
PARTS = (
    "reset",
    "tokens",
    "base",
    "controls",
    "page",
    "header",
    "language_menu",
    "footer",
    "appearance",
    "notice",
    "text",
    "state",
    "home",
    "filters",
    "card",
    "pager",
    "problem",
    "event",
    "plate",
    "schedule",
    "session",
    "people",
    "sponsors",
    "passes",
    "venue",
    "formats",
    "times",
    "register",
    "utilities",
    "print",
)
_AFTER_TOKENS = PARTS.index("tokens") + 1
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """``digest`` names the content: 16 hexadecimal characters. ``encoded``: the content by its Content-Encoding."""

    digest: str
    content: bytes
    encoded: dict[str, bytes]

    @property
    def address(self) -> str:
        """Where it is served: /style/<digest>.css."""
        return path_of("files:style_sheet", self.digest)


def style_sheet_of(site: Site) -> StyleSheet:
    """The site's sheet: the one of its colour, or the default."""
    return style_sheet(site.row.brand_colour)


def style_sheet(brand_colour: str = "") -> StyleSheet:
    """The sheet of a colour (``#rrggbb``); without one, the default sheet. Needs no database.

    Raises ValueError for anything else.
    """
    if settings.DEBUG:  # whoever works on the sheet sees each change
        _made.cache_clear()
    return _made(brand_colour)


@lru_cache(maxsize=64)
def _made(brand_colour: str) -> StyleSheet:
    parts = [_part(name) for name in PARTS]
    if brand_colour:
        parts.insert(_AFTER_TOKENS, theme(brand_colour))
    content = "\n".join(parts).encode()
    return StyleSheet(
        digest=hashlib.sha256(content).hexdigest()[:16],
        content=content,
        encoded={"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)},
    )


def theme(brand_colour: str) -> str:
    """The custom properties of a colour, ``--brand-text`` to ``--brand-line``, for light and dark."""
    shades = ramp(brand_colour)
    names = ("text", "fill", "on_fill", "tint", "plate", "on_plate", "line")
    properties = (
        f"--brand-{name.replace('_', '-')}:light-dark({getattr(shades.light, name)},{getattr(shades.dark, name)})"
        for name in names
    )
    return f"@layer tokens{{:root{{{';'.join(properties)}}}}}"


def _part(name: str) -> str:
    """One file without comments, indentation and empty lines."""
    text = _COMMENT.sub("", (_folder() / f"{name}.css").read_text(encoding="utf-8"))
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def _folder() -> Path:
    return Path(settings.STATICFILES_DIRS[0]) / "portal" / "css"
