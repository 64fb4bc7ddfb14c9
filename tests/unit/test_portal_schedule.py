"""What the templates of the schedule say, rendered as a page would."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.template import Context, Engine

from portal.domain.room_table import by_room
from portal.domain.schedule import Neighbours, build_schedule
from tests.unit.records import make_building, make_room, make_session

ENGINE = Engine(libraries={"portal_schedule": "portal.templatetags.portal_schedule"})
BREAK = 100000006


def text(source: str, **context: Any) -> str:
    rendered = ENGINE.from_string("{% load portal_schedule %}" + source).render(Context(context))
    return unescape(re.sub(r"<[^>]*>", "", rendered))


def test_rooms_of_one_name_are_told_apart_by_their_building() -> None:
    east, west = make_building(id="1", name="East"), make_building(id="2", name="West")
    sessions = [
        make_session("A", "2027-06-10 07:00", "2027-06-10 08:00", room=make_room(id="r1"), building=east),
        make_session("B", "2027-06-10 07:00", "2027-06-10 08:00", room=make_room(id="r2"), building=west),
        make_session("C", "2027-06-10 07:00", "2027-06-10 08:00", room="Studio", building=west),
        make_session("D", "2027-06-10 07:00", "2027-06-10 08:00"),
    ]
    table = by_room(build_schedule(sessions, time_zone="Europe/Berlin").days[0])

    assert text("{{ table|column_labels|join:' | ' }}", table=table) == (
        "Hall, East | Hall, West | Studio | Room to be announced"
    )


def test_a_column_of_breaks_is_called_so() -> None:
    sessions = [
        make_session("A", "2027-06-10 07:00", "2027-06-10 09:00", room="Hall"),
        make_session("Coffee", "2027-06-10 07:30", "2027-06-10 08:00", session_type=BREAK),
    ]
    programme = build_schedule(sessions, time_zone="UTC", break_types=[BREAK])
    table = by_room(programme.days[0], is_break=programme.is_break)

    assert text("{{ table|column_labels|join:' | ' }}", table=table) == "Hall | Breaks"


def test_neighbours_in_the_room_carry_their_heading() -> None:
    found = Neighbours(previous=None, next=make_session("Closing"), parallel=())

    assert text("{% for s, h in n|in_room %}{{ h }}: {{ s.name }}{% endfor %}", n=found) == (
        "Next, in the same room: Closing"
    )


def test_what_was_found_is_counted() -> None:
    counts = [(64, 64), (3, 64), (1, 1), (0, 1)]

    assert [text("{% result_count found all %}", found=found, all=every) for found, every in counts] == [
        "64 sessions",
        "3 of 64 sessions",
        "1 session",
        "0 of 1 session",
    ]
