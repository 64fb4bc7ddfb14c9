"""QR codes as PNG: byte mode, error correction level M, versions 1 to 10 (ISO/IEC 18004), enough for 213 bytes."""

import functools
import itertools
from collections.abc import Iterator

from portal.simulator.png import Canvas

MODULE_PX = 8
QUIET_MODULES = 4

# Version: (data codewords, error correction codewords per block, blocks), level M.
_CAPACITY = {
    1: (16, 10, 1),
    2: (28, 16, 1),
    3: (44, 26, 1),
    4: (64, 18, 2),
    5: (86, 24, 2),
    6: (108, 16, 4),
    7: (124, 18, 4),
    8: (154, 22, 4),
    9: (182, 22, 5),
    10: (216, 26, 5),
}
_ALIGNMENT = {
    1: (),
    2: (6, 18),
    3: (6, 22),
    4: (6, 26),
    5: (6, 30),
    6: (6, 34),
    7: (6, 22, 38),
    8: (6, 24, 42),
    9: (6, 26, 46),
    10: (6, 28, 50),
}
_MASKS = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (y // 2 + x // 3) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)

Matrix = list[list[bool]]


@functools.lru_cache(maxsize=64)
def png(text: str) -> bytes:
    """The text as a black and white PNG. Raises ValueError when it is too long."""
    modules = matrix(text)
    size = (len(modules) + 2 * QUIET_MODULES) * MODULE_PX
    canvas = Canvas(size, size, (255, 255, 255))
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + QUIET_MODULES) * MODULE_PX, (y + QUIET_MODULES) * MODULE_PX
                canvas.rectangle(left, top, MODULE_PX, MODULE_PX, (0, 0, 0))
    return canvas.png()


def matrix(text: str) -> Matrix:
    """The modules, True for dark, with the mask of the lowest penalty. Raises ValueError when the text is too long."""
    data = text.encode()
    version = next((each for each, (size, _, _) in _CAPACITY.items() if len(data) + (3 if each > 9 else 2) <= size), 0)
    if not version:
        raise ValueError("the text does not fit into a QR code of version 10")
    codewords = _codewords(data, version)
    return min((_draw(version, codewords, mask) for mask in range(8)), key=_penalty)


def _codewords(data: bytes, version: int) -> list[int]:
    """Data and error correction, interleaved over the blocks."""
    size, correction, blocks = _CAPACITY[version]
    bits = f"0100{len(data):0{16 if version > 9 else 8}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, size * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    padded = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    padded += itertools.islice(itertools.cycle((0xEC, 0x11)), size - len(padded))
    short, longer = size // blocks, size % blocks
    parts, start = [], 0
    for number in range(blocks):
        end = start + short + (number >= blocks - longer)
        parts.append(padded[start:end])
        start = end
    checks = [_remainder(part, correction) for part in parts]
    mixed = itertools.chain(itertools.zip_longest(*parts), zip(*checks, strict=True))
    return [word for group in mixed for word in group if word is not None]


@functools.cache
def _times(a: int, b: int) -> int:
    """Product in the field with 256 elements and the polynomial 0x11d."""
    product = 0
    for shift in range(8):
        if b >> shift & 1:
            product ^= a << shift
    for shift in range(14, 7, -1):
        if product >> shift & 1:
            product ^= 0x11D << (shift - 8)
    return product


def _remainder(data: list[int], length: int) -> list[int]:
    """Reed-Solomon error correction codewords."""
    generator, root = [1], 1
    for _ in range(length):
        shifted = [*generator, 0]
        generator = [a ^ _times(b, root) for a, b in zip(shifted, [0, *generator], strict=True)]
        root = _times(root, 2)
    rest = [*data, *[0] * length]
    for at in range(len(data)):
        factor = rest[at]
        for offset, term in enumerate(generator):
            rest[at + offset] ^= _times(term, factor)
    return rest[len(data) :]


def _draw(version: int, codewords: list[int], mask: int) -> Matrix:
    size = 17 + 4 * version
    fixed: dict[tuple[int, int], bool] = {}
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        for x, y in itertools.product(range(-1, 8), repeat=2):
            if 0 <= left + x < size and 0 <= top + y < size:
                fixed[left + x, top + y] = max(abs(x - 3), abs(y - 3)) not in (2, 4)
    for x, y in itertools.product(_ALIGNMENT[version], repeat=2):
        if (x, y) not in ((6, 6), (6, size - 7), (size - 7, 6)):
            for dx, dy in itertools.product(range(-2, 3), repeat=2):
                fixed[x + dx, y + dy] = max(abs(dx), abs(dy)) != 1
    for at in range(8, size - 8):
        fixed[at, 6] = fixed[6, at] = at % 2 == 0
    fixed |= dict(_format_modules(size, mask))
    if version >= 7:
        fixed |= dict(_version_modules(size, version))
    modules = [[fixed.get((x, y), False) for x in range(size)] for y in range(size)]
    bits = (bool(word >> shift & 1) for word in codewords for shift in range(7, -1, -1))
    for x, y in _zigzag(size):
        if (x, y) not in fixed:
            modules[y][x] = next(bits, False) ^ _MASKS[mask](x, y)
    return modules


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turns, skipping the timing column."""
    upward = True
    for right in range(size - 1, 0, -2):
        right -= right <= 6
        for step in range(size):
            y = size - 1 - step if upward else step
            yield right, y
            yield right - 1, y
        upward = not upward


def _format_modules(size: int, mask: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """Level M and the mask, twice, with their error correction; and the one module that is always dark."""
    rest = mask << 10
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= 0x537 << shift
    bits = (mask << 10 | rest) ^ 0x5412
    for at in range(15):
        dark = bool(bits >> at & 1)
        yield (8, at if at < 6 else at + 1 if at < 8 else size - 15 + at), dark
        yield (size - 1 - at if at < 8 else 7 if at == 8 else 14 - at, 8), dark
    yield (8, size - 8), True


def _version_modules(size: int, version: int) -> Iterator[tuple[tuple[int, int], bool]]:
    rest = version << 12
    for shift in range(5, -1, -1):
        if rest >> (shift + 12) & 1:
            rest ^= 0x1F25 << shift
    bits = version << 12 | rest
    for at in range(18):
        near, far = at // 3, size - 11 + at % 3
        yield (near, far), bool(bits >> at & 1)
        yield (far, near), bool(bits >> at & 1)


def _penalty(modules: Matrix) -> int:
    """The four rules by which a mask is chosen."""
    size = len(modules)
    lines = ["".join("1" if dark else "0" for dark in row) for row in [*modules, *zip(*modules, strict=True)]]
    runs = (len(list(run)) for line in lines for _, run in itertools.groupby(line))
    score = sum(run - 2 for run in runs if run >= 5)
    for x, y in itertools.product(range(size - 1), repeat=2):
        score += 3 * (modules[y][x] == modules[y][x + 1] == modules[y + 1][x] == modules[y + 1][x + 1])
    for line in lines:
        for at in range(size - 10):
            score += 40 * (line[at : at + 11] in ("10111010000", "00001011101"))
    dark = sum(map(sum, modules)) * 100 / size**2
    return score + 10 * int(abs(dark - 50) / 5)
