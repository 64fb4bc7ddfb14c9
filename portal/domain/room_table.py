"""A programme day as a plain HTML table: rooms across, start times down.

Each row is a start time, so no row is empty; a session covers the rows that begin before it ends (``rowspan``).
Sessions that overlap in one room share a cell. A session without a room that has the time to itself (a break, an
opening) covers all rooms (``colspan``); one beside sessions in rooms stands in a last column without a room.

``table.rows[i].cells`` are in document order, the cells covered from above left out: render each as one ``td``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.schedule import Day, end_of, room_id, start_of
from portal.domain.text import natural_key
from portal.events_api.types import Building, Room, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A room used that day; ``room`` is ``None`` for "Room to be announced"."""

    room: Room | None
    building: Building | None  # tells apart two rooms of one name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to render. Without sessions it is empty; with several they overlap."""

    sessions: tuple[Session, ...] = ()
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A start time."""

    starts_at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTable:
    """The cells of a row, with those reaching into it from above, always fill ``columns``."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Sessions of one column in a run of rows: first row, row after the last."""

    first: int
    after: int
    sessions: tuple[Session, ...]


def by_room(day: Day) -> RoomTable:
    """Return the table of a day. Columns are in natural order of room names ("Room 2" before "Room 10")."""
    starts = [slot.starts_at for slot in day.slots]
    by_id: dict[str | None, list[Session]] = {}
    for session in day.sessions:
        by_id.setdefault(room_id(session), []).append(session)

    roomless = _blocks(by_id.pop(None, ()), starts)
    in_rooms = {room: _blocks(sessions, starts) for room, sessions in by_id.items()}
    taken = {row for blocks in in_rooms.values() for block in blocks for row in range(block.first, block.after)}
    across = [block for block in roomless if in_rooms and taken.isdisjoint(range(block.first, block.after))]
    beside = [block for block in roomless if block not in across]

    columns = [(Column(room=by_id[room][0].room, building=by_id[room][0].building), in_rooms[room]) for room in by_id]
    columns.sort(key=_column_order)
    if beside:
        columns.append((Column(room=None, building=None), beside))
    return RoomTable(
        columns=tuple(column for column, _ in columns),
        rows=_rows(starts, [blocks for _, blocks in columns], across),
    )


def _blocks(sessions: Iterable[Session], starts: Sequence[datetime]) -> list[_Block]:
    """Merge the sessions of one column, which are sorted by start, into blocks that do not overlap."""
    blocks: list[_Block] = []
    for session in sessions:
        first = bisect_left(starts, start_of(session))
        after = max(bisect_left(starts, end_of(session)), first + 1)
        if blocks and first < blocks[-1].after:
            last = blocks.pop()
            blocks.append(_Block(last.first, max(last.after, after), (*last.sessions, session)))
        else:
            blocks.append(_Block(first, after, (session,)))
    return blocks


def _rows(starts: Sequence[datetime], columns: Sequence[list[_Block]], across: Iterable[_Block]) -> tuple[Row, ...]:
    cells: list[list[Cell]] = [[] for _ in starts]
    whole_rows = {block.first: block for block in across}
    covered = {row for block in whole_rows.values() for row in range(block.first, block.after)}
    for first, block in whole_rows.items():
        cells[first].append(_cell(block, colspan=len(columns)))
    for blocks in columns:
        begins = {block.first: block for block in blocks}
        filled = {row for block in blocks for row in range(block.first, block.after)}
        for row in range(len(starts)):
            if row in begins:
                cells[row].append(_cell(begins[row]))
            elif row not in filled and row not in covered:
                cells[row].append(Cell())
    return tuple(Row(starts_at=at, cells=tuple(row)) for at, row in zip(starts, cells, strict=True))


def _cell(block: _Block, colspan: int = 1) -> Cell:
    return Cell(sessions=block.sessions, rowspan=block.after - block.first, colspan=colspan)


def _column_order(column: tuple[Column, list[_Block]]) -> tuple[object, ...]:
    room, building = column[0].room, column[0].building
    return (natural_key(room.name if room else ""), natural_key(building.name if building else ""))
