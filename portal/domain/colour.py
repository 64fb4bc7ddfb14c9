"""One brand colour -> the shades a page needs, readable in light and in dark.

The hue and, as far as the screen can show it, the chroma of the organisation stay; the lightness is moved until the
contrast is right. So a pale yellow becomes a dark ochre as text and stays yellow as a button with dark letters.

Colours are ``#rrggbb``; contrast is WCAG 2's ratio, 1 to 21; lightness and chroma are those of OKLCH.
Sources: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, https://bottosson.github.io/posts/oklab/.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

# The papers that portal.css prints on.
LIGHT_PAPER = "#fdfcfa"
DARK_PAPER = "#17181b"
# A little more than WCAG's 4.5 and 3, because browsers round; more on dark paper, where thin letters look dimmer.
TEXT_CONTRAST = 4.6
DARK_TEXT_CONTRAST = 6.0
EDGE_CONTRAST = 3.1

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE, _BLACK = "#ffffff", "#14130f"

RGB = tuple[float, float, float]  # linear light, 0 to 1 inside the gamut


@dataclass(frozen=True, slots=True, kw_only=True)
class OKLCH:
    """A colour as people see it."""

    lightness: float  # 0 black to 1 white
    chroma: float  # 0 grey to about 0.37
    hue: float  # radians


@dataclass(frozen=True, slots=True, kw_only=True)
class Shades:
    """The colours of one theme, each ``#rrggbb``."""

    text: str  # links and accents: 4.5 on the paper and on ``tint``
    fill: str  # buttons: 3 against the paper
    on_fill: str  # letters on ``fill``: 4.5
    tint: str  # a breath of colour behind text
    plate: str  # a stronger one for patterns and initials
    on_plate: str  # letters on ``plate``: 4.5
    line: str  # an ornamental rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """Both themes, and whether the colour itself was unreadable as text on the light paper."""

    light: Shades
    dark: Shades
    corrected: bool


class Use(StrEnum):
    """What a brand colour itself is used for, where it can be read."""

    TEXT = "text"  # links and accents on the paper
    EDGE = "edge"  # a button on the paper
    LETTERS = "letters"  # a button under its letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One use in which a shade takes the place of the brand colour. Contrasts are ratios."""

    is_dark: bool  # on the dark paper
    use: Use
    given: str
    given_contrast: float
    shown: str
    shown_contrast: float


def corrections(brand: str) -> tuple[Correction, ...]:
    """Return where the colour is not used as it is, light before dark. No colour is good for text on both papers.

    Raises ValueError unless it is written ``#rrggbb``.
    """
    given = brand.lower()
    shades = ramp(given)
    found = []
    for is_dark, its, paper in ((False, shades.light, LIGHT_PAPER), (True, shades.dark, DARK_PAPER)):
        if its.text != given:
            found.append((is_dark, Use.TEXT, contrast(given, paper), its.text, contrast(its.text, paper)))
        if its.fill != given and contrast(given, paper) < EDGE_CONTRAST:
            found.append((is_dark, Use.EDGE, contrast(given, paper), its.fill, contrast(its.fill, paper)))
        elif its.fill != given:
            best = max(contrast(given, ink) for ink in (_WHITE, _BLACK))
            found.append((is_dark, Use.LETTERS, best, its.fill, contrast(its.fill, its.on_fill)))
    return tuple(
        Correction(is_dark=is_dark, use=use, given=given, given_contrast=before, shown=shown, shown_contrast=after)
        for is_dark, use, before, shown, after in found
    )


@lru_cache(maxsize=64)
def ramp(brand: str) -> Ramp:
    """Return the shades of a brand colour.

    Raises ValueError unless it is written ``#rrggbb``.
    """
    if not _HEX.fullmatch(brand):
        raise ValueError(f"not a colour: {brand!r}")
    colour = to_oklch(brand)
    light = _shades(colour, paper=LIGHT_PAPER, wanted=TEXT_CONTRAST, lightnesses=(0.965, 0.92, 0.83))
    dark = _shades(colour, paper=DARK_PAPER, wanted=DARK_TEXT_CONTRAST, lightnesses=(0.25, 0.36, 0.45))
    return Ramp(light=light, dark=dark, corrected=contrast(brand, LIGHT_PAPER) < 4.5)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, whichever is the lighter."""
    lighter, darker = sorted((_luminance(_linear(one)), _luminance(_linear(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> OKLCH:
    """Return lightness, chroma and hue of ``#rrggbb``."""
    r, g, b = _linear(colour)
    long, medium, short = (
        math.cbrt(value)
        for value in (
            0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
            0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
            0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
        )
    )
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return OKLCH(lightness=lightness, chroma=math.hypot(a, b), hue=math.atan2(b, a))


def to_hex(colour: OKLCH) -> str:
    """Return the colour as ``#rrggbb``, with as much of its chroma as the screen can show."""
    low, high = 0.0, colour.chroma
    if _in_gamut(_to_linear(colour)):
        low = high
    for _ in range(20):
        if high - low < 0.0005:
            break
        middle = (low + high) / 2
        if _in_gamut(_to_linear(_with(colour, chroma=middle))):
            low = middle
        else:
            high = middle
    return "#" + "".join(f"{_byte(value):02x}" for value in _to_linear(_with(colour, chroma=low)))


def _shades(colour: OKLCH, *, paper: str, wanted: float, lightnesses: tuple[float, float, float]) -> Shades:
    """``lightnesses``: of tint, plate and line."""
    tint, plate, line = (
        to_hex(OKLCH(lightness=lightness, chroma=min(colour.chroma, chroma), hue=colour.hue))
        for lightness, chroma in zip(lightnesses, (0.015, 0.03, 0.06), strict=True)
    )
    fill, on_fill = _button(_readable(colour, (paper,), EDGE_CONTRAST))
    return Shades(
        text=_readable(colour, (paper, tint), wanted),
        fill=fill,
        on_fill=on_fill,
        tint=tint,
        plate=plate,
        on_plate=_readable(colour, (plate,), TEXT_CONTRAST),
        line=line,
    )


def _button(fill: str) -> tuple[str, str]:
    """The fill and the letters on it. On a middling fill neither ink is readable: then it is darkened for white."""
    for ink in (_WHITE, _BLACK):
        if contrast(ink, fill) >= TEXT_CONTRAST:
            return fill, ink
    return _readable(to_oklch(fill), (_WHITE,), TEXT_CONTRAST), _WHITE


def _readable(colour: OKLCH, papers: tuple[str, ...], wanted: float) -> str:
    """The colour itself, or its nearest lightness with ``wanted`` contrast to each of ``papers``."""
    step = -0.005 if _luminance(_linear(papers[0])) > 0.18 else 0.005
    lightness = colour.lightness
    shown = to_hex(colour)
    while min(contrast(shown, paper) for paper in papers) < wanted and 0 <= lightness <= 1:
        lightness += step
        shown = to_hex(_with(colour, lightness=lightness))
    return shown


def _with(colour: OKLCH, *, lightness: float | None = None, chroma: float | None = None) -> OKLCH:
    return OKLCH(
        lightness=colour.lightness if lightness is None else lightness,
        chroma=colour.chroma if chroma is None else chroma,
        hue=colour.hue,
    )


def _linear(colour: str) -> RGB:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _unbend(red), _unbend(green), _unbend(blue)


def _unbend(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _to_linear(colour: OKLCH) -> RGB:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(rgb: RGB) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in rgb)


def _byte(linear: float) -> int:
    value = min(max(linear, 0.0), 1.0)
    bent = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(bent * 255)


def _luminance(rgb: RGB) -> float:
    red, green, blue = rgb
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
