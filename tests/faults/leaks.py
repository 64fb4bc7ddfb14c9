"""The search for the API token in everything that a failed exchange leaves behind."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Iterator

MARKER = "LEAKMARKER"
TOKEN_TEXT = f"a&b=c#d e+f%20ü-{MARKER}"  # every character that an address treats in its own way


def leaks_of_error(error: BaseException) -> list[str]:
    """Return the places of an exception, its chain and its frames' variables that show the token."""
    shown = {
        "str": str(error),
        "repr": repr(error),
        "vars": repr(vars(error)),
        "context": repr(error.__context__),
        "cause": repr(error.__cause__),
        "traceback": "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()),
    }
    return [place for place, text in shown.items() if MARKER in text]


def leaks_of_logs(records: Iterable[logging.LogRecord]) -> list[str]:
    """Return the log records that show the token in their message, arguments or traceback."""
    return [record.getMessage() for record in records if any(MARKER in text for text in _texts(record))]


def _texts(record: logging.LogRecord) -> Iterator[str]:
    yield record.getMessage()
    yield repr(vars(record))
    if record.exc_info and record.exc_info[1]:
        yield "".join(traceback.format_exception(record.exc_info[1]))
