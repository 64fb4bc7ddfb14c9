"""Calendar files as calendars read them, down to the bytes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from portal.events_api.codes import HYBRID, WEBINAR
from portal.formats.calendar import Entry, Words, calendar, event_entry, session_entry
from tests.unit.records import make_building, make_event, make_session, utc

WORDS = Words(untitled="Untitled", no_room="Room to be announced", online="Online")
CHANGED_AT = utc("2027-01-02 03:04")
ADDRESS = "https://events.example.org/events/Summit123/"


def entry(**fields: object) -> Entry:
    return Entry(
        **{
            "id": "one",
            "starts_at": utc("2027-06-10 08:00"),
            "ends_at": utc("2027-06-10 09:00"),
            "summary": "Opening",
            "address": ADDRESS,
            "changed_at": CHANGED_AT,
        }
        | fields  # type: ignore[arg-type]
    )


def written(*entries: Entry, name: str = "Summit") -> bytes:
    return calendar(name, entries, domain="events.example.org")


def read(*entries: Entry) -> list[dict[str, object]]:
    return [dict(item) for item in Calendar.from_ical(written(*entries)).walk("VEVENT")]


def test_a_calendar_says_what_it_is_and_when_to_look_again() -> None:
    lines = written(name="Summit, 2027").decode().splitlines()
    assert lines[0] == "BEGIN:VCALENDAR"
    for line in (
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Summit\\, 2027",
        "X-WR-CALNAME:Summit\\, 2027",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ):
        assert line in lines
    assert sum(line.startswith("PRODID:") for line in lines) == 1


def test_an_entry_has_everything_a_calendar_updates_by() -> None:
    (found,) = read(entry())
    assert found["UID"] == "one@events.example.org"
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == CHANGED_AT
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (utc("2027-06-10 08:00"), utc("2027-06-10 09:00"))
    assert (found["SUMMARY"], found["URL"], found["STATUS"]) == ("Opening", ADDRESS, "CONFIRMED")
    assert not {"ATTENDEE", "ORGANIZER", "CONFERENCE"} & set(found)


def test_the_sequence_rises_with_every_change_and_fits_into_an_integer() -> None:
    first, second = read(entry(), entry(changed_at=CHANGED_AT + timedelta(seconds=1)))
    assert 0 <= first["SEQUENCE"] < second["SEQUENCE"] < 2**31
    assert read(entry(changed_at=utc("2060-01-01 00:00")))[0]["SEQUENCE"] < 2**31


def test_what_was_withdrawn_is_cancelled() -> None:
    assert read(entry(is_cancelled=True))[0]["STATUS"] == "CANCELLED"


def test_the_bytes_are_those_of_the_standard() -> None:
    hostile = 'Ⓐ, b; c\\d "e" 🎉' + "ü" * 120 + "\nEND:VEVENT\r\nBEGIN:VALARM"
    content = written(entry(summary="Kurz", description=hostile))
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)  # no letter is cut in two
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert 'Ⓐ\\, b\\; c\\\\d "e" 🎉' in unfolded
    assert unfolded.count("END:VEVENT\r\n") == 1
    assert "\r\nBEGIN:VALARM" not in unfolded


def test_control_characters_of_a_name_break_nothing() -> None:
    event = make_event(event_name="Sum\x00mit\x0b\r\nEND:VCALENDAR")
    made = event_entry(event, address=ADDRESS, changed_at=CHANGED_AT, words=WORDS)
    assert read(made)[0]["SUMMARY"] == "Sum mit END:VCALENDAR"


@pytest.mark.parametrize(
    ("fields", "location"),
    [
        ({}, ""),
        ({"event_format": WEBINAR}, "Online"),
        ({"event_format": WEBINAR, "building": make_building()}, "Online"),
        ({"building": make_building(city="Lisbon")}, "Congress Centre, Lisbon"),
        ({"event_format": HYBRID, "building": make_building(city="Lisbon")}, "Congress Centre, Lisbon / Online"),
    ],
)
def test_an_event_is_where_its_page_says(fields: dict[str, object], location: str) -> None:
    made = event_entry(make_event(**fields), address=ADDRESS, changed_at=CHANGED_AT, words=WORDS)
    assert made.location == location


@pytest.mark.parametrize(
    ("session", "event", "location"),
    [
        ({}, {}, "Room to be announced"),
        ({"room": "Hall"}, {}, "Hall"),
        ({"room": "Hall"}, {"building": make_building(city="Lisbon")}, "Hall, Congress Centre, Lisbon"),
        ({"session_format": WEBINAR}, {"building": make_building()}, "Online"),
        ({}, {"event_format": WEBINAR}, "Online"),
        ({"room": "Hall", "building": make_building(name="Annex")}, {"building": make_building()}, "Hall, Annex"),
    ],
)
def test_a_session_without_a_room_stays_and_says_so(
    session: dict[str, object], event: dict[str, object], location: str
) -> None:
    made = session_entry(
        make_session("Opening", "2027-06-10 08:00", **session),
        make_event(**event),
        address=ADDRESS,
        changed_at=CHANGED_AT,
        words=WORDS,
    )
    assert made is not None
    assert made.location == location
    assert made.ends_at is None


def test_a_session_without_a_time_cannot_be_an_entry() -> None:
    untimed = make_session("Opening")
    assert session_entry(untimed, make_event(), address=ADDRESS, changed_at=CHANGED_AT, words=WORDS) is None
