"""Every page type, made from what the simulator says in each dialect."""

from __future__ import annotations

import re

import pytest
import time_machine
from pytest_django import Settings

from tests.served_site import DIALECTS, ServedSite, links, main_text, serve
from tests.simulation import ARABIC, FORUM, Simulator

REVIEW = "Breakwater_Review211040730"  # past
SUMMIT = "Coastal_Data_Summit406103517"  # with passes
EVENT = f"/events/{FORUM}/"
PAST = "/events/past/"
STALE_S = 600
TRACKS = ["Living Water", "Work and People", "Trade and Routes", "City and Quay", "Data and Machines"]
PAGES = [
    "/",
    "/events/",
    PAST,
    EVENT,
    f"{EVENT}schedule/",
    f"{EVENT}schedule/?view=grid",
    f"{EVENT}schedule/?view=tracks",
    f"{EVENT}speakers/",
    f"{EVENT}sponsors/",
    f"{EVENT}venue/",
    f"/events/{SUMMIT}/passes/",
    f"/events/{ARABIC}/",
    f"/events/{REVIEW}/",
]


def people_and_sessions(portal: ServedSite) -> list[str]:
    """The page of one session and of one speaker."""
    return [
        links(portal.page(f"{EVENT}schedule/"), f"{EVENT}sessions/")[3],
        links(portal.page(f"{EVENT}speakers/"), f"{EVENT}speakers/")[1],
    ]


def without_differences(outbound_text: str) -> str:
    """The text of a page made from outbound, less what real-time cannot say (events-api/differences.md §1–3).

    It does not tell which track a session belongs to, and has no sign-in for members.
    """
    names = "|".join(TRACKS)
    text = re.sub(f" · ({names})", "", outbound_text).replace("By room By track", "By room")
    text = re.sub(f" Track(?: (?:{names}) \\d+)+", "", text)  # to filter by
    return text.replace("Registration for this event needs an account", "Registration open")


def test_the_pages_show_the_same_in_both_dialects_but_for_tracks_and_sign_in(
    quiet_end: None, simulated: Simulator, settings: Settings
) -> None:
    shown = []
    for dialect in DIALECTS:
        portal = serve(simulated, settings, dialect)
        portal.warm(*PAGES)
        pages = [path for path in PAGES if "view=tracks" not in path] + people_and_sessions(portal)
        shown.append({path: main_text(portal.page(path)) for path in pages})
    outbound, realtime = shown
    assert {path: without_differences(text) for path, text in outbound.items()} == realtime
    assert all(len(text) > 60 for text in outbound.values())


def test_the_schedule_by_track_needs_the_outbound_dialect_or_a_custom_field(served: ServedSite) -> None:
    path = f"{EVENT}schedule/?view=tracks"
    served.warm(path)
    page = served.page(path)
    assert [name for name in TRACKS if f">{name}<" in page.replace("<bdi>", ">").replace("</bdi>", "<")] == TRACKS
    served.row.endpoint = served.simulator.realtime_endpoint
    served.row.save()
    served.warm(path)
    assert "By track" not in main_text(served.page(path))


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("/", ["Harbour Forum", "Reading Tide Tables"]),
        ("/events/", ["Harbour Forum", "Himalayan Rivers Dialogue"]),
        (PAST, ["Breakwater Review", "Seven Myths about Dredging"]),
        (
            EVENT,
            [
                "Harbour Forum",
                "Admission is free",
                "Meridian Dredging Group",
                "Step-free access: yes",
                "All 42 speakers",
            ],
        ),
        (f"{EVENT}schedule/", ["Walls that give way", "Room to be announced", "CET (Europe/Berlin)"]),
        (f"{EVENT}schedule/?view=grid", ["Great Hall", "Walls that give way"]),
        (f"{EVENT}speakers/", ["Amara Okonjo", "Opening: A harbour is a promise"]),
        (f"{EVENT}sponsors/", ["Meridian Dredging Group", "Northlight Terminals"]),
        (f"{EVENT}venue/", ["Quayside Halls", "Am Lotsenkai 12"]),
        (f"/events/{SUMMIT}/passes/", ["Passes"]),
        (f"/events/{ARABIC}/", ["ملتقى الموانئ العربية"]),
    ],
)
def test_a_page_shows_what_the_api_says(served_by_each: ServedSite, path: str, texts: list[str]) -> None:
    shown = main_text(served_by_each.page(path))
    assert [text for text in texts if text not in shown] == []


