"""Portraits and logos, painted instead of fetched: flat shapes that follow from the id and so never change."""

import functools
import hashlib
import threading

from portal.simulator.lettering import draw_text, text_width
from portal.simulator.png import Canvas, Colour

PORTRAIT_SIZE = 320
LOGO_SIZE = (400, 160)

BACKGROUNDS: tuple[Colour, ...] = (
    (214, 228, 236),
    (238, 223, 204),
    (217, 231, 214),
    (233, 214, 220),
    (222, 218, 238),
    (204, 230, 228),
    (240, 232, 196),
)
SKINS: tuple[Colour, ...] = (
    (246, 214, 189),
    (232, 188, 155),
    (208, 158, 122),
    (170, 117, 82),
    (126, 81, 55),
    (86, 55, 40),
)
DARK_HAIRS: tuple[Colour, ...] = ((33, 28, 30), (58, 40, 32), (150, 148, 150))
HAIRS: tuple[Colour, ...] = (*DARK_HAIRS, (120, 78, 44), (196, 152, 88), (140, 62, 40))
CLOTHES: tuple[Colour, ...] = ((34, 62, 92), (96, 44, 60), (46, 92, 84), (72, 74, 84), (160, 96, 52), (88, 80, 130))
MARKS: tuple[Colour, ...] = ((18, 92, 120), (176, 64, 44), (52, 116, 76), (112, 72, 140), (190, 134, 28), (40, 52, 88))
INK: Colour = (38, 44, 52)
WHITE: Colour = (255, 255, 255)

_painting = threading.Lock()


def portrait(speaker_id: str) -> bytes:
    """A 320 × 320 PNG: head and shoulders."""
    with _painting:
        return _portrait(speaker_id)


def logo(sponsor_id: str, name: str) -> bytes:
    """A 400 × 160 PNG: a mark and the name."""
    with _painting:
        return _logo(sponsor_id, name)


@functools.lru_cache(maxsize=512)
def _portrait(speaker_id: str) -> bytes:
    seed = hashlib.sha256(speaker_id.encode()).digest()
    tone = seed[1] % len(SKINS)
    hairs = HAIRS if tone < 3 else DARK_HAIRS
    skin, hair, clothes = SKINS[tone], hairs[seed[2] % len(hairs)], CLOTHES[seed[3] % len(CLOTHES)]
    canvas = Canvas(PORTRAIT_SIZE, PORTRAIT_SIZE, BACKGROUNDS[seed[0] % len(BACKGROUNDS)])
    style = seed[4] % 4
    if style == 0:  # long hair behind the shoulders
        canvas.ellipse(160, 165, 84, 118, hair)
    canvas.ellipse(160, 352, 128, 118, clothes)
    canvas.ellipse(160, 238, 31, 34, _shade(skin, 0.88))
    canvas.rectangle(129, 196, 62, 42, _shade(skin, 0.88))
    if style == 1:  # a bun
        canvas.ellipse(160, 62, 34, 30, hair)
    canvas.ellipse(160, 132, 72, 78, hair)
    canvas.ellipse(160, 150, 61, 73, skin)
    if style == 2:  # a beard below a short cut
        canvas.ellipse(160, 190, 52, 36, hair)
        canvas.ellipse(160, 166, 54, 40, skin)
    canvas.ellipse(145 + seed[6] % 30, 88, 40 + seed[5] % 14, 24, hair)
    for side in (-1, 1):
        canvas.ellipse(160 + side * 24, 152, 5.5, 6.5, INK)
    canvas.ellipse(160, 192, 17, 6, _shade(skin, 0.7))
    canvas.ellipse(160, 188, 19, 6, skin)
    if seed[7] % 3 == 0:  # glasses
        for side in (-1, 1):
            _ring(canvas, 160 + side * 25, 152, 19, skin)
            canvas.ellipse(160 + side * 24, 152, 5.5, 6.5, INK)
        canvas.rectangle(154, 150, 12, 3, INK)
    return canvas.png()


@functools.lru_cache(maxsize=256)
def _logo(sponsor_id: str, name: str) -> bytes:
    seed = hashlib.sha256(sponsor_id.encode()).digest()
    main, second = MARKS[seed[0] % 6], MARKS[(seed[0] + 1 + seed[1] % 5) % 6]
    canvas = Canvas(*LOGO_SIZE, WHITE)
    shape = seed[2] % 4
    if shape == 0:
        canvas.ellipse(70, 80, 46, 46, main)
        canvas.ellipse(88, 66, 26, 26, WHITE)
        canvas.ellipse(92, 62, 16, 16, second)
    elif shape == 1:
        for step in range(3):
            canvas.rectangle(28 + step * 30, 106 - step * 28, 24, 24 + step * 28, second if step == 1 else main)
    elif shape == 2:
        canvas.ellipse(56, 80, 34, 34, main)
        canvas.ellipse(92, 80, 24, 24, second)
    else:
        canvas.rectangle(26, 38, 84, 84, main)
        for step in range(3):
            canvas.rectangle(38, 54 + step * 22, 60, 10, WHITE)
    lines = _lines(name.split())
    size = min([4, *(max(1, 240 * 4 // max(1, text_width(line, 4))) for line in lines)])
    height = 10 * size
    top = 80 - height * len(lines) // 2 + size
    for number, line in enumerate(lines):
        draw_text(canvas, 140, top + number * height, line, size, INK)
    return canvas.png()


def _lines(words: list[str]) -> list[str]:
    """One word a line; a short one, such as an ampersand, stays with the next."""
    lines: list[str] = []
    for word in words:
        if (lines and len(lines[-1]) < 2) or (lines and len(word) < 4 and len(lines[-1]) < 4):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _ring(canvas: Canvas, x: float, y: float, radius: float, inside: Colour) -> None:
    canvas.ellipse(x, y, radius, radius, INK)
    canvas.ellipse(x, y, radius - 3, radius - 3, inside)


def _shade(colour: Colour, share: float) -> Colour:
    return (round(colour[0] * share), round(colour[1] * share), round(colour[2] * share))
