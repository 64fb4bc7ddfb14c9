"""What the simulator holds: every kind of event, session and field that the portal must show."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.simulation import (
    ARABIC,
    FORUM,
    HOSTILE,
    SPEAKER_EMAIL_MARKER,
    WIFI_PASSWORD_MARKER,
    Simulator,
    running_simulator,
)

TODAY = date(2026, 5, 4)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator(today=TODAY.isoformat()) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


def published(simulator: Simulator) -> dict[str, dict[str, Any]]:
    return {each["eventName"]: each for each in simulator.call("events/published").json}


def test_the_forum_is_a_three_day_conference(simulator: Simulator) -> None:
    forum = published(simulator)["Harbour Forum"]
    sessions = simulator.call(f"events/{FORUM}/sessions").json
    speakers = simulator.call(f"events/{FORUM}/speakers").json
    days = {session["startTime"][:10] for session in sessions}
    assert len(days) == 3
    assert len(sessions) >= 60
    assert len({session["room"]["name"] for session in sessions if session["room"]}) == 6
    assert len(simulator.call(f"events/{FORUM}/tracks").json) == 5
    assert len(speakers) >= 40
    assert forum["allowCustomAgenda"] is True
    assert any(session["startTime"][:10] != session["endTime"][:10] for session in sessions)
    assert any(not session["room"] for session in sessions)
    assert any(not session["speakers"] for session in sessions)
    assert any(
        session["isCapacityRestricted"] and session["registrationCount"] >= session["maxCapacity"]
        for session in sessions
    )
    topics = {each["sponsorshipTopic"] for each in simulator.call(f"events/{FORUM}/sponsorships").json}
    assert topics >= {"Platinum", "Gold", "Silver", "Media partner", None}
    fields = simulator.call(f"events/{FORUM}/custom-registration-fields").json
    assert {field["type"] for field in fields} == {100000000, 100000001, 100000002, 100000003}
    assert any("," in choice for field in fields for choice in (field["choices"] or "").split("\n"))


def test_nobody_speaks_and_no_room_is_used_twice_at_the_same_time(simulator: Simulator) -> None:
    sessions = simulator.call(f"events/{FORUM}/sessions").json
    for number, one in enumerate(sessions):
        for other in sessions[number + 1 :]:
            if one["startTime"] < other["endTime"] and other["startTime"] < one["endTime"]:
                assert not one["room"] or one["room"] != other["room"], (one["name"], other["name"])
                both = {each["name"] for each in one["speakers"]} & {each["name"] for each in other["speakers"]}
                assert both == set(), (one["name"], other["name"])


def test_the_events_are_of_every_kind_that_pages_must_show(simulator: Simulator) -> None:
    events = published(simulator)
    now = wall(datetime.combine(TODAY, datetime.min.time(), UTC))
    assert {event["timeZone"] for event in events.values()} == {110, 35, 235, 193, 165, None}
    assert {event["eventFormat"] for event in events.values()} == {100000001, 100000002, 100000003, None}
    assert sum(event["endDate"] < now for event in events.values()) == 2
    assert sum(event["startDate"] < now < event["endDate"] for event in events.values()) == 1
    closed = events["Young Mariners Scholarship Day"]
    assert closed["stopRegistrationDate"] < now < closed["startDate"]
    assert closed["websiteMessage"]
    for name, waitlist in (("Open Deck on the Pilot Boat", False), ("Wave Basin Workshop", True)):
        event = events[name]
        count = simulator.call(f"events/{event['readableEventId']}/registrations/count").json
        assert (count, event["showWaitlist"]) == (event["maxCapacity"], waitlist)
    summit = events["Coastal Data Summit"]["readableEventId"]
    left = [each["numberOfPassesLeft"] for each in simulator.call(f"events/{summit}/passes").json]
    assert (len(left), left.count(0)) == (4, 1)
    assert "ملتقى" in simulator.call(f"events/{ARABIC}").json["eventName"]


def wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def test_every_nullable_field_is_null_somewhere_and_told_elsewhere(simulator: Simulator) -> None:
    document = simulator.call("doc/public-api.json").json["components"]["schemas"]
    events = list(published(simulator).values())
    ids = [event["readableEventId"] for event in events]

    def everything(kind: str) -> list[dict[str, Any]]:
        return [item for event_id in ids for item in simulator.call(f"events/{event_id}/{kind}").json]

    sessions, speakers = everything("sessions"), everything("speakers")
    samples = {
        "Event": events,
        "Session": sessions + [session for speaker in speakers for session in speaker["sessions"]],
        "Speaker": speakers,
        "Sponsorship": everything("sponsorships"),
        "SessionTrack": everything("tracks"),
        "CustomRegistrationField": everything("custom-registration-fields"),
        "Building": [event["building"] for event in events if event["building"]],
        "Room": [session["room"] for session in sessions if session["room"]],
    }
    never_set = {"Speaker.image", "Event.enableCaptcha"}  # the first by nature in v2.0, the second only null elsewhere
    for name, items in samples.items():
        for key, schema in document[name]["properties"].items():
            if schema.get("nullable") and f"{name}.{key}" not in never_set:
                values = [item[key] for item in items]
                assert any(value is None for value in values), f"{name}.{key} is never null"
                assert any(value is not None for value in values), f"{name}.{key} is always null"


@pytest.mark.parametrize("today", ["2026-05-04", "2026-12-28", "2028-02-27", "2026-10-24"])
def test_one_event_spans_the_next_clock_change_whatever_the_day(today: str) -> None:
    with running_simulator(today=today) as running:
        night = published(running)["Long Night of the Lighthouse"]
        zone = ZoneInfo("Europe/Berlin")
        start, end = (datetime.fromisoformat(night[key]).replace(tzinfo=zone) for key in ("startDate", "endDate"))
        assert start.utcoffset() != end.utcoffset()
        assert date.fromisoformat(today) < start.date() < date.fromisoformat(today) + timedelta(days=260)
        assert night["startDateUTC"] == wall(start.astimezone(UTC)) + "Z"
        assert night["endDateUTC"] == wall(end.astimezone(UTC)) + "Z"


def test_ids_and_words_are_the_same_in_every_run(simulator: Simulator) -> None:
    with running_simulator(today=TODAY.isoformat()) as another:
        for path in ("events/published", f"events/{FORUM}/sessions", f"events/{FORUM}/speakers"):
            assert another.call(path).json == simulator.call(path).json


def test_readable_ids_and_pictures_do_not_depend_on_the_day(simulator: Simulator) -> None:
    with running_simulator(today="2027-11-30") as later:
        assert {each["readableEventId"] for each in published(later).values()} == {
            each["readableEventId"] for each in published(simulator).values()
        }
        speakers = [each.call(f"events/{FORUM}/speakers").json for each in (simulator, later)]
        assert [each["imageUrl"] for each in speakers[0]] == [each["imageUrl"] for each in speakers[1]]


def test_markers_stand_for_what_must_never_leave_the_portal(simulator: Simulator) -> None:
    assert WIFI_PASSWORD_MARKER in simulator.call("events/published").body.decode()
    assert SPEAKER_EMAIL_MARKER in simulator.call(f"events/{FORUM}/speakers").body.decode()


def test_hostile_content_waits_unpublished(simulator: Simulator) -> None:
    assert simulator.call(f"events/{HOSTILE}").status == 404
    simulator.publish(HOSTILE)
    assert "<script>" in simulator.call(f"events/{HOSTILE}").json["description"]


def test_internal_tracks_and_drafts_are_not_served(simulator: Simulator) -> None:
    assert "Stage crew" not in {each["name"] for each in simulator.call(f"events/{FORUM}/tracks").json}
    drafts = [
        session
        for event in simulator.events()
        if event["readableEventId"] == FORUM
        for session in event["sessions"]
        if not session["published"]
    ]
    served = {each["id"] for each in simulator.call(f"events/{FORUM}/sessions").json}
    assert len(drafts) == 1
    assert drafts[0]["id"] not in served
