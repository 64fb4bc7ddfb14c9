"""The programme: every session once, on its programme day, whatever it lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.room_table import Cell, RoomTable, by_room
from portal.domain.schedule import (
    Day,
    Schedule,
    build_schedule,
    by_track,
    clashes,
    neighbours,
    overlap,
    programme_date,
)
from portal.events_api.types import Session
from tests.unit.records import make_building, make_room, make_session, make_track, utc

BERLIN = "Europe/Berlin"


def schedule(*sessions: Session, time_zone: str = "UTC") -> Schedule:
    return build_schedule(sessions, time_zone=time_zone)


def only_day(*sessions: Session) -> Day:
    (day,) = schedule(*sessions).days
    return day


def talk(name: str, room: str | None, start: str, end: str | None = None) -> Session:
    """A session on 10 June 2027; times as "09:00"."""
    return make_session(name, f"2027-06-10 {start}", f"2027-06-10 {end}" if end else None, room=room)


def names(sessions: tuple[Session, ...]) -> list[str]:
    return [session.name for session in sessions]


# Days and order


def test_sessions_are_grouped_by_day_and_start_and_sorted_by_room_and_name() -> None:
    programme = schedule(
        talk("Late", "Hall", "11:00", "12:00"),
        talk("Room ten", "Room 10", "09:00", "10:00"),
        talk("No room", None, "09:00", "10:00"),
        talk("Room two", "Room 2", "09:00", "10:00"),
        make_session("Next day", "2027-06-11 09:00"),
        make_session("Some time"),
    )
    assert [day.date for day in programme.days] == [date(2027, 6, 10), date(2027, 6, 11)]
    assert [(slot.starts_at, names(slot.sessions)) for slot in programme.days[0].slots] == [
        (utc("2027-06-10 09:00"), ["Room two", "Room ten", "No room"]),
        (utc("2027-06-10 11:00"), ["Late"]),
    ]
    assert names(programme.undated) == ["Some time"]
    assert programme.day(date(2027, 6, 11)) == programme.days[1]
    assert programme.day(date(2027, 6, 12)) is None


@pytest.mark.parametrize(
    ("instant", "time_zone", "expected"),
    [
        ("2027-06-10 21:30", BERLIN, date(2027, 6, 10)),
        ("2027-06-11 00:59", BERLIN, date(2027, 6, 10)),
        ("2027-06-11 01:00", BERLIN, date(2027, 6, 11)),
        ("2027-06-10 18:00", "Asia/Kathmandu", date(2027, 6, 10)),
        ("2027-06-10 21:14", "Asia/Kathmandu", date(2027, 6, 10)),
        ("2027-06-10 21:15", "Asia/Kathmandu", date(2027, 6, 11)),
        ("2027-06-10 18:00", "UTC-10:00", date(2027, 6, 10)),
        ("2027-03-28 00:59", BERLIN, date(2027, 3, 27)),  # 01:59, then the clock jumps to 03:00
        ("2027-03-28 01:00", BERLIN, date(2027, 3, 28)),
        ("2027-10-31 00:30", BERLIN, date(2027, 10, 30)),  # 02:30, the first of two
        ("2027-10-31 01:30", BERLIN, date(2027, 10, 30)),  # 02:30, the second
        ("2027-10-31 02:00", BERLIN, date(2027, 10, 31)),
    ],
)
def test_a_programme_day_starts_at_three_in_the_morning_event_time(
    instant: str, time_zone: str, expected: date
) -> None:
    assert programme_date(utc(instant), time_zone) == expected


def test_a_session_over_midnight_stays_on_its_day_once() -> None:
    programme = schedule(make_session("Party", "2027-06-10 21:30", "2027-06-10 23:00"), time_zone=BERLIN)
    assert [(day.date, names(day.sessions)) for day in programme.days] == [(date(2027, 6, 10), ["Party"])]


def test_a_day_is_one_day_where_the_clock_goes_back_across_three() -> None:
    # Chatham Islands, 4 April 2027: 03:45 becomes 02:45.
    sessions = [make_session(f"At {minute}", f"2027-04-03 {minute}") for minute in ("13:30", "14:05", "14:30")]
    programme = build_schedule(sessions, time_zone="Pacific/Chatham")
    assert [day.date for day in programme.days] == [date(2027, 4, 3), date(2027, 4, 4)]
    assert names(programme.sessions) == ["At 14:05", "At 13:30", "At 14:30"]


minutes = st.integers(0, 4 * 24 * 12).map(lambda step: datetime(2027, 10, 29, tzinfo=UTC) + timedelta(minutes=5 * step))


@st.composite
def session_lists(draw: st.DrawFn) -> list[Session]:
    sessions = []
    for number in range(draw(st.integers(0, 25))):
        starts_at = draw(st.none() | minutes)
        length = draw(st.none() | st.integers(0, 30))
        ends_at = starts_at + timedelta(minutes=10 * length) if starts_at and length is not None else None
        room = draw(st.none() | st.sampled_from(["A", "B", "C", "D"]))
        sessions.append(
            make_session(
                f"Session {number}", starts_at=starts_at, ends_at=ends_at, room=make_room(room) if room else None
            )
        )
    return sessions


@given(session_lists(), st.sampled_from(["UTC", BERLIN, "Asia/Tokyo", "America/St_Johns", "UTC+05:45"]))
def test_schedule_keeps_every_session_exactly_once(sessions: list[Session], time_zone: str) -> None:
    programme = build_schedule(sessions, time_zone=time_zone)
    assert sorted(names(programme.sessions)) == sorted(session.name for session in sessions)
    for day in programme.days:
        assert [item for slot in day.slots for item in slot.sessions] == list(day.sessions)


def test_equal_sessions_give_equal_schedules_in_any_order() -> None:
    sessions = [talk(name, "Hall", "09:00", "10:00") for name in ("A", "B", "C")]
    assert build_schedule(sessions, time_zone="UTC") == build_schedule(sessions[::-1], time_zone="UTC")


# The table by room


def layout(table: RoomTable) -> list[list[str]]:
    """Write each cell as its sessions' names, with "xN" for columns and ":N" for rows covered."""

    def text(cell: Cell) -> str:
        shown = "+".join(session.name for session in cell.sessions) or "-"
        return (
            shown + (f" x{cell.colspan}" if cell.colspan > 1 else "") + (f":{cell.rowspan}" if cell.rowspan > 1 else "")
        )

    return [[text(cell) for cell in row.cells] for row in table.rows]


