"""Every format over HTTP: all hold what the page holds, all answer alike, none shows what is not allow-listed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import vobject
from django.http import HttpResponse
from icalendar import Calendar
from jsonschema import Draft202012Validator

from portal.domain.identifiers import short_id
from portal.services import catalogue
from tests.served_site import ServedSite
from tests.simulation import FORUM, HOSTILE, ORIGIN

EVENT = f"/events/{FORUM}"
API = f"/api/v1/events/{FORUM}"
ATOM = "{http://www.w3.org/2005/Atom}"
DOCUMENTS = [
    "/sitemap.xml",
    "/events.ics",
    "/events.atom",
    "/api/v1/events.json",
    "/api/v1/openapi.json",
    f"{API}.json",
    f"{API}/sessions.json",
    f"{API}/speakers.json",
    f"{EVENT}.ics",
    f"{EVENT}/schedule.ics",
    f"{EVENT}/schedule.json",
    f"{EVENT}/schedule.xml",
    f"{EVENT}/schedule.csv",
    f"{EVENT}/schedule.txt",
    f"{EVENT}/qr.svg",
]
FROM_ADDRESS = re.compile(r"/sessions/([a-z2-7]{8})")


def short_ids(addresses: Any) -> set[str]:
    return {match[1] for address in addresses if (match := FROM_ADDRESS.search(address))}


def in_json(content: bytes) -> set[str]:
    days = json.loads(content)["schedule"]["conference"]["days"]
    return short_ids(item["url"] for day in days for room in day["rooms"].values() for item in room)


def in_csv(content: bytes) -> set[str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return short_ids(row[-1] for row in rows[1:] if row[1])  # those with a time


READERS: dict[str, Callable[[bytes], set[str]]] = {
    f"{EVENT}/schedule.ics": lambda body: short_ids(str(e["URL"]) for e in Calendar.from_ical(body).walk("VEVENT")),
    f"{EVENT}/schedule.json": in_json,
    f"{EVENT}/schedule.xml": lambda body: short_ids(url.text for url in ElementTree.fromstring(body).iter("url")),
    f"{EVENT}/schedule.csv": in_csv,
    f"{API}/sessions.json": lambda body: {item["id"] for item in json.loads(body)["sessions"] if item["starts_at"]},
}


def on_page(html: str) -> set[str]:
    return set(re.findall(r'id="s-([a-z2-7]{8})"', html))


@pytest.mark.parametrize("filters", ["", "day", "room", "speaker", "type", "q", "day-room", "nothing"])
def test_every_format_holds_the_sessions_of_the_page(served: ServedSite, filters: str) -> None:
    served.warm(f"{EVENT}/")
    whole = catalogue.load_event(served.site, FORUM)
    session = next(item for item in whole.schedule.sessions if item.room and item.speakers and item.starts_at)
    day = next(day.date for day in whole.schedule.days if session in day.sessions)
    query = {
        "": "",
        "day": f"day={day}",
        "room": f"room={short_id(session.room.id)}",
        "speaker": f"speaker={short_id(session.speakers[0].id)}",
        "type": "type=keynote",
        "q": "q=port",
        "day-room": f"day={day}&room={short_id(session.room.id)}",
        "nothing": "track=not-there-any-more",
    }[filters]
    timed = {short_id(item.id) for item in whole.sessions if item.starts_at}
    expected = on_page(served.page(f"{EVENT}/schedule/?{query}")) & timed
    assert bool(expected) == (filters != "nothing")
    for path, read in READERS.items():
        assert read(served.get(f"{path}?{query}").content) == expected, path


def test_all_formats_agree_on_the_instant_of_a_session(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    expected = {
        short_id(item.id): item.starts_at.timestamp()
        for item in catalogue.load_event(served.site, FORUM).sessions
        if item.starts_at
    }
    days = json.loads(served.get(f"{EVENT}/schedule.json").content)["schedule"]["conference"]["days"]
    c3voc = {
        next(iter(short_ids([item["url"]]))): datetime.fromisoformat(item["date"]).timestamp()
        for day in days
        for room in day["rooms"].values()
        for item in room
    }
    own = {
        item["id"]: datetime.fromisoformat(item["starts_at"]).timestamp()
        for item in json.loads(served.get(f"{API}/sessions.json").content)["sessions"]
        if item["starts_at"]
    }
    entries = Calendar.from_ical(served.get(f"{EVENT}/schedule.ics").content).walk("VEVENT")
    ics = {next(iter(short_ids([str(entry["URL"])]))): entry.start.timestamp() for entry in entries}
    assert c3voc == own == ics == expected


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_public_unlisted_and_answered_by_304(served: ServedSite, path: str) -> None:
    served.warm(f"{EVENT}/")
    response = served.get(path)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in response
    assert "Vary" not in response
    again = served.get(path, **{"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stranger = served.get(path, **{"cookie": "a=b", "accept-language": "ja", "accept": "text/html"})
    assert (stranger.content, stranger["ETag"]) == (response.content, response["ETag"])
    head = served.ask("HEAD", path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
    assert served.ask("POST", path).status_code == 405


def test_addresses_are_the_sites_own_whoever_asks(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    for path in DOCUMENTS:
        text = served.get(path, host="testserver").content.decode()
        assert "testserver" not in text, path
        if "qr.svg" not in path:
            assert ORIGIN in text or "openapi" in path, path


def test_bad_filters_are_refused_and_unknown_parameters_ignored(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    for path in ("/api/v1/events.json?to=x", "/events.atom?access=lift", "/api/v1/events.json?when=never"):
        response = served.get(path)
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert response["Access-Control-Allow-Origin"] == "*"
    for path in (f"{EVENT}/schedule.json?day=x", f"{EVENT}/schedule.csv?day=x", f"{API}/sessions.json?places=x"):
        assert served.get(path).status_code == 400
    plain = served.get("/api/v1/events.json").content
    assert served.get("/api/v1/events.json?utm_source=x&page=7&tz=Mars").content == plain


def test_past_events_are_asked_for_by_name(served: ServedSite) -> None:
    upcoming = json.loads(served.get("/api/v1/events.json").content)["events"]
    past = json.loads(served.get("/api/v1/events.json?when=past").content)["events"]
    assert upcoming
    assert past
    assert not {item["id"] for item in upcoming} & {item["id"] for item in past}
    starts = [datetime.fromisoformat(item["starts_at"]) for item in upcoming]
    assert starts == sorted(starts)


def test_an_event_tells_whether_one_can_register_as_its_page_does(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    record = json.loads(served.get(f"{API}.json").content)
    assert record["registration"] == {"state": "open", "is_open": True} | {
        name: record["registration"][name] for name in ("closes_at", "few_places_left")
    }
    for address in record["links"].values():
        assert served.get(address.removeprefix(ORIGIN)).status_code == 200, address


def test_the_feed_has_an_entry_for_every_event_and_lasting_ids(served: ServedSite) -> None:
    feed = ElementTree.fromstring(served.get("/events.atom").content)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    names = {item["name"] for item in json.loads(served.get("/api/v1/events.json").content)["events"] if item["name"]}
    assert names <= {entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")}
    assert len(ids) == len(set(ids)) > 5
    webinars = ElementTree.fromstring(served.get("/events.atom?format=webinar").content)
    assert 0 < len(webinars.findall(f"{ATOM}entry")) < len(ids)
    links = {link.get("rel"): link.get("href") for link in webinars.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{ORIGIN}/events.atom?format=webinar",
        "alternate": f"{ORIGIN}/events/?format=webinar",
    }


def test_the_table_opens_in_spreadsheets_and_runs_nothing(served: ServedSite) -> None:
    served.simulator.publish(HOSTILE)
    served.warm(f"/events/{HOSTILE}/")
    response = served.get(f"/events/{HOSTILE}/schedule.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t"}]


def test_the_plain_text_reads_well(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    text = served.get(f"{EVENT}/schedule.txt").content.decode()
    whole = catalogue.load_event(served.site, FORUM)
    assert text.startswith(f"{whole.event.event_name}\n=====")
    assert all(" ".join(item.name.split()) in " ".join(text.split()) for item in whole.sessions)
    assert "<" not in text
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 100
    assert served.get(f"/de{EVENT}/schedule.txt")["Content-Language"] == "de"


def test_hostile_content_breaks_no_format(served: ServedSite) -> None:
    served.simulator.publish(HOSTILE)
    served.warm(f"/events/{HOSTILE}/")
    for path in DOCUMENTS:
        response: HttpResponse = served.get(path.replace(FORUM, HOSTILE))
        assert response.status_code == 200, path
        kind = response["Content-Type"]
        if "json" in kind:
            json.loads(response.content)
        elif "xml" in kind:
            ElementTree.fromstring(response.content)


def test_speakers_a_site_does_not_show_are_not_told(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    assert json.loads(served.get(f"{API}/speakers.json").content)["speakers"]
    served.row.show_speakers = False
    served.row.save()
    assert json.loads(served.get(f"{API}/speakers.json").content) == {"speakers": []}


def test_the_api_answers_as_it_describes_itself(served: ServedSite) -> None:
    served.simulator.publish(HOSTILE)
    served.warm(f"{EVENT}/", f"/events/{HOSTILE}/")
    description = json.loads(served.get("/api/v1/openapi.json").content)
    for path, operation in description["paths"].items():
        schema = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator(schema | {"components": description["components"]})
        for event_id in (FORUM, HOSTILE):
            answer = served.get(f"/api/v1{path.replace('{id}', event_id)}")
            assert [error.message for error in validator.iter_errors(json.loads(answer.content))] == [], path


def test_a_second_reader_of_calendars_sees_the_same(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    content = served.get(f"{EVENT}/schedule.ics").content.decode()
    found = {entry.uid.value: entry.dtstart.value for entry in vobject.readOne(content).vevent_list}
    entries = Calendar.from_ical(content).walk("VEVENT")
    assert found == {str(entry["UID"]): entry.start for entry in entries}
