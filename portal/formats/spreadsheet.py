"""Tables as CSV that spreadsheet programs open without running anything.

Facts: RFC 4180; OWASP "CSV Injection"; design/faults.md D26, E18.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page
# What a cell may not begin with: a spreadsheet takes the rest for a formula. Excel reads full-width signs alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape_formula(text: str) -> str:
    """Return the text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def to_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return the rows, headings first, as UTF-8 with a byte-order mark and CR LF. Every cell is quoted and escaped."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([escape_formula(cell.replace("\0", "")) for cell in row])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode(errors="replace")
