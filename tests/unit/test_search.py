"""Finding events: what matches, how the query is read and written."""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.query import Problem
from portal.domain.search import EventQuery, Facet, SearchIndex, split
from portal.domain.venue import Access
from portal.events_api.codes import HYBRID, ON_SITE, WEBINAR
from portal.events_api.types import Event
from tests.unit.records import make_building, make_event, make_room, utc

CONFERENCE, TRAINING = 100000002, 100000004


def named(name: str, **fields: Any) -> Event:
    return make_event(event_id=f"id-{name}", event_name=name, **fields)


def find(events: list[Event], parameters: str, **extra: Any) -> list[str]:
    query = EventQuery.parse(parse_qs(parameters, keep_blank_values=True))
    return [event.event_name for event in SearchIndex(events, **extra).search(query).events]


# Text


@pytest.mark.parametrize(
    "q",
    [
        "größe",
        "GROSSE",
        "grosse wien",
        "wien",
        "straße 5",
        "strasse",
        "saal",
        "cafehaus",
        "müller",
        "MULLER größe",
        "  größe   wien ",
        "öß",
    ],
)
def test_text_is_found_in_name_description_place_and_speakers_without_regard_to_case_and_accents(q: str) -> None:
    event = named(
        "Größe zählt",
        description="<p>Ein <b>Café</b>&shy;haus</p>",
        building=make_building(name="Messe", city="Wien", address_line1="Lange Straße 5"),
        room=make_room("Saal 3"),
    )
    assert find([event], f"q={q}", extra_text={event.event_id: "Jörg Müller"}) == ["Größe zählt"]


@pytest.mark.parametrize("q", ["größe berlin", "<b>", "class", "xyz"])
def test_all_words_must_be_in_visible_text(q: str) -> None:
    assert find([named("Größe", description="<p class=x>Wien <b>x</b></p>")], f"q={q}") == []


@pytest.mark.parametrize(
    ("q", "name"), [("موتمر", "مُوتَمَر"), ("שלום", "שָׁלוֹם"), ("がく", "がくせい"), ("ﬁnance", "Finance")]
)
def test_optional_signs_of_other_scripts_do_not_matter(q: str, name: str) -> None:
    assert find([named(name)], f"q={q}") == [name]


# Filters

EVENTS = [
    named("Fair", event_format=ON_SITE, event_type=CONFERENCE, building=make_building(name="Messe", city="Wien")),
    named("Talk", event_format=WEBINAR, event_type=TRAINING),
    named("Mix", event_format=HYBRID, event_type=TRAINING, building=make_building(name="Hub", city="Zürich")),
    named("Secret", event_format=99, event_type=None),
]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", ["Fair", "Talk", "Mix", "Secret"]),
        ("format=webinar", ["Talk"]),
        ("format=webinar&format=hybrid", ["Talk", "Mix"]),
        ("format=WEBINAR", ["Talk"]),
        ("type=training", ["Talk", "Mix"]),
        ("type=training&format=hybrid", ["Mix"]),
        ("place=wien", ["Fair"]),
        ("place=messe", ["Fair"]),
        ("place=zurich", ["Mix"]),
        ("place=online", ["Talk", "Mix"]),
        ("place=atlantis", []),
        ("format=gone", []),
        ("format=gone&format=webinar", ["Talk"]),
        ("format=&type=&place=&q=", ["Fair", "Talk", "Mix", "Secret"]),
        ("unknown=1&utm_source=x", ["Fair", "Talk", "Mix", "Secret"]),
    ],
)
def test_filters(parameters: str, expected: list[str]) -> None:
    assert find(EVENTS, parameters) == expected


def test_values_that_name_nothing_are_reported() -> None:
    query = EventQuery.parse({"format": ["gone", "webinar"], "type": ["conference"], "place": ["atlantis"]})
    assert SearchIndex(EVENTS).search(query).unknown == {"format": ("gone",), "place": ("atlantis",)}