def columns(table: RoomTable) -> list[str | None]:
    return [column.room.name if column.room else None for column in table.columns]


def test_rooms_of_the_day_are_columns_in_natural_order() -> None:
    table = by_room(only_day(talk("a", "Room 10", "09:00"), talk("b", "Room 2", "09:00"), talk("c", "Aula", "09:00")))
    assert columns(table) == ["Aula", "Room 2", "Room 10"]
    assert layout(table) == [["c", "b", "a"]]


def test_a_long_session_covers_the_rows_that_begin_before_it_ends() -> None:
    table = by_room(
        only_day(
            talk("long", "A", "09:00", "11:00"),
            talk("first", "B", "09:00", "09:45"),
            talk("second", "B", "10:00", "11:00"),
            talk("last", "B", "11:00", "12:00"),
        )
    )
    assert layout(table) == [["long:2", "first"], ["second"], ["-", "last"]]


def test_overlapping_sessions_in_one_room_share_a_cell() -> None:
    table = by_room(
        only_day(
            talk("one", "A", "09:00", "10:30"),
            talk("two", "A", "10:00", "11:30"),
            talk("three", "A", "11:00", "12:00"),
            talk("else", "B", "12:00", "13:00"),
        )
    )
    assert layout(table) == [["one+two+three:3", "-"], ["-"], ["-"], ["-", "else"]]


def test_a_break_without_a_room_covers_all_rooms() -> None:
    table = by_room(
        only_day(
            talk("a", "A", "09:00", "10:00"),
            talk("b", "B", "09:00", "10:00"),
            talk("lunch", None, "10:00", "11:00"),
            talk("c", "B", "11:00", "12:00"),
        )
    )
    assert columns(table) == ["A", "B"]
    assert layout(table) == [["a", "b"], ["lunch x2"], ["-", "c"]]


def test_a_session_without_a_room_beside_others_has_a_column_of_its_own() -> None:
    table = by_room(only_day(talk("a", "A", "09:00", "10:00"), talk("somewhere", None, "09:00", "10:00")))
    assert columns(table) == ["A", None]
    assert layout(table) == [["a", "somewhere"]]


def test_a_day_without_any_room_has_one_column() -> None:
    table = by_room(only_day(talk("a", None, "09:00", "10:00"), talk("b", None, "10:00")))
    assert columns(table) == [None]
    assert layout(table) == [["a"], ["b"]]


