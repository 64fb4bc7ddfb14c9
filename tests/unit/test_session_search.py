"""Finding sessions: one query for page, calendar file and JSON."""

from __future__ import annotations

import time
from datetime import date
from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.identifiers import path_part, short_id
from portal.domain.labels import Labels, OptionSet
from portal.domain.query import Problem
from portal.domain.schedule import Schedule, build_schedule
from portal.domain.session_search import (
    FoundSessions,
    ScheduleQuery,
    SessionFacets,
    SessionIndex,
    View,
)
from tests.unit.records import make_event, make_room, make_session, make_speaker, make_track, utc

DATA, WEB = make_track("Data"), make_track("Web & Mobile")
KEYNOTE, BREAKOUT = 100000001, 100000004
ENGLISH, CHINESE = 100000000, 100000009
FULL = {"is_capacity_restricted": True, "max_capacity": 5, "registration_count": 5}

SESSIONS = [
    make_session(
        "Opening",
        "2027-06-10 08:00",
        "2027-06-10 09:00",
        room="Großer Saal",
        session_type=KEYNOTE,
        language=ENGLISH,
        speakers=(make_speaker("Ana Trujillo"),),
    ),
    make_session(
        "Lakes",
        "2027-06-10 09:00",
        "2027-06-10 10:00",
        room="Room 2",
        session_type=BREAKOUT,
        language=CHINESE,
        session_summary="<p>Delta <b>tables</b></p>",
        **FULL,
    ),
    make_session("Party", "2027-06-10 22:30", "2027-06-11 00:30"),
    make_session("Apps", "2027-06-11 08:00", "2027-06-11 09:00", room="Room 2", session_type=BREAKOUT),
    make_session("Anytime"),
]
PROGRAMME = build_schedule(
    SESSIONS,
    time_zone="Europe/Berlin",
    tracks_by_session={SESSIONS[1].id: (DATA,), SESSIONS[3].id: (WEB, DATA)},
)


def search(parameters: str, programme: Schedule = PROGRAMME) -> FoundSessions:
    query = ScheduleQuery.parse(parse_qs(parameters, keep_blank_values=True))
    return SessionIndex(programme).search(query, event=make_event(), now=utc("2027-06-01 12:00"))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", ["Opening", "Lakes", "Party", "Apps", "Anytime"]),
        ("view=grid&x=1&room=", ["Opening", "Lakes", "Party", "Apps", "Anytime"]),
        ("day=2027-06-10", ["Opening", "Lakes", "Party"]),
        ("day=2027-06-11", ["Apps"]),
        ("track=data", ["Lakes", "Apps"]),
        ("track=web-mobile", ["Apps"]),
        (f"track={path_part(WEB.id, WEB.name)}", ["Apps"]),
        (f"track={short_id(WEB.id)}-old-name", ["Apps"]),
        ("room=grosser-saal&room=room-2", ["Opening", "Lakes", "Apps"]),
        (f"room={short_id(make_room('Room 2').id)}&day=2027-06-11", ["Apps"]),
        ("type=keynote", ["Opening"]),
        ("language=en", ["Opening"]),
        ("language=zh", ["Lakes"]),
        ("language=zh-Hans", ["Lakes"]),
        ("speaker=ana-trujillo", ["Opening"]),
        (f"speaker={path_part(make_speaker().id, 'Ana')}", ["Opening"]),
        ("q=delta+TABLES", ["Lakes"]),
        ("q=trujillo", ["Opening"]),
        ("q=mobile", ["Apps"]),
        ("places=1&day=2027-06-10", ["Opening", "Party"]),
        ("track=gone", []),
        ("day=2027-06-12", []),
        ("day=someday", ["Opening", "Lakes", "Party", "Apps", "Anytime"]),
    ],
)
def test_filters(parameters: str, expected: list[str]) -> None:
    assert [session.name for session in search(parameters).sessions] == expected


def test_what_some_session_has_is_offered_where_there_is_a_choice() -> None:
    facets = SessionIndex(PROGRAMME).facets
    assert facets.days == (date(2027, 6, 10), date(2027, 6, 11))
    assert [(facet.label, facet.count) for facet in facets.tracks] == [("Data", 2), ("Web & Mobile", 1)]
    assert [facet.label for facet in facets.rooms] == ["Großer Saal", "Room 2"]
    assert [(facet.slug, facet.count) for facet in facets.types] == [("keynote", 1), ("breakout", 2)]
    assert [facet.slug for facet in facets.languages] == ["zh-hans", "en"]
    assert facets.speakers == ()  # one alone is no choice
    assert facets.places is True


