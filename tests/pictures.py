"""Small pictures of every kind, made by hand as far as their heads go: the portal reads no more of them."""

from __future__ import annotations

import struct
import zlib


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *, animated: bool = False, seed: bytes = b"") -> bytes:
    """A whole PNG, one grey. ``seed`` makes another file of the same picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\x80" * width) * height)
    control = _chunk(b"acTL", struct.pack(">II", 2, 0)) if animated else b""
    comment = _chunk(b"tEXt", b"Comment\x00" + seed) if seed else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + comment
        + control
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int) -> bytes:
    """The head of a progressive JPEG behind an Exif segment, a fill byte and a table."""
    exif = b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\x00\x00"
    table = b"\xff\xff\xdb" + struct.pack(">H", 67) + bytes(65)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes(3)
    return b"\xff\xd8" + exif + table + frame + b"\xff\xd9"


def webp(width: int, height: int, coding: str = "lossy", *, animated: bool = False) -> bytes:
    """The head of a WebP: "lossy", "lossless" or "extended"."""
    if coding == "lossy":
        body = b"VP8 " + struct.pack("<I", 10) + b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
    elif coding == "lossless":
        body = b"VP8L" + struct.pack("<IBI", 5, 0x2F, (width - 1) | (height - 1) << 14)
    else:
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = b"VP8X" + struct.pack("<IB3x", 10, 0x02 if animated else 0) + sides
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def ico(*sides: int) -> bytes:
    """An icon file with a square picture for each of ``sides``."""
    pictures = [png(side, side) for side in sides]
    offset = 6 + 16 * len(sides)
    entries = b""
    for side, picture in zip(sides, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return struct.pack("<HHH", 0, 1, len(sides)) + entries + b"".join(pictures)
