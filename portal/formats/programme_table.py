"""The programme as a table for spreadsheets and as plain text for terminals.

Times are those of the event's wall clock. Words arrive in the language of the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from portal.formats.spreadsheet import to_csv

WIDTH = 78  # columns of the plain text
_INDENT = " " * 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A session in words. ``day``, ``start`` and ``end`` as ISO 8601 without a zone; "" where not known."""

    day: str
    start: str
    end: str
    zone: str  # as it is on that day
    title: str
    room: str
    tracks: str
    type: str
    language: str
    speakers: str
    summary: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDay:
    """The sessions under one heading; ``times`` beside each: "09:00–10:00"."""

    heading: str
    sessions: Sequence[tuple[str, Row]]


def programme_csv(headings: Row, rows: Iterable[Row]) -> bytes:
    """Return the table. Cells cannot run as formulas."""
    return to_csv(_cells(row) for row in (headings, *rows))


def programme_text(title: str, lines: Sequence[str], days: Iterable[TextDay]) -> bytes:
    """Return the programme for reading. ``lines`` stand below the title: dates, place, address."""
    text = [title, "=" * min(len(title), WIDTH), *lines]
    for day in days:
        text += ["", day.heading, "-" * min(len(day.heading), WIDTH)]
        for times, row in day.sessions:
            label = f"{times:<13} "
            first, *rest = wrap(row.title, WIDTH - len(_INDENT)) or [""]
            text += [f"{label}{first}", *(f"{_INDENT}{line}" for line in rest)]
            for line in (row.speakers, " · ".join(part for part in (row.room, row.tracks) if part)):
                text += [f"{_INDENT}{part}" for part in wrap(line, WIDTH - len(_INDENT))]
    return ("\n".join(text) + "\n").encode(errors="replace")


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.day,
        row.start,
        row.end,
        row.zone,
        row.title,
        row.room,
        row.tracks,
        row.type,
        row.language,
        row.speakers,
        row.summary,
        row.address,
    )