def test_rooms_of_one_name_in_two_buildings_are_two_columns() -> None:
    sessions = [
        make_session(
            name, "2027-06-10 09:00", room=make_room(id=f"id-{name}", name="Aula"), building=make_building(name=name)
        )
        for name in ("West", "East")
    ]
    table = by_room(only_day(*sessions))
    assert [column.building.name for column in table.columns if column.building] == ["East", "West"]


@given(session_lists())
def test_every_row_of_the_table_is_filled_exactly_and_every_session_is_in_one_cell(sessions: list[Session]) -> None:
    for day in build_schedule(sessions, time_zone="UTC").days:
        table = by_room(day)
        width = len(table.columns)
        covered = [0] * len(table.rows)
        shown: list[str] = []
        for index, row in enumerate(table.rows):
            for cell in row.cells:
                shown += names(cell.sessions)
                for below in range(index, index + cell.rowspan):
                    covered[below] += cell.colspan
        assert covered == [width] * len(table.rows)
        assert sorted(shown) == sorted(names(day.sessions))


# Tracks, neighbours, clashes, now


def test_by_track_follows_the_order_of_tracks_and_keeps_sessions_without_one() -> None:
    data, web, unused = make_track("Data"), make_track("Web"), make_track("Unused")
    a, b, c, d = (talk(name, "A", f"{9 + index:02}:00") for index, name in enumerate("abcd"))
    programme = build_schedule(
        [d, c, b, a], time_zone="UTC", tracks_by_session={a.id: (data,), b.id: (web, data), d.id: (make_track("Gone"),)}
    )
    assert [(item.track, names(item.sessions)) for item in by_track(programme, [web, unused, data])] == [
        (web, ["b"]),
        (data, ["a", "b"]),
        (None, ["c", "d"]),
    ]
    assert programme.tracks(b) == (web, data)


def test_there_is_no_view_by_track_when_nothing_can_be_joined() -> None:
    assert by_track(schedule(talk("a", "A", "09:00")), [make_track()]) == ()


def test_neighbours_are_those_in_the_room_and_parallel_ones_elsewhere() -> None:
    before, it, after = (
        talk(name, "A", f"{hour}:00", f"{hour}:50") for name, hour in [("x", 10), ("y", 11), ("z", 12)]
    )
    beside, elsewhere = talk("beside", "B", "10:30", "11:10"), talk("elsewhere", "B", "11:50", "12:00")
    found = neighbours(schedule(before, it, after, beside, elsewhere), it)
    assert (found.previous, found.next, found.parallel) == (before, after, (beside,))


def test_neighbours_at_the_edges_without_room_and_without_time() -> None:
    first, second = talk("first", "A", "09:00", "10:00"), make_session("second", "2027-06-11 09:00", room="A")
    roomless, undated = talk("roomless", None, "09:30", "10:00"), make_session("undated")
    programme = schedule(first, second, roomless, undated)
    edges = neighbours(programme, first)
    assert (edges.previous, edges.next, edges.parallel) == (None, None, (roomless,))
    alone = neighbours(programme, roomless)
    assert (alone.previous, alone.next, alone.parallel) == (None, None, (first,))
    lost = neighbours(programme, undated)
    assert (lost.previous, lost.next, lost.parallel) == (None, None, ())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("09:00", "12:00"), ("10:00", "11:00"), True),
        (("09:00", None), ("09:00", "10:00"), True),
        (("09:30", None), ("09:00", "10:00"), True),
        (("10:00", None), ("09:00", "10:00"), False),
        (("09:00", None), ("09:00", None), True),
        ((None, None), ("09:00", "10:00"), False),
    ],
)
def test_overlap(one: tuple[str | None, str | None], other: tuple[str, str | None], expected: bool) -> None:
    a = talk("a", None, one[0], one[1]) if one[0] else make_session("a")
    b = talk("b", None, *other)
    assert (overlap(a, b), overlap(b, a)) == (expected, expected)


@given(session_lists())
def test_clashes_are_the_pairs_that_overlap(sessions: list[Session]) -> None:
    expected = {
        frozenset((one.name, other.name))
        for index, one in enumerate(sessions)
        for other in sessions[index + 1 :]
        if overlap(one, other)
    }
    found = [frozenset((one.name, other.name)) for one, other in clashes(sessions)]
    assert len(found) == len(set(found))
    assert set(found) == expected