def test_every_value_offered_finds_as_many_sessions_as_it_says() -> None:
    facets = SessionIndex(PROGRAMME).facets
    for name in ("track", "room", "type", "language"):
        for facet in getattr(facets, f"{name}s"):
            assert len(search(f"{name}={quote(facet.slug)}").sessions) == facet.count, facet


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("track", "web-mobile", "Web & Mobile"),
        ("track", f"{short_id(WEB.id)}-old-name", "Web & Mobile"),
        ("room", path_part(make_room("Room 2").id, "Room 2"), "Room 2"),
        ("type", "keynote", "Keynote"),
        ("language", "zh", "Chinese (Simplified)"),
        ("speaker", "ana-trujillo", "Ana Trujillo"),
        ("track", "gone", None),
        ("type", "note", None),
        ("language", "hans", None),
    ],
)
def test_what_a_value_names(parameter: str, value: str, expected: str | None) -> None:
    facet = SessionIndex(PROGRAMME).facet(parameter, value)
    assert (facet.label if facet else None) == expected


def test_types_have_the_labels_of_the_organisation() -> None:
    labels = Labels({(OptionSet.SESSION_TYPE, 100000006): "Pause", (OptionSet.SESSION_TYPE, KEYNOTE): ""})
    sessions = [make_session(str(code), session_type=code) for code in (KEYNOTE, BREAKOUT, 100000006)]
    index = SessionIndex(build_schedule(sessions, time_zone="UTC"), labels)
    assert [(facet.slug, facet.label) for facet in index.facets.types] == [("breakout", "Breakout"), ("pause", "Pause")]


def test_languages_that_are_called_the_same_are_offered_once() -> None:
    sessions = [make_session(str(code), language=code) for code in (1033, 2057, ENGLISH, 1031, 1030)]
    facets = SessionIndex(build_schedule(sessions, time_zone="UTC")).facets
    assert [(facet.slug, facet.label, facet.count) for facet in facets.languages] == [
        ("en", "English", 3),
        ("de", "German", 1),
    ]


def test_nothing_is_offered_for_a_programme_without_differences() -> None:
    facets = SessionIndex(build_schedule([make_session("Only one", "2027-06-10 08:00")], time_zone="UTC")).facets
    assert facets == SessionFacets(days=(), tracks=(), rooms=(), types=(), languages=(), speakers=(), places=False)


def test_values_that_name_nothing_are_reported() -> None:
    found = search("track=gone&track=data&day=2027-06-12&speaker=nobody")
    assert found.unknown == {"day": ("2027-06-12",), "track": ("gone",), "speaker": ("nobody",)}


def test_query_is_read_tolerantly() -> None:
    query = ScheduleQuery.parse({"view": ["mosaic"], "day": ["someday"], "places": ["yes"], "room": [" A ", ""]})
    assert (query.view, query.day, query.places, query.rooms) == (View.LIST, None, False, ("a",))
    assert query.problems == {
        "view": Problem.NOT_OFFERED,
        "day": Problem.NOT_A_DATE,
        "places": Problem.NOT_OFFERED,
    }
    assert query.typed == {"view": "mosaic", "day": "someday", "places": "yes"}


def test_query_string_has_one_order() -> None:
    query = ScheduleQuery.parse(parse_qs("view=grid&places=1&room=b&room=a&track=x&day=2027-06-10&q=y&tz=UTC"))
    filters = "q=y&day=2027-06-10&track=x&room=a&room=b&places=1"
    assert query.query_string() == filters + "&view=grid"
    assert query.query_string(view=View.LIST) == filters
    assert (query.day, query.view, query.is_filtered) == (date(2027, 6, 10), View.GRID, True)


def test_a_view_alone_is_no_filter() -> None:
    assert ScheduleQuery.parse({"view": ["tracks"]}).is_filtered is False


parameter_names = st.sampled_from(["q", "day", "track", "room", "type", "language", "speaker", "places", "view"])
values = st.text(max_size=20) | st.sampled_from(["grid", "2027-06-10", "data", "1"])


@given(st.dictionaries(parameter_names, st.lists(values, max_size=3)))
def test_reading_never_fails_and_what_was_written_reads_the_same(parameters: dict[str, list[str]]) -> None:
    query = ScheduleQuery.parse(parameters)
    again = ScheduleQuery.parse(parse_qs(query.query_string()))
    assert (again.query_string(), again.problems) == (query.query_string(), {})
    SessionIndex(PROGRAMME).search(query, event=make_event(), now=utc("2027-06-01 12:00"))


def test_five_hundred_sessions_are_filtered_in_milliseconds() -> None:
    sessions = [
        make_session(f"Talk {number}", "2027-06-10 08:00", room=f"Room {number % 9}", session_summary="<p>Words</p>")
        for number in range(500)
    ]
    programme = build_schedule(sessions, time_zone="Europe/Berlin")
    started = time.perf_counter()
    found = search("q=words&room=room-3&type=", programme)
    assert time.perf_counter() - started < 0.5  # measured: 17 ms without the room; the bound is for a busy machine
    assert len(found.sessions) == 56
