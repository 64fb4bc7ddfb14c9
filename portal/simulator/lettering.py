"""A tiny bitmap alphabet for the wordmarks of logos: five by seven dots, capitals, digits and a little punctuation."""

import unicodedata

from portal.simulator.png import Canvas, Colour

# Each glyph is seven rows of five dots, written as hexadecimal numbers with the leftmost dot as bit 4.
_ROWS = {
    "A": "0e 11 11 1f 11 11 11",
    "B": "1e 11 11 1e 11 11 1e",
    "C": "0e 11 10 10 10 11 0e",
    "D": "1e 11 11 11 11 11 1e",
    "E": "1f 10 10 1e 10 10 1f",
    "F": "1f 10 10 1e 10 10 10",
    "G": "0e 11 10 17 11 11 0f",
    "H": "11 11 11 1f 11 11 11",
    "I": "0e 04 04 04 04 04 0e",
    "J": "07 02 02 02 02 12 0c",
    "K": "11 12 14 18 14 12 11",
    "L": "10 10 10 10 10 10 1f",
    "M": "11 1b 15 15 11 11 11",
    "N": "11 19 15 13 11 11 11",
    "O": "0e 11 11 11 11 11 0e",
    "P": "1e 11 11 1e 10 10 10",
    "Q": "0e 11 11 11 15 12 0d",
    "R": "1e 11 11 1e 14 12 11",
    "S": "0f 10 10 0e 01 01 1e",
    "T": "1f 04 04 04 04 04 04",
    "U": "11 11 11 11 11 11 0e",
    "V": "11 11 11 11 11 0a 04",
    "W": "11 11 11 15 15 1b 11",
    "X": "11 11 0a 04 0a 11 11",
    "Y": "11 11 0a 04 04 04 04",
    "Z": "1f 01 02 04 08 10 1f",
    "0": "0e 11 13 15 19 11 0e",
    "1": "04 0c 04 04 04 04 0e",
    "2": "0e 11 01 06 08 10 1f",
    "3": "1e 01 01 0e 01 01 1e",
    "4": "02 06 0a 12 1f 02 02",
    "5": "1f 10 1e 01 01 11 0e",
    "6": "06 08 10 1e 11 11 0e",
    "7": "1f 01 02 04 08 08 08",
    "8": "0e 11 11 0e 11 11 0e",
    "9": "0e 11 11 0f 01 02 0c",
    "&": "0c 12 14 08 15 12 0d",
    "-": "00 00 00 0e 00 00 00",
    ".": "00 00 00 00 00 0c 0c",
    "'": "04 04 08 00 00 00 00",
}
GLYPHS = {letter: [int(row, 16) for row in rows.split()] for letter, rows in _ROWS.items()}
ADVANCE = 6  # five dots and a gap


def text_width(text: str, size: int) -> int:
    """Pixels that the text takes when every dot is `size` pixels wide."""
    return len(_plain(text)) * ADVANCE * size


def draw_text(canvas: Canvas, left: int, top: int, text: str, size: int, colour: Colour) -> None:
    """Unknown letters leave a gap."""
    for position, letter in enumerate(_plain(text)):
        for y, row in enumerate(GLYPHS.get(letter, ())):
            for x in range(5):
                if row >> (4 - x) & 1:
                    dot_left = left + (position * ADVANCE + x) * size
                    canvas.rectangle(dot_left, top + y * size, size, size, colour)


def _plain(text: str) -> str:
    """Capitals without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).upper()
