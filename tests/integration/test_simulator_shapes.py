"""Every operation of both dialects answers in the documented shape, and in the shape its own OpenAPI document says."""

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulation import ARABIC, FORUM, Simulator, running_simulator

SUMMIT = "Coastal Data Summit"


# events-api/outbound-v2.md §4.2–4.9; realtime-v1.md §5 carries the same fields over.
def _keys(text: str) -> set[str]:
    return set(text.split())


EVENT_KEYS = _keys(
    "eventId readableEventId eventName description eventFormat eventType eventLanguage startDate endDate startDateUTC"
    " endDateUTC timeZone timeZoneName maxCapacity isCapacityRestricted showWaitlist autoregisterWaitlistItems"
    " showAutomaticRegistrationCheckbox allowAnonymousRegistrations allowCustomAgenda enableMultiAttendeeRegistration"
    " enableCaptcha setRegistrationEndDate stopRegistrationDate websiteMessage registrationForm publicEventUrl image"
    " building room customFields"
)
SESSION_KEYS = _keys(
    "id name startTime endTime startTimeUTC endTimeUTC timeZone sessionSummary detailedDescription sessionObjectives"
    " sessionPreRequisites sessionFormat sessionType language camerasPermitted recordingsPermitted maxCapacity"
    " isCapacityRestricted registrationCount userEligibleToRegister alreadyRegistered building room speakers"
    " customFields"
)
SPEAKER_KEYS = _keys(
    "id name title about email website blog linkedin twitter accomplishments publications image imageUrl sessions"
    " customFields"
)
BUILDING_KEYS = _keys(
    "id name description addressComposite addressLine1 addressLine2 addressLine3 city stateProvince postalCode country"
    " telephone1 telephone2 telephone3 email website additionalFacilities wifiSSID wifiPassword accessibleToilets"
    " disabledAccess disabledParking publicTelephoneAvailable wifiAvailable customFields"
)
BOTH = pytest.mark.parametrize("realtime", [False, True], ids=["v2.0", "real-time"])

