"""The programme for conference apps: each rule on which an importer once failed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

from portal.domain.schedule import build_schedule
from portal.events_api.types import Session
from portal.formats.c3voc import Programme, Words, schedule_json, schedule_xml
from tests.unit.records import make_event, make_room, make_session, make_speaker, make_track

ADDRESS = "https://events.example.org/events/Summit123/schedule/"
DAY = "2027-06-10"


def programme(*sessions: Session, shown: tuple[Session, ...] | None = None, **fields: Any) -> Programme:
    event = make_event(**fields)
    tracks = {sessions[0].id: (make_track(),)} if sessions else {}
    return Programme(
        event=event,
        title="Summit",
        address=ADDRESS,
        schedule=build_schedule(
            sessions if shown is None else shown, time_zone=event.time_zone, tracks_by_session=tracks
        ),
        all_sessions=sessions,
        address_of=lambda session: f"https://events.example.org/events/Summit123/sessions/{session.id}/",
        words=Words(untitled="Untitled session", no_room="Room to be announced"),
    )


def conference(*sessions: Session, **fields: Any) -> dict[str, Any]:
    return json.loads(schedule_json(programme(*sessions, **fields)))["schedule"]["conference"]


def items(*sessions: Session, **fields: Any) -> list[dict[str, Any]]:
    days = conference(*sessions, **fields)["days"]
    return [item for day in days for room in day["rooms"].values() for item in room]


def test_a_session_has_every_key_the_schema_asks_for_and_no_other() -> None:
    talk = make_session("Öffnung: Teil 1", f"{DAY} 08:00", f"{DAY} 09:30", room="Hall", speakers=(make_speaker(),))
    (item,) = items(talk)
    assert set(item) == {
        "id", "guid", "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type",
        "language", "abstract", "description", "persons", "links",
    }  # fmt: skip
    assert None not in item.values()
    assert (item["date"], item["start"], item["duration"]) == ("2027-06-10T10:00:00+02:00", "10:00", "1:30")
    assert isinstance(item["id"], int)
    assert item["id"] >= 1
    assert UUID(item["guid"])
    assert re.fullmatch(r"[a-z0-9_]{4,}-[a-z0-9_-]{4,}", item["slug"])
    assert not item["slug"].endswith("-")
    assert (item["track"], item["type"]) == ("Data", "other")
    assert [set(person) for person in item["persons"]] == [{"name", "guid"}]
    assert item["persons"][0]["name"] == "Ana Trujillo"


def test_a_session_without_a_room_has_one_that_says_so_and_one_without_a_time_has_no_place() -> None:
    found = conference(make_session("Talk", f"{DAY} 08:00"), make_session("Later"))
    assert [room["name"] for room in found["rooms"]] == ["Room to be announced"]
    assert all(UUID(room["guid"]) for room in found["rooms"])
    assert list(found["days"][0]["rooms"]) == ["Room to be announced"]
    assert found["days"][0]["rooms"]["Room to be announced"][0]["duration"] == "0:00"


def test_two_rooms_of_one_name_are_told_apart() -> None:
    halls = [make_room("Hall", id=f"room-{number}") for number in range(2)]
    found = conference(*(make_session(f"S{n}", f"{DAY} 08:00", room=hall) for n, hall in enumerate(halls)))
    assert [room["name"] for room in found["rooms"]] == ["Hall", "Hall (2)"]
    assert sorted(len(sessions) for sessions in found["days"][0]["rooms"].values()) == [1, 1]


def test_a_filter_leaves_out_sessions_and_their_rooms_but_changes_no_number() -> None:
    one, two = (make_session(name, f"{DAY} 08:00", room=name) for name in ("One", "Two"))
    everything = {item["guid"]: item["id"] for item in items(one, two)}
    (left,) = items(one, two, shown=(two,))
    assert everything[left["guid"]] == left["id"]
    assert [room["name"] for room in conference(one, two, shown=(two,))["rooms"]] == ["Two"]


def test_an_acronym_has_only_what_every_importer_accepts() -> None:
    for readable_id in ("Contoso-Summit-2026", "İstanbul Ğ 7", "x", "&", "会議1234"):
        acronym = conference(readable_event_id=readable_id)["acronym"]
        assert re.fullmatch(r"[a-z0-9_]{4,}", acronym), readable_id


def test_a_day_without_sessions_keeps_its_place() -> None:
    found = conference(make_session("A", f"{DAY} 08:00"), make_session("B", "2027-06-12 08:00"))
    assert [(day["index"], day["date"], len(day["rooms"])) for day in found["days"]] == [
        (1, "2027-06-10", 1),
        (2, "2027-06-11", 0),
        (3, "2027-06-12", 1),
    ]
    assert (found["daysCount"], found["start"], found["end"]) == (3, "2027-06-10", "2027-06-12")
    assert found["days"][0]["day_start"] == "2027-06-10T03:00:00+02:00"
    assert found["days"][0]["day_end"] == found["days"][1]["day_start"]


def test_a_session_years_off_makes_no_thousands_of_days() -> None:
    assert conference(make_session("A", f"{DAY} 08:00"), make_session("B", "2099-06-12 08:00"))["daysCount"] == 2


def test_an_event_without_a_programme_has_its_first_day() -> None:
    found = conference()
    assert [(day["date"], day["rooms"]) for day in found["days"]] == [(DAY, {})]
    assert ElementTree.fromstring(schedule_xml(programme())).findall("day")


def test_only_zones_the_schema_knows_are_named() -> None:
    assert conference(time_zone="Europe/Berlin")["time_zone_name"] == "Europe/Berlin"
    assert conference(time_zone="UTC")["time_zone_name"] == "UTC"
    assert "time_zone_name" not in conference(time_zone="Etc/GMT+12")
    assert "time_zone_name" not in conference(time_zone="UTC+05:45", time_zone_certain=False)


def test_summer_and_winter_have_their_own_offsets() -> None:
    found = items(make_session("A", "2027-10-30 08:00"), make_session("B", "2027-10-31 08:00"))
    assert [item["date"][-6:] for item in found] == ["+02:00", "+01:00"]
    assert [datetime.fromisoformat(item["date"]).hour for item in found] == [10, 9]


def test_the_version_changes_with_the_content_and_only_then() -> None:
    one, other = make_session("A", f"{DAY} 08:00"), make_session("B", f"{DAY} 08:00")
    versions = [json.loads(schedule_json(programme(item)))["schedule"]["version"] for item in (one, one, other)]
    assert versions[0] == versions[1] != versions[2]


def test_xml_says_the_same_as_json() -> None:
    sessions = (
        make_session("A", f"{DAY} 08:00", f"{DAY} 09:00", room="Hall", speakers=(make_speaker(),)),
        make_session("B", f"{DAY} 10:00", session_summary="<p>About <b>B</b></p>"),
    )
    root = ElementTree.fromstring(schedule_xml(programme(*sessions)))
    found = root.findall("day/room/event")
    by_guid = {item["guid"]: item for item in items(*sessions)}
    assert len(found) == 2
    for event in found:
        item = by_guid[event.attrib["guid"]]
        assert event.attrib["id"] == str(item["id"])
        for tag in ("date", "start", "duration", "room", "slug", "url", "title", "type", "track", "abstract"):
            assert (event.findtext(tag) or "") == item[tag]
    assert all(int(person.attrib["id"]) > 0 for person in root.iter("person"))
    assert "About B" in by_guid[found[1].attrib["guid"]]["abstract"].replace("\n", " ")


def test_characters_that_xml_forbids_are_left_out() -> None:
    hostile = make_session(
        "A\x00\x0b<b>&\ufffe\ud800", f"{DAY} 08:00", id="odd", room="H\x01", session_summary="x\x1by"
    )
    event = ElementTree.fromstring(schedule_xml(programme(hostile))).find("day/room/event")
    assert event is not None
    assert (event.findtext("title") or "").startswith("A")
    assert "<b>&" in (event.findtext("title") or "")
    assert json.loads(schedule_json(programme(hostile)))