def test_a_field_that_is_absent_is_not_shown_as_none(served_by_each: ServedSite) -> None:
    nothing = {
        "description": None,
        "building": None,
        "room": None,
        "maxCapacity": None,
        "image": None,
        "eventType": None,
        "eventFormat": None,
        "eventLanguage": None,
        "endDate": None,
        "endDateUTC": None,
        "timeZone": None,
        "timeZoneName": None,
        "stopRegistrationDate": None,
        "publicEventUrl": None,
        "websiteMessage": None,
    }
    events = [event["readableEventId"] for event in served_by_each.simulator.events() if event["published"]]
    for event in events:
        served_by_each.simulator.patch_event(event, **nothing)
    pages = ["/", "/events/", PAST, *(f"/events/{event}/{page}" for event in events for page in ("", "schedule/"))]
    assert [path for path in pages if re.search(r"\bNone\b|\bnull\b|None", served_by_each.page(path))] == []


def test_no_page_of_the_sample_data_says_none(served_by_each: ServedSite) -> None:
    pages = [*PAGES, *people_and_sessions(served_by_each)]
    assert [path for path in pages if re.search(r"\bNone\b", main_text(served_by_each.page(path)))] == []


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/events/Nobody_Knows_This1/",
        f"{EVENT}sessions/aaaaaaaa-nothing/",
        f"{EVENT}sessions/no-short-id/",
        f"{EVENT}speakers/aaaaaaaa-nobody/",
        f"{EVENT}passes/",  # free of charge
        "/events/Reading_Tide_Tables381067612/venue/",  # online
        "/events/Reading_Tide_Tables381067612/sponsors/",
        "/events/Reading_Tide_Tables381067612/speakers/",
        "/img/speaker/aaaaaaaa-0123456789abcdef.png",
        "/img/elsewhere/x.png",
        "/static/../events_site/settings.py",
        "/.env",
        "/.git/config",
    ],
)
def test_what_was_never_there_is_a_404_that_leads_on(served: ServedSite, path: str) -> None:
    response = served.get(path)
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert main_text(response.content.decode()).startswith("Page not found")


