"""Calendar files over HTTP: what they hold, how they follow changes, how they answer."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import time_machine
from django.http import HttpResponse
from icalendar import Calendar
from icalendar import Event as Entry

from portal.services import catalogue
from tests.served_site import ServedSite, links
from tests.simulation import FORUM, HOSTILE, ORIGIN

EVENT = f"/events/{FORUM}"


def entries(response: HttpResponse) -> dict[str, Entry]:
    """The entries by UID."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content).walk("VEVENT")
    by_uid = {str(entry["UID"]): entry for entry in found}
    assert len(by_uid) == len(found)
    for entry in found:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL", "LAST-MODIFIED", "SEQUENCE", "STATUS"} <= set(entry)
    return by_uid


def sessions_of(served: ServedSite, event_id: str = FORUM) -> dict[str, object]:
    whole = catalogue.load_event(served.site, event_id)
    return {f"{item.id}@events.example.org": item for item in whole.sessions}


def test_the_programme_is_complete_and_every_entry_is_one_session(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    sessions = sessions_of(served)
    found = entries(served.get(f"{EVENT}/schedule.ics"))
    assert set(found) == {uid for uid, item in sessions.items() if item.starts_at}
    for uid, entry in found.items():
        assert (entry.start, entry["SUMMARY"]) == (sessions[uid].starts_at, sessions[uid].name)
        path = str(entry["URL"]).removeprefix(ORIGIN)
        assert served.get(path).status_code == 200
        alone = entries(served.get(f"{path.rstrip('/')}.ics"))
        assert alone[uid].to_ical() == entry.to_ical()  # one session is one entry, whichever file it came from


def test_a_calendar_takes_the_filters_of_its_page(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    day = next(day for day in catalogue.load_event(served.site, FORUM).schedule.days)
    found = entries(served.get(f"{EVENT}/schedule.ics?day={day.date}"))
    assert set(found) == {f"{item.id}@events.example.org" for item in day.sessions}
    everything = entries(served.get(f"{EVENT}/schedule.ics"))
    assert set(found) < set(everything)
    assert entries(served.get(f"{EVENT}/schedule.ics?room=no-such-room")) == {}
    # A calendar must not lose sessions because they filled up, and has no layout and no zone.
    assert set(entries(served.get(f"{EVENT}/schedule.ics?places=1&view=grid&tz=Asia/Tokyo"))) == set(everything)


@pytest.mark.parametrize(
    ("path", "parameter"), [("/events.ics?from=soon", "from"), (f"{EVENT}/schedule.ics?day=1", "day")]
)
def test_a_filter_that_makes_no_sense_is_refused_in_plain_words(served: ServedSite, path: str, parameter: str) -> None:
    response = served.get(path)
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode() == f"{parameter}: Enter a date like 2027-06-10\n"


def test_the_list_holds_every_event_its_pages_show(served: ServedSite) -> None:
    served.row.events_per_page = 5
    served.row.save()
    found = entries(served.get("/events.ics?page=2"))
    assert len(found) > 5
    shown: list[str] = []
    for number in range(1, 20):
        response = served.get(f"/events/?page={number}")
        if response.status_code != 200:
            break
        shown += [path for path in links(response.content.decode(), "/events/") if path.count("/") == 3]
    expected = {unquote(path) for path in shown if path not in {"/events/past/", "/events/calendar/"}}
    assert {unquote(str(entry["URL"])).removeprefix(ORIGIN) for entry in found.values()} == expected
    webinars = entries(served.get("/events.ics?format=webinar"))
    assert set(webinars) < set(found)
    assert {str(entry["LOCATION"]) for entry in webinars.values()} == {"Online"}


def test_an_event_has_a_file_of_its_own(served: ServedSite) -> None:
    response = served.get(f"{EVENT}.ics")
    (entry,) = entries(response).values()
    event = catalogue.load_event(served.site, FORUM).event
    assert entry["UID"] == f"{event.event_id}@events.example.org"
    assert (entry.start, entry.end, entry["URL"]) == (event.starts_at, event.ends_at, f"{ORIGIN}{EVENT}/")
    assert response["Content-Disposition"].startswith('attachment; filename="')
    assert response["Content-Disposition"].isascii()


def test_speakers_have_their_sessions_in_a_file(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    whole = catalogue.load_event(served.site, FORUM)
    speaker = next(item for item in whole.speakers if len(whole.sessions_of(item)) > 1)
    path = next(
        path
        for path in links(served.page(f"{EVENT}/speakers/"), f"{EVENT}/speakers/")
        if speaker.name.split()[-1].lower() in path
    )
    found = entries(served.get(f"{path.rstrip('/')}.ics"))
    assert set(found) == {f"{item.id}@events.example.org" for item in whole.sessions_of(speaker) if item.starts_at}


def test_words_follow_the_language_of_the_address(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    english, german = served.get("/events.ics"), served.get("/de/events.ics")
    assert german["Content-Language"] == "de"
    assert set(entries(english)) == set(entries(german))
    assert all(f"{ORIGIN}/de/events/" in str(entry["URL"]) for entry in entries(german).values())


def test_a_moved_session_keeps_its_id_and_raises_its_sequence(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(f"{EVENT}/")
    before = entries(served.get(f"{EVENT}/schedule.ics"))
    uid, old = next(iter(before.items()))
    raw = next(
        item for item in served.simulator.call(f"events/{FORUM}/sessions").json if item["id"] == uid.partition("@")[0]
    )
    served.simulator.patch_session(raw["id"], name="Moved elsewhere")
    clock.shift(3600)
    served.warm(f"{EVENT}/", f"{EVENT}/")
    new = entries(served.get(f"{EVENT}/schedule.ics"))[uid]
    assert new["SUMMARY"] == "Moved elsewhere"
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt


def test_nothing_changes_in_a_calendar_when_nothing_changes_in_dynamics(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(f"{EVENT}/")
    before = served.get(f"{EVENT}/schedule.ics")
    clock.shift(3600)
    served.warm(f"{EVENT}/", f"{EVENT}/")
    assert served.get(f"{EVENT}/schedule.ics").content == before.content


def test_a_withdrawn_session_is_cancelled_and_a_hiccup_cancels_nothing(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(f"{EVENT}/")
    before = entries(served.get(f"{EVENT}/schedule.ics"))
    served.simulator.fault("list_sessions", json=[], times=1)
    clock.shift(3600)
    served.warm(f"{EVENT}/", f"{EVENT}/")
    assert {str(entry["STATUS"]) for entry in entries(served.get(f"{EVENT}/schedule.ics")).values()} == {"CONFIRMED"}
    uid = next(iter(before))
    served.simulator.clear_faults()
    served.simulator.unpublish_session(uid.partition("@")[0])
    clock.shift(3600)
    served.warm(f"{EVENT}/", f"{EVENT}/")
    after = entries(served.get(f"{EVENT}/schedule.ics"))
    assert set(after) == set(before)
    assert {key for key, entry in after.items() if entry["STATUS"] == "CANCELLED"} == {uid}
    assert (after[uid].start, after[uid]["SUMMARY"]) == (before[uid].start, before[uid]["SUMMARY"])
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]


def test_a_withdrawn_event_is_cancelled_until_a_month_after_its_end(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm("/events/", f"{EVENT}/")
    ((uid, before),) = entries(served.get(f"{EVENT}.ics")).items()
    served.simulator.unpublish(FORUM)
    clock.shift(3600)
    served.warm("/events/", "/events/")
    (entry,) = entries(served.get(f"{EVENT}.ics")).values()
    assert (entry["UID"], entry["STATUS"], entry.start) == (uid, "CANCELLED", before.start)
    assert entries(served.get("/events.ics"))[uid]["STATUS"] == "CANCELLED"
    assert uid not in entries(served.get("/events.ics?format=on-site"))
    clock.shift((before.end - before["DTSTAMP"].dt).total_seconds() + 32 * 86_400)
    gone = served.get(f"{EVENT}.ics")
    assert (gone.status_code, gone["Content-Type"]) == (410, "text/plain; charset=utf-8")


def test_a_calendar_is_public_unlisted_and_answered_by_304_while_nothing_changes(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    for path in ("/events.ics", f"{EVENT}.ics", f"{EVENT}/schedule.ics"):
        response = served.get(path)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"].startswith("public, max-age=")
        assert "Set-Cookie" not in response
        assert "Vary" not in response
        assert response["Last-Modified"].endswith(" GMT")
        again = served.get(path, **{"if-none-match": response["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"
        assert served.ask("POST", path).status_code == 405


def test_a_format_that_does_not_exist_is_not_found_in_plain_text(served: ServedSite) -> None:
    for path in ("/events/nothing.ics", f"{EVENT}/sessions/aaaaaaaa.ics", f"{EVENT}/speakers/aaaaaaaa-x.ics"):
        response = served.get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_other_spellings_lead_to_the_one_address(served: ServedSite) -> None:
    served.warm(f"{EVENT}/")
    path = next(str(entry["URL"]) for entry in entries(served.get(f"{EVENT}/schedule.ics")).values()).removeprefix(
        ORIGIN
    )
    short = path.split("/")[-2].partition("-")[0]
    for asked, answered in (
        (f"{EVENT}/sessions/{short}-old-name.ics", f"{path.rstrip('/')}.ics"),
        (f"{EVENT.lower()}/schedule.ics?day=2027-06-10", f"{EVENT}/schedule.ics?day=2027-06-10"),
        (f"{EVENT.lower()}.ics", f"{EVENT}.ics"),
    ):
        response = served.get(asked)
        assert (response.status_code, response["Location"]) == (301, answered)


def test_an_event_whose_id_ends_like_a_format_keeps_its_page(served: ServedSite) -> None:
    facts = served.simulator.call(f"events/{FORUM}").json | {"readableEventId": "Forum.ics"}
    served.simulator.patch_event(FORUM, readableEventId="Forum.ics")
    served.simulator.fault("get_event", json=facts)
    served.warm("/events/")
    response = served.get("/events/Forum.ics")
    assert (response.status_code, response["Location"]) == (301, "/events/Forum.ics/")
    assert served.get("/events/Forum.ics/").status_code == 200
    assert len(entries(served.get("/events/Forum.ics.ics"))) == 1


def test_hostile_names_stay_inside_their_entries(served: ServedSite) -> None:
    served.simulator.publish(HOSTILE)
    served.warm(f"/events/{HOSTILE}/")
    response = served.get(f"/events/{HOSTILE}/schedule.ics")
    assert entries(response)
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    assert b"\n" not in response.content.replace(b"\r\n", b"")
