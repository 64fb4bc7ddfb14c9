"""The simulator as a process, its control interface, its journal and what it holds."""

import ast
import json
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.simulator import operations, qr
from tests.simulation import (
    ARABIC,
    FORUM,
    HOSTILE,
    MARATHON,
    REPOSITORY,
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


# The process


def test_it_uses_nothing_but_the_standard_library_and_itself() -> None:
    allowed = set(sys.stdlib_module_names)
    for path in (REPOSITORY / "portal" / "simulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name == "portal" or name.startswith("portal.simulator")
                assert own or name.split(".")[0] in allowed, (path, name)


def test_it_ends_cleanly_when_told_to() -> None:
    with running_simulator() as running:
        assert running.stop() == 0
        assert running.process.poll() == 0


def test_it_listens_on_loopback_only(simulator: Simulator) -> None:
    port = int(simulator.base_url.rsplit(":", 1)[1])
    listening = [line.split() for line in (open_sockets()) if line.split()[3] == "0A"]
    addresses = [fields[1].split(":")[0] for fields in listening if int(fields[1].split(":")[1], 16) == port]
    assert addresses == ["0100007F"]


def open_sockets() -> list[str]:
    with open("/proc/net/tcp") as table:
        return table.read().splitlines()[1:]


def test_a_taken_port_is_reported_in_a_sentence(simulator: Simulator) -> None:
    port = simulator.base_url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "portal.simulator", "--port", port]
    finished = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=10, check=False)
    assert finished.returncode == 1
    assert finished.stderr == f"Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


def test_help_names_every_operation() -> None:
    command = [sys.executable, "-m", "portal.simulator", "--help"]
    text = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=10, check=True).stdout
    assert [name for name in operations.OPERATION_NAMES if name not in text] == []


def test_connections_are_kept_alive(simulator: Simulator) -> None:
    host, port = simulator.base_url.removeprefix("http://").split(":")
    path = f"/EvtMgmt/api/v2.0/events/{FORUM}/registrations/count?emApplicationtoken={simulator.token}"
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        for _ in range(2):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {simulator.origin}\r\n\r\n".encode())
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("request_line", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n"])
def test_garbage_is_a_bad_request(simulator: Simulator, request_line: bytes) -> None:
    host, port = simulator.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request_line)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 Bad Request")


def test_five_thousand_events_start_within_seconds() -> None:
    started = time.monotonic()
    with running_simulator(scale=5000) as running:
        assert time.monotonic() - started < 10
        assert len(running.call("events/published").json) == 5000 + 1 + 15
        assert len(running.call(f"events/{MARATHON}/sessions").json) == 5000


# Control


def test_the_journal_tells_everything_but_the_token(simulator: Simulator) -> None:
    simulator.clear_journal()
    simulator.call("events/published", realtime=True, webappId="7")
    simulator.call(f"events/{FORUM}/registrations", body={"attendees": []}, token="another-token-entirely")
    listed, posted = simulator.journal()
    assert listed | {"time": ""} == {
        "time": "",
        "dialect": "v1.0",
        "operation": "list_published_events",
        "method": "GET",
        "path": f"{simulator.realtime_endpoint.removeprefix(simulator.base_url)}/events/published",
        "parameters": {"webappId": "7"},
        "token": "valid",
        "origin": simulator.origin,
        "body": None,
        "status": 200,
    }
    assert (posted["token"], posted["status"], posted["body"]) == ("wrong", 401, {"attendees": []})
    text = json.dumps([listed, posted])
    assert (simulator.token in text, "another-token-entirely" in text) == (False, False)


def test_control_calls_are_not_in_the_journal(simulator: Simulator) -> None:
    simulator.clear_journal()
    assert simulator.control("GET", "health") == {"status": "ok", "events": 17}
    assert simulator.journal() == []


def test_an_event_can_be_unpublished_changed_and_published_again(simulator: Simulator) -> None:
    simulator.unpublish(FORUM)
    assert simulator.call(f"events/{FORUM}").status == 404
    assert "Harbour Forum" not in published(simulator)
    simulator.patch_event(FORUM, eventName="Harbour Forum, moved", timeZone="92")
    simulator.publish(FORUM)
    assert published(simulator)["Harbour Forum, moved"]["timeZone"] == "92"


def test_a_session_can_be_unpublished_and_changed(simulator: Simulator) -> None:
    first, second, *_ = simulator.call(f"events/{FORUM}/sessions").json
    simulator.unpublish_session(first["id"])
    simulator.patch_session(second["id"], name="Changed", registrationCount=7)
    after = simulator.call(f"events/{FORUM}/sessions").json
    assert (after[0]["name"], after[0]["registrationCount"]) == ("Changed", 7)
    assert simulator.call(f"sessions/{first['id']}", realtime=True).status == 404
    simulator.publish_session(first["id"])
    assert len(simulator.call(f"events/{FORUM}/sessions").json) == len(after) + 1


def test_a_reset_undoes_everything(simulator: Simulator) -> None:
    before = simulator.call("events/published").json
    simulator.patch_event(FORUM, eventName="Changed")
    simulator.settings(missing_origin="strict", latency_ms=1)
    simulator.fault(status=500)
    simulator.reset()
    assert simulator.call("events/published").json == before
    assert simulator.settings()["missing_origin"] == "dialect"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "settings", {"nonsense": 1}, 400),
        ("POST", "settings", {"missing_origin": "maybe"}, 400),
        ("POST", "settings", {"latency_ms": -1}, 400),
        ("POST", "settings", {"captcha": 1}, 400),
        ("PUT", "events/Nothing1", {}, 404),
        ("PUT", f"events/{FORUM}", {"registrationCount": "many"}, 400),
        ("POST", "events/Nothing1/publish", None, 404),
        ("GET", "nowhere", None, 404),
    ],
)
def test_control_refuses_what_it_does_not_understand(
    simulator: Simulator, method: str, path: str, body: Any, status: int
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        simulator.control(method, path, body)
    with closing(refused.value):
        assert refused.value.code == status


# What it holds


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


# This matrix was read by an independent decoder (ZXing), as were all versions up to 10 at their largest.
EXAMPLE_QR = """\
#######.####..##..#######
#.....#...##....#.#.....#
#.###.#..#.##.##..#.###.#
#.###.#.#.###..##.#.###.#
#.###.#.#...#.###.#.###.#
#.....#.#.###.....#.....#
#######.#.#.#.#.#.#######
........#..#.#.#.........
#...#.###..#.#.#.#####..#
##..##.#.#.#.####..###.#.
...##.#.#..#...##.#..##..
#.#.#.....#...#####.#.##.
##.#.###.#...##.###..####
#..#....#.#.#..##...#..#.
..#.#.####.#####...####..
..........##.#.#...##.##.
####.###..#.##.########..
........#.#..##.#...#....
#######.###.....#.#.#....
#.....#..#..#.#.#...#####
#.###.#.#.##.##.#######.#
#.###.#..#..#..#.###..###
#.###.#..########.#..#.#.
#.....#....#.#.#.#######.
#######.###.##.#..#...###
"""


def test_a_qr_code_is_the_one_that_a_decoder_has_read() -> None:
    rows = ["".join("#" if dark else "." for dark in row) for row in qr.matrix("https://x.example/")]
    assert rows == EXAMPLE_QR.split()
    with pytest.raises(ValueError, match="does not fit"):
        qr.matrix("x" * 214)