def test_access_filters_need_all_that_was_asked_for() -> None:
    accessible = named("Open", building=make_building(disabled_access=True, accessible_toilets=True))
    half = named("Half", building=make_building(disabled_access=True, accessible_toilets=False))
    unknown = named("Unknown", building=make_building())
    assert find([accessible, half, unknown], "access=step-free") == ["Open", "Half"]
    assert find([accessible, half, unknown], "access=toilets&access=step-free") == ["Open"]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ("from=2027-06-10", True),
        ("from=2027-06-12", True),
        ("from=2027-06-13", False),
        ("to=2027-06-10", False),
        ("to=2027-06-11", True),
        ("from=2027-06-11&to=2027-06-11", True),
        ("from=2027-06-12&to=2027-07-01", True),
    ],
)
def test_dates_are_days_of_the_event_zone_and_match_when_they_overlap(parameters: str, found: bool) -> None:
    # 11 June 00:30 to 12 June 23:30 in Berlin.
    event = named("Two days", starts_at=utc("2027-06-10 22:30"), ends_at=utc("2027-06-12 21:30"))
    assert find([event], parameters) == (["Two days"] if found else [])


# Reading and writing the query


@pytest.mark.parametrize(
    ("parameters", "problems", "typed"),
    [
        ({"from": ["tomorrow"]}, {"from": Problem.NOT_A_DATE}, {"from": "tomorrow"}),
        ({"from": ["2026-02-30"]}, {"from": Problem.NOT_A_DATE}, {"from": "2026-02-30"}),
        ({"from": ["20260210"]}, {"from": Problem.NOT_A_DATE}, {"from": "20260210"}),
        ({"from": ["2026-W07-2"]}, {"from": Problem.NOT_A_DATE}, {"from": "2026-W07-2"}),
        ({"from": ["0000-01-01"]}, {"from": Problem.NOT_A_DATE}, {"from": "0000-01-01"}),
        (
            {"from": ["2027-06-02"], "to": ["2027-06-01"]},
            {"to": Problem.BEFORE_FROM},
            {"to": "2027-06-01"},
        ),
        ({"page": ["0"]}, {"page": Problem.NOT_A_PAGE}, {"page": "0"}),
        ({"page": ["-1"]}, {"page": Problem.NOT_A_PAGE}, {"page": "-1"}),
        ({"page": ["9" * 5000]}, {"page": Problem.NOT_A_PAGE}, {"page": "9" * 200}),
        ({"access": ["lift", "parking"]}, {"access": Problem.NOT_OFFERED}, {"access": "lift, parking"}),
        ({"q": ["x" * 201]}, {"q": Problem.TOO_LONG}, {"q": "x" * 200}),
        ({"q": ["a\x00b\r\nc"]}, {}, {}),
    ],
)
def test_bad_values_are_left_out_named_and_kept_as_typed(
    parameters: dict[str, list[str]], problems: dict[str, Problem], typed: dict[str, str]
) -> None:
    query = EventQuery.parse(parameters)
    assert (query.problems, query.typed) == (problems, typed)


def test_a_bad_value_leaves_the_other_filters_alone() -> None:
    query = EventQuery.parse({"from": ["2027-06-02"], "to": ["soon"], "access": ["lift", "parking"], "page": ["x"]})
    assert (query.from_date, query.to_date, query.access, query.page) == (date(2027, 6, 2), None, (Access.PARKING,), 1)


def test_the_query_string_has_one_order_and_no_empty_values() -> None:
    parameters = (
        "page=3&to=2027-07-01&format=webinar&q=+caf%C3%A9++x&utm=1&format=hybrid&type=&from=2027-06-01&format=webinar"
    )
    query = EventQuery.parse(parse_qs(parameters + "&access=parking&access=step-free&place=Wien"))
    filters = (
        "q=caf%C3%A9+x&format=hybrid&format=webinar&place=wien&access=step-free&access=parking"
        "&from=2027-06-01&to=2027-07-01"
    )
    assert query.query_string() == filters + "&page=3"
    assert query.query_string(page=1) == filters
    assert query.query_string(page=4) == filters + "&page=4"


