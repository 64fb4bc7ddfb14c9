"""A programme day as a plain HTML table: rooms across, start times down.

Each row is a start time, so no row is empty; a session covers the rows that begin before it ends (``rowspan``). Rows
are instants, so an hour that comes twice has rows of its own each time. Sessions that overlap in one room share a cell.

What needs no room of its own covers all rooms (``colspan``) where it has the time to itself: a break, wherever it is
held, and a session without a room. A break beside a long session covers the rooms that are free, in several cells if
need be; any other session without a room that runs beside others stands in a last column without a room.

``table.rows[i].cells`` are in document order, the cells covered from above left out: render each as one ``td``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.domain.schedule import Day, end_of, room_id, start_of
from portal.domain.text import natural_key, visible
from portal.events_api.types import Building, Room, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A room used that day; ``room`` is ``None`` for what has none."""

    room: Room | None
    building: Building | None  # tells apart two rooms of one name
    breaks_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to render. Without sessions it is empty; with several they overlap."""

    sessions: tuple[Session, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    is_break: bool = False  # holds breaks only
    is_repeated: bool = False  # shown before in this row, on the other side of a session that runs on


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

    @property
    def rows(self) -> range:
        return range(self.first, self.after)


IsBreak = Callable[[Session], bool]


def by_room(day: Day, *, is_break: IsBreak = lambda _: False) -> RoomTable:
    """Return the table of a day. Columns are in natural order of room names ("Room 2" before "Room 10")."""
    starts = [slot.starts_at for slot in day.slots]
    in_rooms: dict[str | None, list[Session]] = {}
    wide: list[Session] = []
    for session in day.sessions:
        needs_no_room = session.room is None or is_break(session)
        (wide if needs_no_room else in_rooms.setdefault(room_id(session), [])).append(session)

    taken = {row for sessions in in_rooms.values() for block in _blocks(sessions, starts) for row in block.rows}
    across: list[_Block] = []
    breaks: list[Session] = []  # beside sessions in rooms
    for block in _blocks(wide, starts):
        if in_rooms and taken.isdisjoint(block.rows):
            across.append(block)
            continue
        for session in block.sessions:
            if in_rooms and is_break(session):
                breaks.append(session)
            else:
                in_rooms.setdefault(None, []).append(session)

    rooms = sorted(in_rooms, key=lambda room: _column_order(in_rooms[room][0]))
    columns = [_column(in_rooms[room][0]) for room in rooms]
    table = _Cells(len(columns))
    for number, room in enumerate(rooms):
        for block in _blocks(in_rooms[room], starts):
            table.put(block, _cell(block, is_break), [(number, 1)])
    for block in _blocks(breaks, starts):
        runs = table.free_runs(block)
        if not runs:  # every room is taken for a part of the time
            columns.append(Column(room=None, building=None, breaks_only=True))
            runs = [(table.add_column(), 1)]
        table.put(block, _cell(block, is_break), runs)
    for block in across:
        table.put(block, _cell(block, is_break), [(0, len(columns))])
    rows = tuple(Row(starts_at=at, cells=table.row(number)) for number, at in enumerate(starts))
    return RoomTable(columns=tuple(columns), rows=rows)


def room_labels(rooms: Iterable[tuple[Room, Building | None]]) -> dict[str, str]:
    """Return what to call each room, by id: its name; two rooms of one name carry their building's."""
    distinct = {room.id: (visible(room.name), building) for room, building in rooms}
    often = {name for name, count in Counter(name for name, _ in distinct.values()).items() if count > 1}
    return {
        identity: f"{name}, {visible(building.name)}" if name in often and building else name
        for identity, (name, building) in distinct.items()
    }


class _Cells:
    """The cells of a table while it is filled."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._placed: dict[tuple[int, int], Cell] = {}  # (row, column) -> the cell that begins there
        self._covered: set[tuple[int, int]] = set()  # every place that a placed cell fills

    def add_column(self) -> int:
        self._width += 1
        return self._width - 1

    def put(self, block: _Block, cell: Cell, runs: Iterable[tuple[int, int]]) -> None:
        """Place a cell in each run of columns: (first, number of them)."""
        for index, (first, colspan) in enumerate(runs):
            self._placed[block.first, first] = replace(cell, colspan=colspan, is_repeated=index > 0)
            self._covered |= {(row, first + offset) for row in block.rows for offset in range(colspan)}

    def free_runs(self, block: _Block) -> list[tuple[int, int]]:
        """Return the runs of columns in which nothing happens as long as a block lasts."""
        runs: list[tuple[int, int]] = []
        for column in range(self._width):
            if any((row, column) in self._covered for row in block.rows):
                continue
            if runs and sum(runs[-1]) == column:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((column, 1))
        return runs

    def row(self, number: int) -> tuple[Cell, ...]:
        """Return the cells that begin in a row, in the order of the columns; empty ones where nothing happens."""
        cells: list[Cell] = []
        for column in range(self._width):
            if (number, column) in self._placed:
                cells.append(self._placed[number, column])
            elif (number, column) not in self._covered:
                cells.append(Cell())
        return tuple(cells)


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


def _cell(block: _Block, is_break: IsBreak) -> Cell:
    return Cell(sessions=block.sessions, rowspan=block.after - block.first, is_break=all(map(is_break, block.sessions)))


def _column(session: Session) -> Column:
    return Column(room=session.room, building=session.building if session.room else None)


def _column_order(session: Session) -> tuple[object, ...]:
    room, building = session.room, session.building
    return (room is None, natural_key(room.name if room else ""), natural_key(building.name if building else ""))
