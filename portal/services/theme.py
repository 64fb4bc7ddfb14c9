"""The organisation's colour as a style sheet, since the Content-Security-Policy allows no inline style."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from portal.domain.colour import Shades, ramp
from portal.services.applications import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Custom properties for light and dark. ``digest`` names the content: 16 hexadecimal characters."""

    digest: str
    css: str


def theme_of(site: Site) -> Theme | None:
    """The site's theme; None where the row has no colour and the defaults of the style sheet apply."""
    return _theme(site.row.brand_colour) if site.row.brand_colour else None


@lru_cache(maxsize=64)
def _theme(colour: str) -> Theme:
    shades = ramp(colour)
    dark = _properties(shades.dark)
    css = f":root{{{_properties(shades.light)}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return Theme(digest=hashlib.sha256(css.encode()).hexdigest()[:16], css=css)


def _properties(shades: Shades) -> str:
    values = {
        "text": shades.text,
        "fill": shades.fill,
        "on-fill": shades.on_fill,
        "tint": shades.tint,
        "plate": shades.plate,
        "on-plate": shades.on_plate,
        "line": shades.line,
    }
    return ";".join(f"--brand-{name}:{value}" for name, value in values.items())