def test_a_query_without_filters_is_empty() -> None:
    query = EventQuery.parse({"page": ["2"], "from": ["soon"]})
    assert (query.is_filtered, query.query_string(), query.query_string(page=1)) == (False, "page=2", "")
    assert EventQuery.parse({"q": ["x"]}).is_filtered is True


parameter_names = st.sampled_from(["q", "format", "type", "place", "access", "from", "to", "page", "other"])
values = st.text(max_size=30) | st.sampled_from(["webinar", "2027-06-01", "2027-05-01", "step-free", "2", "online"])


@given(st.dictionaries(parameter_names, st.lists(values, max_size=4)))
def test_reading_never_fails_and_what_was_written_reads_the_same(parameters: dict[str, list[str]]) -> None:
    query = EventQuery.parse(parameters)
    again = EventQuery.parse(parse_qs(query.query_string()))
    assert again.query_string() == query.query_string()
    assert again.problems == {}
    SearchIndex(EVENTS).search(query)


# Facets, order, size


def test_facets_count_the_values_that_events_have() -> None:
    facets = SearchIndex([*EVENTS, named("Fair 2", event_format=ON_SITE, building=make_building(city="WIEN"))]).facets()
    assert facets.formats == (
        Facet(slug="on-site", label="On site", count=2),
        Facet(slug="webinar", label="Webinar", count=1),
        Facet(slug="hybrid", label="Hybrid", count=1),
    )
    assert facets.types == (
        Facet(slug="conference", label="Conference", count=1),
        Facet(slug="training", label="Training", count=2),
    )
    assert facets.places == (
        Facet(slug="congress-centre", label="Congress Centre", count=1),
        Facet(slug="hub", label="Hub", count=1),
        Facet(slug="messe", label="Messe", count=1),
        Facet(slug="wien", label="Wien", count=2),
        Facet(slug="zurich", label="Zürich", count=1),
        Facet(slug="online", label=None, count=2),
    )


def test_facets_can_be_limited_to_some_events() -> None:
    facets = SearchIndex(EVENTS).facets(EVENTS[1:2])
    assert (facets.formats, facets.places) == (
        (Facet(slug="webinar", label="Webinar", count=1),),
        (Facet(slug="online", label=None, count=1),),
    )


def test_split_puts_running_events_first_and_the_latest_past_one_first() -> None:
    events = [
        named("Future", starts_at=utc("2027-07-01 08:00"), ends_at=None),
        named("Long ago", starts_at=utc("2026-01-01 08:00"), ends_at=None),
        named("Running", starts_at=utc("2027-06-01 08:00"), ends_at=utc("2027-06-30 08:00")),
        named("Just over", starts_at=utc("2027-06-10 08:00"), ends_at=utc("2027-06-10 16:00")),
    ]
    parts = split(events, utc("2027-06-10 16:00"))
    assert [event.event_name for event in parts.upcoming] == ["Running", "Future"]
    assert [event.event_name for event in parts.past] == ["Just over", "Long ago"]


def test_five_thousand_events_are_searched_in_milliseconds() -> None:
    events = [
        named(f"Event {number}", description="<p>Some words</p>" * 20, event_format=ON_SITE) for number in range(5_000)
    ]
    index = SearchIndex(events)
    query = EventQuery.parse({"q": ["event 4999 words"], "format": ["on-site"], "from": ["2027-01-01"]})
    started = time.perf_counter()
    found = index.search(query).events
    assert time.perf_counter() - started < 0.25  # measured: 4 ms; the bound is for a busy machine
    assert [event.event_name for event in found] == ["Event 4999"]
