"""What a picture file is, by its bytes alone: kind, size in pixels, whether it moves. Nothing is decoded.

Sources: https://www.w3.org/TR/png-3/, ITU-T T.81 annex B (JPEG), https://developers.google.com/speed/webp/docs/riff_container,
https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10) (icons).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from portal.events_api.images import media_type_of

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/x-icon": "ico"}

_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # start of frame, by its coding
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_ICON = b"\x00\x00\x01\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A picture made of pixels. ``width`` and ``height`` are at least 1."""

    media_type: str  # a key of EXTENSIONS
    width: int
    height: int
    is_animated: bool = False


def read(body: bytes) -> Raster | None:
    """Return what a file is; None unless it is a PNG, a JPEG, a WebP or an icon file with a readable head."""
    try:
        found = _read(body)
    except (struct.error, IndexError):  # cut off
        return None
    return found if found is not None and found.width and found.height else None


def _read(body: bytes) -> Raster | None:
    match media_type_of(body):
        case "image/png":
            return _png(body)
        case "image/jpeg":
            return _jpeg(body)
        case "image/webp":
            return _webp(body)
        case None if body.startswith(_ICON):
            return _icon(body)
    return None


def _png(body: bytes) -> Raster | None:
    chunks = list(_png_chunks_before_the_pixels(body))
    if chunks[:1] != [b"IHDR"]:
        return None
    width, height = struct.unpack_from(">II", body, 16)
    return Raster(media_type="image/png", width=width, height=height, is_animated=b"acTL" in chunks)


def _png_chunks_before_the_pixels(body: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(body):
        length, name = struct.unpack_from(">I4s", body, at)
        if name == b"IDAT":
            return
        yield name
        at += 12 + length


def _jpeg(body: bytes) -> Raster | None:
    at = 2
    while body[at] == 0xFF:
        marker = body[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", body, at + 5)
            return Raster(media_type="image/jpeg", width=width, height=height)
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", body, at + 2)[0]
    return None


def _webp(body: bytes) -> Raster | None:
    moves = False
    match body[12:16]:
        case b"VP8 " if body[23:26] == b"\x9d\x01\x2a":
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", body, 26))
        case b"VP8L" if body[20] == 0x2F:
            (bits,) = struct.unpack_from("<I", body, 21)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            moves = bool(body[20] & 0x02)
            width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (24, 27))
            if len(body) < 30:
                return None
        case _:
            return None
    return Raster(media_type="image/webp", width=width, height=height, is_animated=moves)


def _icon(body: bytes) -> Raster | None:
    """The size of an icon file is that of its largest picture. A side of 0 means 256."""
    (count,) = struct.unpack_from("<H", body, 4)
    sides = []
    for number in range(count):
        width, height, size, offset = struct.unpack_from("<BB6xII", body, 6 + 16 * number)
        if not size or offset + size > len(body):
            return None
        sides.append((width or 256, height or 256))
    if not sides:
        return None
    width, height = max(sides)
    return Raster(media_type="image/x-icon", width=width, height=height)
