"""The schedule as visitors ask for it: filters, views, breaks, and what runs now."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from portal.models import OptionLabel
from tests.served_site import ServedSite, links, main_text
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
SCHEDULE = f"{EVENT}schedule/"
BREAK = 100000006  # the simulator's type of coffee and lunch


def shown(served: ServedSite, query: str = "") -> str:
    return served.page(f"{SCHEDULE}{query}")


def sessions(page: str) -> list[str]:
    return links(page, f"{EVENT}sessions/")


def days(page: str) -> list[str]:
    """The days one can choose."""
    return re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)


def count_line(page: str) -> str:
    found = re.search(r'role="status" data-part="count">([^<]*)<', page)
    assert found
    return found[1]


def chips(page: str) -> dict[str, dict[str, list[str]]]:
    """The query each chip leads to, by what its name says."""
    found = re.findall(r'class="chip" href="([^"]*)" aria-label="([^"]*)"', page)
    return {unescape(name): parse_qs(urlsplit(unescape(address)).query) for address, name in found}


def first_start(served: ServedSite) -> datetime:
    """When the forum's programme begins."""
    answer = served.simulator.call(f"events/{FORUM}/sessions").json
    return min(datetime.fromisoformat(item["startTimeUTC"].replace("Z", "+00:00")) for item in answer)


@pytest.fixture
def forum(served: ServedSite) -> ServedSite:
    """The forum with its tracks, breaks marked."""
    served.row.break_session_types = [BREAK]
    served.row.save()
    served.warm(SCHEDULE)
    return served


# Filters


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("?track=living-water", "Remove the filter Living Water"),
        ("?room=great-hall", "Remove the filter Great Hall"),
        ("?type=hands-on-lab", "Remove the filter Hands-on/lab"),
        ("?speaker=amara-okonjo", "Remove the filter Amara Okonjo"),
        ("?q=harbour", "Remove the filter “harbour”"),
        ("?places=1", "Remove the filter Places left"),
    ],
)
def test_each_filter_leaves_some_sessions_says_how_many_and_can_be_removed(
    forum: ServedSite, query: str, chip: str
) -> None:
    every, page = shown(forum), shown(forum, query)
    total = count_line(every).split()[0]
    assert 0 < len(sessions(page)) < len(sessions(every))
    assert re.fullmatch(rf"\d+ of {total} sessions", count_line(page))
    assert chips(page) == {chip: {}}
    assert "Clear filters" in main_text(page)
    assert '<meta name="robots" content="noindex">' in page


def test_a_chip_removes_its_own_filter_only_and_keeps_the_view(forum: ServedSite) -> None:
    page = shown(forum, "?view=grid&room=great-hall&room=tide-room&q=ship")
    assert chips(page) == {
        "Remove the filter “ship”": {"room": ["great-hall", "tide-room"], "view": ["grid"]},
        "Remove the filter Great Hall": {"q": ["ship"], "room": ["tide-room"], "view": ["grid"]},
        "Remove the filter Tide Room": {"q": ["ship"], "room": ["great-hall"], "view": ["grid"]},
    }


def test_the_form_shows_what_is_asked_for_in_whatever_spelling(forum: ServedSite) -> None:
    page = shown(forum, "?track=living-water&speaker=amara-okonjo&q=sea+wall")
    assert re.search(r'name="track" value="[a-z2-7]{8}-living-water" checked', page)
    assert re.search(r'<option value="[a-z2-7]{8}-amara-okonjo" selected', page)
    assert 'name="q" value="sea wall"' in page


def test_what_is_asked_for_and_not_offered_stays_when_the_form_is_sent(forum: ServedSite) -> None:
    page = shown(forum, "?track=gone&speaker=amara-okonjo&speaker=noor-al-hashimi&view=grid")
    hidden = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.partition('<form class="filters"')[2]
    )
    assert hidden[:3] == [("track", "gone"), ("speaker", "noor-al-hashimi"), ("view", "grid")]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("?track=gone", "Nothing in this schedule is called “gone” (any more)."),
        ("?room=atlantis&view=grid", "Nothing in this schedule is called “atlantis” (any more)."),
        ("?day=2001-01-01", "Nothing is planned on this day."),
        ("?q=nothing-is-called-this", "No sessions match these filters."),
        ("?q=nothing-is-called-this&view=tracks", "No sessions match these filters."),
    ],
)
def test_a_filter_that_finds_nothing_gives_a_reason_and_never_the_whole_schedule(
    forum: ServedSite, query: str, reason: str
) -> None:
    page = shown(forum, query)
    assert sessions(page) == []
    assert reason in main_text(page)
    assert count_line(page).startswith("0 of ")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?day=someday", "Enter a date like 2027-06-10"),
        ("?places=yes", "Choose from the list"),
        (f"?q={'x' * 300}", "Use 200 characters or fewer"),
    ],
)
def test_a_value_that_makes_no_sense_is_left_out_and_explained_at_its_field(
    forum: ServedSite, query: str, message: str
) -> None:
    page = shown(forum, query)
    name = query[1:].partition("=")[0]
    assert len(sessions(page)) == len(sessions(shown(forum)))
    assert re.search(rf'id="{name}-problem"[^>]*>.*?{message}', page)
    assert f'aria-describedby="{name}-problem"' in page


def test_what_has_one_value_only_is_not_offered(served: ServedSite) -> None:
    page = served.page("/events/Wave_Basin_Workshop415267846/schedule/")
    assert 'name="q"' in page
    assert 'name="track"' not in page
    assert 'name="language"' not in page