def test_a_withdrawn_event_is_gone_with_all_its_pages_and_returns(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(EVENT)
    served.simulator.unpublish(FORUM)
    clock.shift(STALE_S + 1)
    for path in (EVENT, f"{EVENT}schedule/", f"{EVENT}speakers/", f"{EVENT}venue/"):
        response = served.get(path)
        assert response.status_code == 410
        text = main_text(response.content.decode())
        assert text.startswith("This event is no longer listed Harbour Forum It may have been moved or cancelled.")
    assert "Harbour Forum" not in main_text(served.page("/events/"))
    served.simulator.publish(FORUM)
    clock.shift(STALE_S + 1)
    assert served.get(EVENT).status_code == 200


def test_a_past_event_that_leaves_the_api_stays_in_the_list_of_past_ones(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(PAST)
    served.simulator.unpublish(REVIEW)
    clock.shift(STALE_S + 1)
    assert "Breakwater Review" in main_text(served.page(PAST))
    assert "Breakwater Review" in main_text(served.page(f"{PAST}?q=breakwater"))
    assert "Breakwater Review" not in main_text(served.page(f"{PAST}?q=dredging"))
    response = served.get(f"/events/{REVIEW}/")
    assert response.status_code == 410
    assert "It took place on" in response.content.decode()


def test_a_session_taken_off_the_programme_is_gone(served: ServedSite, clock: time_machine.Coordinates) -> None:
    path, _ = people_and_sessions(served)
    forum = next(event for event in served.simulator.events() if event["readableEventId"] == FORUM)
    served.settle()
    name = next(each for each in forum["sessions"] if each["name"] in served.page(path).split("<title>")[1][:80])
    served.simulator.unpublish_session(name["id"])
    clock.shift(STALE_S + 1)
    response = served.get(path)
    assert response.status_code == 410
    assert f"This session is no longer listed {name['name']}" in main_text(response.content.decode())


@pytest.mark.parametrize(
    ("asked", "answered", "status"),
    [
        ("/events", "/events/", 301),
        (EVENT[:-1], EVENT, 301),
        (f"{EVENT}schedule?day=2027-01-05", f"{EVENT}schedule/?day=2027-01-05", 301),
        (EVENT.lower(), EVENT, 301),
        (f"{EVENT.lower()}schedule/?view=grid", f"{EVENT}schedule/?view=grid", 301),
        (f"{EVENT}sessions/", f"{EVENT}schedule/?view=list", 301),
        (f"{EVENT}schedule/2027-01-05/", f"{EVENT}schedule/?day=2027-01-05", 301),
        (f"{EVENT}schedule/2027-01-05/?view=grid", f"{EVENT}schedule/?view=grid&day=2027-01-05", 301),
        ("/events/?page=9", "/events/", 302),
        ("/events/?page=9&q=harbour", "/events/?q=harbour", 302),
        (f"{PAST}?page=2", PAST, 302),
    ],
)
def test_another_spelling_leads_to_the_one_address(served: ServedSite, asked: str, answered: str, status: int) -> None:
    response = served.get(asked)
    assert (response.status_code, response["Location"]) == (status, answered)


def test_an_old_slug_and_an_id_in_capitals_lead_to_the_one_address(served: ServedSite) -> None:
    for path in people_and_sessions(served):
        folder, part = path.rstrip("/").rsplit("/", 1)
        short, _ = part.split("-", 1)
        for other in (f"{short}-an-older-name", short, short.upper()):
            response = served.get(f"{folder}/{other}/?from=mail")
            assert (response.status_code, response["Location"]) == (301, f"{path}?from=mail")


@pytest.mark.parametrize(
    "query", ["q=harbour", "format=on-site", "type=conference", "place=hamburg", "access=step-free"]
)
def test_a_filter_leaves_some_events_and_stays_in_the_address(served: ServedSite, query: str) -> None:
    everything = links(served.page("/events/"), "/events/")
    some = links(served.page(f"/events/?{query}"), "/events/")
    events = {path for path in everything if re.fullmatch(r"/events/[^/?]+\d{6,}/", path)}
    left = {path for path in some if path in events}
    assert left
    assert left < events
    assert EVENT in left


def test_a_range_of_days_leaves_the_events_in_it(served: ServedSite) -> None:
    assert "No events match these filters." in served.page("/events/?from=2001-01-01&to=2001-12-31")
    assert EVENT in served.page("/events/?from=2001-01-01")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=zzzz", "No events match these filters."),
        ("place=atlantis", "No event matches “atlantis” any more."),
        ("from=2027-13-01", "Enter a date like 2027-06-10"),
        ("page=zero", "Harbour Forum"),
        ("q=" + "x" * 3000, "Use 200 characters or fewer"),
        ("q=%00%ff&format=%22%3E", "No event"),
    ],
)
def test_a_query_that_finds_nothing_or_makes_no_sense_says_so(served: ServedSite, query: str, sentence: str) -> None:
    assert sentence in main_text(served.page(f"/events/?{query}"))


def test_a_long_list_is_shown_by_pages(served: ServedSite) -> None:
    served.row.events_per_page = 5
    served.row.save()
    seen: list[str] = []
    for number in (1, 2, 3):
        page = served.page(f"/events/?page={number}")
        seen += [path for path in links(page, "/events/") if re.fullmatch(r"/events/[^/?]+\d{6,}/", path)]
    published = [event for event in served.simulator.events() if event["published"]]
    assert len(seen) == len(set(seen)) == len(published) - 2  # without the past ones


def test_a_list_without_events_says_why(served: ServedSite) -> None:
    for event in served.simulator.events():
        if event["readableEventId"] != REVIEW:
            served.simulator.unpublish(event["readableEventId"])
    assert "No events are planned at the moment." in served.page("/events/")
    assert "Breakwater Review" in served.page(PAST)


def test_a_schedule_can_be_narrowed_to_a_day(served: ServedSite) -> None:
    whole = served.page(f"{EVENT}schedule/")
    days = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', whole)
    assert len(days) == 3
    sessions = [links(served.page(f"{EVENT}schedule/?day={day}"), f"{EVENT}sessions/") for day in days]
    assert all(sessions)
    assert len(set().union(*sessions)) == sum(map(len, sessions))


def test_sessions_without_room_or_time_appear(served: ServedSite) -> None:
    forum = next(event for event in served.simulator.events() if event["readableEventId"] == FORUM)
    first = forum["sessions"][0]
    nothing = dict.fromkeys(("startTime", "endTime", "startTimeUTC", "endTimeUTC", "room", "building"))
    served.simulator.patch_session(first["id"], **nothing)
    assert first["name"] in main_text(served.page(f"{EVENT}schedule/"))
