"""The programme: every session once, on its programme day, whatever it lacks."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.room_table import Cell, RoomTable, by_room, room_labels
from portal.domain.schedule import (
    Day,
    Schedule,
    build_schedule,
    by_track,
    clashes,
    current_slot,
    neighbours,
    next_change,
    now_and_next,
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


BREAK = 100000006  # a session type an organisation may have added


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
                f"Session {number}",
                starts_at=starts_at,
                ends_at=ends_at,
                room=make_room(room) if room else None,
                session_type=draw(st.sampled_from([None, BREAK])),
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


def pause(name: str, room: str | None, start: str, end: str) -> Session:
    """A session whose type is a break."""
    return make_session(name, f"2027-06-10 {start}", f"2027-06-10 {end}", room=room, session_type=BREAK)


def with_breaks(*sessions: Session) -> RoomTable:
    programme = build_schedule(sessions, time_zone="UTC", break_types=[BREAK])
    return by_room(programme.days[0], is_break=programme.is_break)


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


def test_a_break_covers_all_rooms_wherever_it_is_held() -> None:
    table = with_breaks(
        talk("a", "A", "09:00", "10:00"),
        talk("b", "B", "09:00", "10:00"),
        pause("lunch", "Foyer", "10:00", "11:00"),
        talk("c", "B", "11:00", "12:00"),
    )
    assert columns(table) == ["A", "B"]
    assert layout(table) == [["a", "b"], ["lunch x2"], ["-", "c"]]
    assert [cell.is_break for cell in table.rows[1].cells] == [True]


def test_a_break_beside_a_long_session_covers_the_rooms_that_are_free() -> None:
    table = with_breaks(
        talk("a", "A", "09:00", "10:00"),
        talk("workshop", "B", "09:00", "12:00"),
        talk("c", "C", "09:00", "10:00"),
        talk("d", "D", "09:00", "10:00"),
        pause("lunch", None, "10:00", "11:00"),
        talk("e", "A", "11:00", "12:00"),
    )
    assert columns(table) == ["A", "B", "C", "D"]
    assert layout(table) == [["a", "workshop:3", "c", "d"], ["lunch", "lunch x2"], ["e", "-", "-"]]
    assert [cell.is_repeated for cell in table.rows[1].cells] == [False, True]


def test_a_break_while_every_room_is_taken_has_a_column_of_its_own() -> None:
    table = with_breaks(
        talk("a", "A", "09:00", "12:00"), talk("b", "B", "09:00", "12:00"), pause("coffee", None, "10:00", "10:30")
    )
    assert [(column.room and column.room.name, column.breaks_only) for column in table.columns] == [
        ("A", False),
        ("B", False),
        (None, True),
    ]
    assert layout(table) == [["a:2", "b:2", "-"], ["coffee"]]


def test_the_hour_that_comes_twice_has_rows_of_its_own_each_time() -> None:
    sessions = [
        make_session("first", "2027-10-31 00:30", "2027-10-31 01:00", room="A"),  # 02:30 in summer time
        make_session("second", "2027-10-31 01:30", "2027-10-31 02:00", room="A"),  # 02:30 again
        make_session("long", "2027-10-31 00:30", "2027-10-31 02:00", room="B"),
    ]
    (day,) = build_schedule(sessions, time_zone=BERLIN).days
    assert layout(by_room(day)) == [["first", "long:2"], ["second"]]


def test_a_session_over_midnight_covers_the_rows_after_it() -> None:
    (day,) = build_schedule(
        [
            make_session("party", "2027-06-10 21:00", "2027-06-10 23:30", room="A"),
            make_session("late", "2027-06-10 22:30", "2027-06-10 23:00", room="B"),  # 00:30
        ],
        time_zone=BERLIN,
    ).days
    assert layout(by_room(day)) == [["party:2", "-"], ["late"]]


def test_a_large_day_is_laid_out_in_milliseconds() -> None:
    sessions = [
        make_session(
            f"Talk {number}",
            starts_at=utc("2027-06-10 06:00") + timedelta(minutes=15 * (number // 8)),
            ends_at=utc("2027-06-10 06:00") + timedelta(minutes=15 * (number // 8) + 10 * (number % 5)),
            room=make_room(f"Room {number % 8}"),
        )
        for number in range(400)
    ]
    (day, *_) = build_schedule(sessions, time_zone="UTC").days
    started = time.perf_counter()
    table = by_room(day)
    assert time.perf_counter() - started < 0.5  # measured: 3 ms; the bound is for a busy machine
    assert len(table.columns) == 8


def test_rooms_of_one_name_are_called_by_their_building_too() -> None:
    west, east = (make_room(id=name, name="Aula") for name in ("west", "east"))
    hall = make_room("Hall")
    assert room_labels([(west, make_building(name="West")), (east, None), (hall, None), (west, None)]) == {
        "west": "Aula",
        "east": "Aula",
        hall.id: "Hall",
    }
    assert room_labels([(west, make_building(name="West")), (east, make_building(name="East"))]) == {
        "west": "Aula, West",
        "east": "Aula, East",
    }


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


@given(session_lists(), st.sampled_from([(), (BREAK,)]))
def test_every_row_of_the_table_is_filled_exactly_and_every_session_is_in_one_cell(
    sessions: list[Session], break_types: tuple[int, ...]
) -> None:
    programme = build_schedule(sessions, time_zone="UTC", break_types=break_types)
    for day in programme.days:
        table = by_room(day, is_break=programme.is_break)
        width = len(table.columns)
        covered = [0] * len(table.rows)
        shown: list[str] = []
        for index, row in enumerate(table.rows):
            for cell in row.cells:
                shown += [] if cell.is_repeated else names(cell.sessions)
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


def test_neighbours_are_never_breaks() -> None:
    sessions = [
        talk("before", "A", "09:00", "10:00"),
        pause("coffee", "A", "10:00", "10:30"),
        talk("it", "A", "10:30", "12:30"),
        pause("lunch", None, "12:00", "13:00"),
    ]
    programme = build_schedule(sessions, time_zone="UTC", break_types=[BREAK])
    found = neighbours(programme, sessions[2])
    assert (found.previous, found.next, found.parallel) == (sessions[0], None, ())
    of_break = neighbours(programme, sessions[1])
    assert (of_break.previous, of_break.next) == (sessions[0], sessions[2])


# Now and next

EVENING = [
    make_session("Opening", "2027-06-10 08:00", "2027-06-10 09:00"),
    make_session("Talk", "2027-06-10 09:00", "2027-06-10 10:00"),
    make_session("Workshop", "2027-06-10 09:00", "2027-06-10 12:00"),
    make_session("Open end", "2027-06-10 11:00"),
    make_session("Second day", "2027-06-11 08:00", "2027-06-11 09:00"),
    make_session("Some time"),
]


@pytest.mark.parametrize(
    ("at", "running", "following"),
    [
        ("2027-06-10 01:00", [], ["Opening"]),  # 03:00 in Berlin: the first programme day begins
        ("2027-06-10 08:00", ["Opening"], ["Talk", "Workshop"]),
        ("2027-06-10 09:00", ["Talk", "Workshop"], ["Open end"]),
        ("2027-06-10 11:00", ["Workshop"], ["Second day"]),
        ("2027-06-10 12:00", [], ["Second day"]),
        ("2027-06-11 08:59", ["Second day"], []),
    ],
)
def test_now_and_next(at: str, running: list[str], following: list[str]) -> None:
    found = now_and_next(schedule(*EVENING, time_zone=BERLIN), utc(at))
    assert found is not None
    assert (names(found.running), names(found.next)) == (running, following)


@pytest.mark.parametrize("at", ["2027-06-10 00:59", "2027-06-11 09:00", "2030-01-01 00:00"])
def test_there_is_no_now_before_and_after_the_programme(at: str) -> None:
    assert now_and_next(schedule(*EVENING, time_zone=BERLIN), utc(at)) is None


def test_a_programme_without_times_has_no_now_and_never_changes() -> None:
    programme = schedule(make_session("Some time"))
    assert now_and_next(programme, utc("2027-06-10 08:00")) is None
    assert next_change(programme, utc("2027-06-10 08:00")) is None


@given(session_lists(), minutes, minutes)
def test_now_and_next_stay_the_same_until_the_next_change(
    sessions: list[Session], at: datetime, later: datetime
) -> None:
    programme = build_schedule(sessions, time_zone=BERLIN)
    change = next_change(programme, at)
    assert change is None or change > at
    if at <= later and (change is None or later < change):
        assert now_and_next(programme, at) == now_and_next(programme, later)
        for day in programme.days:
            assert current_slot(day, at) == current_slot(day, later)


def test_the_present_slot_is_the_last_one_begun_while_the_day_lasts() -> None:
    day = schedule(*EVENING).days[0]
    times = [f"2027-06-10 {clock}" for clock in ("07:59", "08:00", "10:30", "11:59", "12:00")]
    found = [current_slot(day, utc(at)) for at in times]
    assert [slot and names(slot.sessions)[0] for slot in found] == [None, "Opening", "Talk", "Open end", None]


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