def test_a_type_the_organisation_named_is_offered_by_its_name(forum: ServedSite) -> None:
    OptionLabel.objects.create(application=forum.row, kind="session_type", number=BREAK, label="Pause")
    page = shown(forum, "?type=pause")
    assert chips(page) == {"Remove the filter Pause": {}}
    assert "Lunch" in main_text(page)
    assert "Walls that give way" not in main_text(page)


def test_the_views_and_days_keep_the_filters(forum: ServedSite) -> None:
    first, second, _ = days(shown(forum))
    page = shown(forum, f"?room=great-hall&day={first}")
    queries = [parse_qs(urlsplit(unescape(link)).query) for link in re.findall(rf'href="({SCHEDULE}[^"]*)"', page)]
    assert {"room": ["great-hall"], "day": [first], "view": ["grid"]} in queries
    assert {"room": ["great-hall"], "day": [second]} in queries
    assert {"room": ["great-hall"]} in queries


def test_a_view_that_does_not_exist_is_the_list(forum: ServedSite) -> None:
    forum.row.show_room_grid = False
    forum.row.save()
    page = shown(forum, "?view=grid")
    assert "By room" not in main_text(page)
    assert "<table" not in page
    assert sessions(page) == sessions(shown(forum))


def test_a_schedule_without_any_room_has_no_view_by_room(served: ServedSite) -> None:
    page = served.page("/events/Harbour_Walks314286880/schedule/?view=grid")
    assert "By room" not in main_text(page)
    assert "<table" not in page


def test_sessions_without_a_track_are_shown_by_track_too(forum: ServedSite) -> None:
    page = shown(forum, "?view=tracks&q=opening:")
    assert "Other sessions" in main_text(page)
    assert len(sessions(page)) == 1


# Breaks


def test_a_break_is_a_quiet_row_without_a_room_to_be_announced(forum: ServedSite) -> None:
    page = shown(forum, "?q=coffee")
    assert "Coffee" in main_text(page)
    assert "Room to be announced" not in main_text(page)
    assert main_text(page).count("Registration and coffee") == 1
    forum.row.break_session_types = []
    forum.row.save()
    assert "Room to be announced" in main_text(shown(forum, "?q=coffee"))


def test_a_break_spans_the_rooms_and_has_no_column(forum: ServedSite) -> None:
    page = shown(forum, f"?view=grid&day={days(shown(forum))[0]}")
    assert re.search(r'<td colspan="6" class="break">', page)
    heads = re.findall(r'<th scope="col"><bdi>([^<]*)</bdi>', page)
    assert sorted(heads) == heads
    assert "Breaks" not in heads


def test_a_session_has_no_break_for_a_neighbour(forum: ServedSite) -> None:
    path = next(link for link in sessions(shown(forum, "?q=opening:")))
    around = main_text(forum.page(path)).partition("Around this session")[2]
    assert "coffee" not in around.lower()


# Ids


def test_ids_of_days_and_sessions_are_the_same_in_list_and_table_and_stand_once(forum: ServedSite) -> None:
    found = [re.findall(r' id="((?:s|day)-[^"]*)"', shown(forum, query)) for query in ("", "?view=grid")]
    assert sorted(found[0]) == sorted(found[1])
    assert len(set(found[0])) == len(found[0])


# Now


@pytest.mark.parametrize(
    ("after", "running", "coming"),
    [
        (timedelta(minutes=-1), [], ["Registration and coffee"]),
        (timedelta(minutes=1), ["Registration and coffee"], ["Opening: A harbour is a promise"]),
        (timedelta(hours=1), ["Opening: A harbour is a promise"], ["Coffee"]),
        (timedelta(hours=22), [], [""]),  # in the morning before the second day
    ],
)
def test_during_the_event_the_page_says_what_runs_and_what_comes_next(
    forum: ServedSite, after: timedelta, running: list[str], coming: list[str]
) -> None:
    with time_machine.travel(first_start(forum) + after, tick=False):
        page = shown(forum)
    groups: dict[str, str] = dict(
        re.findall(r"<h2>(Now|Next)</h2>(.*?)</details>", page.partition('class="now-and-next"')[2], re.DOTALL)
    )
    assert [name for name in running if name not in groups.get("Now", "")] == []
    assert bool(running) == ("Now" in groups)
    assert [name for name in coming if name not in groups["Next"]] == []


def test_the_way_to_now_is_a_link_to_a_session_in_the_page(forum: ServedSite) -> None:
    with time_machine.travel(first_start(forum) + timedelta(hours=1), tick=False):
        pages: dict[str, Any] = {query: shown(forum, query) for query in ("", "?view=grid", "?view=tracks", "?q=walls")}
    targets = {query: re.findall(r'class="to-now" href="([^"]*)"', page) for query, page in pages.items()}
    (here,) = targets[""]
    assert f'id="{here[1:]}"' in pages[""]
    assert targets["?view=grid"] == [here]
    assert targets["?view=tracks"] == [f"{SCHEDULE}{here}"]
    assert targets["?q=walls"] == [f"{SCHEDULE}{here}"]


def test_before_and_after_the_event_there_is_no_now(forum: ServedSite) -> None:
    for away in (timedelta(days=-2), timedelta(days=9)):
        with time_machine.travel(first_start(forum) + away, tick=False):
            page = shown(forum)
        assert "Jump to now" not in main_text(page)
        assert "now-mark" not in page
