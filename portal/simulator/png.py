"""PNG files out of rows of pixels, with the standard library alone."""

import struct
import zlib

Colour = tuple[int, int, int]


def encode_rgb(width: int, height: int, pixels: bytes | bytearray) -> bytes:
    """A true-colour PNG; `pixels` are width × height × 3 bytes, row by row."""
    stride = width * 3
    rows = b"".join(b"\0" + bytes(pixels[y * stride : (y + 1) * stride]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 6)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


class Canvas:
    """A picture to paint flat shapes on, with soft edges."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.width = width
        self.height = height
        self._pixels = bytearray(bytes(background) * (width * height))

    def png(self) -> bytes:
        return encode_rgb(self.width, self.height, self._pixels)

    def rectangle(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        left, right = max(0, left), min(self.width, left + width)
        if right <= left:
            return
        line = bytes(colour) * (right - left)
        for y in range(max(0, top), min(self.height, top + height)):
            start = (y * self.width + left) * 3
            self._pixels[start : start + len(line)] = line

    def ellipse(self, x: float, y: float, radius_x: float, radius_y: float, colour: Colour) -> None:
        """Whole rows at once; only the two pixels at a row's ends are blended."""
        for row in range(max(0, int(y - radius_y)), min(self.height, int(y + radius_y) + 1)):
            reach = 1 - ((row + 0.5 - y) / radius_y) ** 2
            if reach <= 0:
                continue
            half = radius_x * reach**0.5
            first, last = x - half, x + half
            start, end = int(first) + 1, int(last)
            self.rectangle(start, row, end - start, 1, colour)
            self._blend(int(first), row, colour, start - first)
            self._blend(end, row, colour, last - end)

    def _blend(self, x: int, y: int, colour: Colour, share: float) -> None:
        if not 0 <= x < self.width:
            return
        place = (y * self.width + x) * 3
        for channel in range(3):
            under = self._pixels[place + channel]
            self._pixels[place + channel] = round(under + (colour[channel] - under) * share)