_STRING_FORMATS = {
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator(real_time_delay_s=0) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


def violations(value: Any, schema: dict[str, Any], document: dict[str, Any], path: str = "$") -> list[str]:
    """What of a value contradicts its schema; unknown keys do too."""
    if "$ref" in schema:
        return violations(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document, path)
    if "oneOf" in schema:
        found = [violations(value, each, document, path) for each in schema["oneOf"]]
        return [] if found.count([]) == 1 else [f"{path}: not exactly one of the schemas"]
    if value is None:
        return [] if schema.get("nullable") else [f"{path}: null"]
    if "allOf" in schema:
        return [each for part in schema["allOf"] for each in violations(value, part, document, path)]
    kinds = _JSON_TYPES[schema["type"]]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return [f"{path}: not {schema['type']}"]
    if isinstance(value, str):
        wanted = _STRING_FORMATS.get(schema.get("format", "")) or re.compile(schema.get("pattern", "(?s).*"))
        fits = wanted.fullmatch(value) and len(value) <= schema.get("maxLength", len(value))
        return [] if fits and value in schema.get("enum", [value]) else [f"{path}: {value!r}"]
    if isinstance(value, list):
        return [e for n, item in enumerate(value) for e in violations(item, schema["items"], document, f"{path}[{n}]")]
    if isinstance(value, dict) and "properties" in schema:
        keys = [f"{path}.{key}: missing" for key in set(schema["required"]) - set(value)]
        keys += [f"{path}.{key}: unknown" for key in set(value) - set(schema["properties"])]
        parts = schema["properties"].items()
        return keys + [
            e for k, part in parts if k in value for e in violations(value[k], part, document, f"{path}.{k}")
        ]
    return []


def readable_id(simulator: Simulator, name: str) -> str:
    return next(each["readableEventId"] for each in simulator.events() if each["eventName"] == name)


@BOTH
def test_every_reading_operation_keeps_to_its_openapi_document(simulator: Simulator, realtime: bool) -> None:
    simulator.settings(captcha=True)
    document = simulator.call("doc/public-api.json", realtime=realtime, token=None, origin=None).json
    event_ids = [FORUM, ARABIC, readable_id(simulator, SUMMIT)]
    checked = set()
    for template, methods in document["paths"].items():
        for event_id in event_ids if "get" in methods else []:
            path = _filled(simulator, template, event_id, realtime)
            answer = simulator.call(path, realtime=realtime, headers={"Authorization": "Bearer simulated-user"})
            content = methods["get"]["responses"].get(str(answer.status), {}).get("content", {})
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                assert violations(answer.json, schema, document) == [], path
                checked.add(template)
    binary = {"/speakers/{speakerId}/image", "/sponsorships/{sponsorshipId}/logo", "/events/{readableEventId}/qrcode"}
    readable = {path for path, methods in document["paths"].items() if "get" in methods}
    assert checked - binary == readable - binary


def _filled(simulator: Simulator, template: str, event_id: str, realtime: bool) -> str:
    def first(kind: str) -> str:
        items = simulator.call(f"events/{event_id}/{kind}", realtime=realtime).json
        return str(items[0]["id"]) if items else "none"

    path = template.removeprefix("/").replace("{readableEventId}", event_id)
    for name, kind in (
        ("sessionId", "sessions"),
        ("trackId", "tracks"),
        ("speakerId", "speakers"),
        ("sponsorshipId", "sponsorships"),
    ):
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", first(kind))
    return path


@BOTH
def test_objects_have_exactly_the_documented_fields(simulator: Simulator, realtime: bool) -> None:
    events = simulator.call("events/published", realtime=realtime).json
    sessions = simulator.call(f"events/{FORUM}/sessions", realtime=realtime).json
    speakers = simulator.call(f"events/{FORUM}/speakers", realtime=realtime).json
    assert {frozenset(event) for event in events} == {frozenset(EVENT_KEYS)}
    assert {frozenset(session) for session in sessions} == {frozenset(SESSION_KEYS)}
    assert {frozenset(speaker) for speaker in speakers} == {frozenset(SPEAKER_KEYS)}
    assert {frozenset(event["building"]) for event in events if event["building"]} == {frozenset(BUILDING_KEYS)}


@BOTH
def test_nesting_goes_one_level_and_is_cut_there(simulator: Simulator, realtime: bool) -> None:
    sessions = simulator.call(f"events/{FORUM}/sessions", realtime=realtime).json
    speakers = simulator.call(f"events/{FORUM}/speakers", realtime=realtime).json
    assert {str(speaker["sessions"]) for session in sessions for speaker in session["speakers"]} == {"[]"}
    assert {session["speakers"] for speaker in speakers for session in speaker["sessions"]} == {None}


def test_the_two_dialects_have_the_paths_that_the_references_give_them(simulator: Simulator) -> None:
    v2, realtime = (
        set(simulator.call("doc/public-api.json", realtime=each, token=None).json["paths"]) for each in (False, True)
    )
    assert v2 - realtime == {
        "/tracks/{trackId}/sessions",
        "/events/{readableEventId}/sessions/{sessionId}/registrations",
        "/users/authenticated/registrations",
        "/users/authenticated/waitlist-items",
        "/users/authenticated/registrations/{registrationId}/cancel",
        "/calendar/personal/ics",
    }
    assert realtime - v2 == {"/sessions/{sessionId}", "/events/{readableEventId}/qrcode", "/checkins"}
    assert len(realtime) == 20


def test_a_path_of_the_other_dialect_is_not_found(simulator: Simulator) -> None:
    session_id = simulator.call(f"events/{FORUM}/sessions").json[0]["id"]
    track_id = simulator.call(f"events/{FORUM}/tracks").json[0]["id"]
    assert simulator.call(f"sessions/{session_id}").status == 404
    assert simulator.call(f"sessions/{session_id}", realtime=True).json["id"] == session_id
    assert simulator.call(f"tracks/{track_id}/sessions", realtime=True).status == 404
    assert {each["id"] for each in simulator.call(f"tracks/{track_id}/sessions").json} != set()


@BOTH
def test_lists_come_in_the_documented_order(simulator: Simulator, realtime: bool) -> None:
    events = simulator.call("events/published", realtime=realtime).json
    sessions = simulator.call(f"events/{FORUM}/sessions", realtime=realtime).json
    tracks = simulator.call(f"events/{FORUM}/tracks", realtime=realtime).json
    assert events == sorted(events, key=lambda event: event["startDate"])
    assert sessions == sorted(sessions, key=lambda session: session["startTime"])
    assert tracks == sorted(tracks, key=lambda track: track["name"])


def test_the_realtime_list_tells_neither_form_nor_captcha(simulator: Simulator) -> None:
    with_form = readable_id(simulator, "Seven Myths about Dredging")
    listed = {each["readableEventId"]: each for each in simulator.call("events/published", realtime=True).json}
    assert {(each["registrationForm"], each["enableCaptcha"]) for each in listed.values()} == {(None, None)}
    detail = simulator.call(f"events/{with_form}", realtime=True).json
    assert detail["registrationForm"].startswith("<div data-form-id=")
    assert detail["enableCaptcha"] is False
    in_v2 = {each["readableEventId"]: each for each in simulator.call("events/published").json}
    assert in_v2[with_form] == simulator.call(f"events/{with_form}").json


def test_the_realtime_list_can_be_narrowed(simulator: Simulator) -> None:
    everything = simulator.call("events/published", realtime=True).json
    application, unit = "5d3be0a4-7c11-4f0e-8b1f-9d6a2c4e8f10", "8a4c7f52-1e9d-4b36-a7d0-3c5b6e9f2d41"
    of_application = simulator.call("events/published", realtime=True, webappId=application).json
    assert [each for each in everything if each not in of_application] == [
        each for each in everything if each["eventName"] == "Members' Briefing"
    ]
    assert simulator.call("events/published", realtime=True, businessUnitId=unit).json == of_application
    assert simulator.call("events/published", realtime=True, webappId=unit).json == []
    assert simulator.call("events/published", webappId=unit).json != []


@BOTH
def test_pictures_and_logos_are_png_files_that_differ(simulator: Simulator, realtime: bool) -> None:
    speakers = simulator.call(f"events/{FORUM}/speakers", realtime=realtime).json
    answers = [
        simulator.call(each["imageUrl"], realtime=realtime, token=None, origin=None)
        for each in speakers
        if each["imageUrl"]
    ]
    pictures = [answer for answer in answers if answer.status == 200]
    assert {answer.status for answer in answers} == {200, 404}
    assert {answer.headers["Content-Type"] for answer in pictures} == {"image/png"}
    assert {png_size(answer.body) for answer in pictures} == {(320, 320)}
    assert len({answer.body for answer in pictures}) == len(pictures)
    sponsorships = simulator.call(f"events/{FORUM}/sponsorships", realtime=realtime).json
    logos = [simulator.call(f"sponsorships/{each['id']}/logo", realtime=realtime) for each in sponsorships]
    assert {png_size(answer.body) for answer in logos if answer.status == 200} == {(400, 160)}
    assert 404 in {answer.status for answer in logos}


def test_the_qr_code_is_a_png_in_realtime_only(simulator: Simulator) -> None:
    answer = simulator.call(f"events/{FORUM}/qrcode", realtime=True)
    width, height = png_size(answer.body)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert width == height
    assert simulator.call(f"events/{FORUM}/qrcode").status == 404


def test_a_personal_calendar_holds_one_entry_for_each_wish(simulator: Simulator) -> None:
    session = simulator.call(f"events/{FORUM}/sessions").json[1]
    wishes = [{"readableEventId": FORUM}, {"readableEventId": FORUM, "sessionId": session["id"]}]
    answer = simulator.call("calendar/personal/ics", token=None, origin=None, data=json.dumps(wishes))
    lines = answer.body.decode().split("\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert [line for line in lines if line.startswith("SUMMARY:")] == [
        "SUMMARY:Harbour Forum",
        f"SUMMARY:{session['name']}",
    ]
    assert max(len(line.encode()) for line in lines) <= 75
    assert simulator.call("calendar/personal/ics", token=None, data="nonsense").status == 400
    assert simulator.call("calendar/personal/ics", token=None, data='[{"readableEventId":"none"}]').status == 404
    assert simulator.call("calendar/personal/ics", realtime=True, data="[]").status == 404


def test_a_check_in_redirects_without_a_token(simulator: Simulator) -> None:
    target = "https://meet.example.org/room"
    answer = simulator.call("checkins", realtime=True, body={}, token=None, origin=None, redirectUri=target)
    assert (answer.status, answer.headers["Location"]) == (302, target)
    assert simulator.call("checkins", body={}, redirectUri=target).status == 404
    assert simulator.call("checkins", realtime=True, body={}, token=None, redirectUri="/\r\nX: y").status == 400


def test_a_count_is_a_bare_number(simulator: Simulator) -> None:
    session_id = simulator.call(f"events/{FORUM}/sessions").json[0]["id"]
    for realtime in (False, True):
        assert simulator.call(f"events/{FORUM}/registrations/count", realtime=realtime).json == 287
        assert simulator.call(f"sessions/{session_id}/registrations/count", realtime=realtime).body.isdigit()
    simulator.settings(count_shape="object")
    assert simulator.call(f"events/{FORUM}/registrations/count").json == {"count": 287}


def test_the_captcha_leads_to_a_script(simulator: Simulator) -> None:
    captcha = simulator.call(f"events/{FORUM}/captcha").json
    assert set(captcha) == {"FlowId", "HipUrl", "ObjectName", "FunctionName"}
    assert captcha["HipUrl"].startswith(f"{simulator.base_url}/_simulator/hip.js?fid={captcha['FlowId']}")
    assert simulator.call(f"events/{FORUM}/captcha", realtime=True).status == 404


def test_unknown_things_are_not_found(simulator: Simulator) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    for realtime in (False, True):
        for path in (
            "events/Nothing1",
            "events/Nothing1/sessions",
            f"events/{FORUM.lower()}",
            f"sessions/{nowhere}/registrations/count",
            f"speakers/{nowhere}/image",
            f"sponsorships/{nowhere}/logo",
            "sessiontracks",
        ):
            answer = simulator.call(path, realtime=realtime)
            assert (path, answer.status, "Message" in answer.json) == (path, 404, True)
    assert simulator.call(f"events/{FORUM}", method="DELETE").status == 405


def test_the_unknowns_of_reading_can_be_switched(simulator: Simulator) -> None:
    simulator.settings(unknown_event="204")
    assert simulator.call("events/Nothing1").status == 204
    simulator.settings(unknown_event="null", empty_list="404", utc_suffix="none", image_urls="absolute")
    assert simulator.call("events/Nothing1").json is None
    assert simulator.call(f"events/{FORUM}/passes").status == 404
    assert not simulator.call(f"events/{FORUM}").json["startDateUTC"].endswith("Z")
    speakers = simulator.call(f"events/{FORUM}/speakers", realtime=True).json
    assert speakers[0]["imageUrl"] == f"{simulator.realtime_endpoint}/speakers/{speakers[0]['id']}/image"


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, whose chunks are checked on the way."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    position, kinds = 8, []
    while position < len(data):
        length = int.from_bytes(data[position : position + 4])
        chunk = data[position + 4 : position + 8 + length]
        assert zlib.crc32(chunk) == int.from_bytes(data[position + 8 + length : position + 12 + length])
        kinds.append(chunk[:4])
        position += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
