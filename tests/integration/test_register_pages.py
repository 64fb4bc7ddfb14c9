"""The pages around the form: before it, instead of it, when it cannot be sent, and after (design/forms.md §8)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from icalendar import Calendar
from time_machine import Traveller as Clock

from portal.domain.identifiers import short_id
from portal.events_api.codes import ERROR_CODES
from portal.models import ConsentText, Draft, RateCounter, Registration
from portal.services.registration import outcomes
from tests.form_filling import Page, Visitor
from tests.registering import BRIEFING, LIGHTHOUSE, SUMMIT, WORKSHOP, received
from tests.served_site import ServedSite
from tests.simulation import FORUM, Simulator

OPEN_DECK = "Open_Deck_on_the_Pilot_Boat201723216"
SCHOLARSHIP = "Young_Mariners_Scholarship_Day616332270"
BREAKWATER = "Breakwater_Review211040730"


def is_v2(served: ServedSite) -> bool:
    return not served.row.endpoint.endswith("eventmanagement")


def ready(served: ServedSite, clock: Clock | None = None, event: str = LIGHTHOUSE, people: int = 1) -> Visitor:
    """A visitor who has filled in everything."""
    visitor = Visitor(served, event, clock=clock)
    visitor.start()
    for number in range(1, people + 1):
        visitor.person(number)
    if people > 1:
        visitor.post("consent/", {"told_others": "yes"})
    return visitor


# --- Before and instead of the form ---


@pytest.mark.parametrize(
    ("event", "heading", "words"),
    [
        (SCHOLARSHIP, "Registration is closed", "scholars@lanternquay.example"),
        (OPEN_DECK, "This event is full", "There is no waitlist."),
        (BREAKWATER, "This event is over", "You can still read about it."),
    ],
)
def test_states_are_pages_with_a_next_step(served_by_each: ServedSite, event: str, heading: str, words: str) -> None:
    page = Visitor(served_by_each, event).get()
    assert (page.status, page.heading) == (200, heading)
    assert words in page.text
    assert "/events/" in page.links
    assert "<form" not in page.html


def test_only_outbound_wants_an_account(served_by_each: ServedSite) -> None:
    page = Visitor(served_by_each, BRIEFING).get()
    assert page.heading == ("Registration for this event needs an account" if is_v2(served_by_each) else "Register")


def test_an_unknown_event_is_not_found(served: ServedSite) -> None:
    assert Visitor(served, "No_Such_Event").get().status == 404


def test_a_withdrawn_event_is_gone(served: ServedSite, clock: Clock) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.get()
    served.simulator.unpublish(LIGHTHOUSE)
    for _ in range(2):  # believed once the list has said so twice
        clock.shift(served.row.stale_s + 1)
        page = visitor.get()
        served.settle()
    clock.shift(served.row.stale_s + 1)
    page = visitor.get()
    assert (page.status, page.heading) == (410, "This event is no longer listed")


def test_questions_that_were_never_read_are_no_form_in_outbound(served_by_each: ServedSite) -> None:
    served_by_each.simulator.fault("list_custom_registration_fields", status=500)
    page = Visitor(served_by_each, LIGHTHOUSE).get()
    if is_v2(served_by_each):
        assert (page.status, page.heading) == (503, "You cannot register right now")
        assert page.headers["Retry-After"] == "60"
    else:
        assert (page.status, page.heading) == (200, "Register")


def test_pages_are_private(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    for page in (visitor.get(), visitor.start(), visitor.person()):
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["X-Frame-Options"] == "DENY"


def test_the_start_page_keeps_nothing_of_the_visitor(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.get()
    assert set(visitor.client.cookies) == {"csrf"}
    assert not Draft.objects.exists()


def test_starred_sessions_are_ticked(served: ServedSite, clock: Clock) -> None:
    event = next(each for each in served.simulator.events() if each["readableEventId"] == FORUM)
    wanted = [short_id(each["id"]) for each in event["sessions"][:2]]
    visitor = Visitor(served, FORUM, clock=clock)
    starred = visitor.get(f"?s={'~'.join(wanted)}").hidden["s"]
    visitor.start(s=starred)
    heard, ships = (
        f"q-{short_id(item)}"
        for item in ("7d649cac-c4d3-504a-af5a-7d077a97647f", "f04f3664-bbc7-502b-9373-e7ecc6b28b29")
    )
    visitor.person(1, **{heard: "Radio", ships: "No"})
    html = visitor.get("sessions/").html
    ticked = re.findall(r'name="session" value="([a-z2-7]{8})" checked', html)
    assert sorted(ticked) == sorted(wanted)


def test_clashes_are_warned_of_or_refused_as_the_administrator_wishes(served: ServedSite) -> None:
    event = next(each for each in served.simulator.events() if each["readableEventId"] == FORUM)
    names = ("Walls that give way", "Maps that are old by breakfast")
    ids = [short_id(each["id"]) for each in event["sessions"] if each["name"] in names]
    visitor = Visitor(served, FORUM)
    visitor.start()
    heard, ships = (
        f"q-{short_id(item)}"
        for item in ("7d649cac-c4d3-504a-af5a-7d077a97647f", "f04f3664-bbc7-502b-9373-e7ecc6b28b29")
    )
    visitor.person(1, **{heard: "Radio", ships: "No"})
    page = visitor.post("sessions/", {"session": ids})
    assert page.heading == "Check your answers"
    assert "are at the same time." in page.text
    served.row.refuse_clashes = True
    served.row.save()
    page = visitor.post("sessions/", {"session": ids})
    assert page.status == 422
    (problem,) = page.problems
    assert problem.endswith("are at the same time. Choose one")
    assert visitor.post("sessions/", {}).problems == ["Select at least one session"]


# --- Drafts ---


def test_a_step_is_not_reached_before_the_ones_before_it(served: ServedSite) -> None:
    visitor = Visitor(served, SUMMIT)
    assert visitor.get("check/").heading == "Register"
    visitor.start()
    assert visitor.get("check/").heading == "Choose a pass"
    assert visitor.get("attendees/1/").heading == "Choose a pass"
    assert visitor.get("sessions/").heading == "Choose a pass"


def test_a_draft_belongs_to_one_browser(served: ServedSite) -> None:
    visitor = ready(served)
    assert "person1@people.example" in visitor.check().html
    other = Visitor(served, LIGHTHOUSE)
    assert other.get("check/").heading == "Register"


def test_an_expired_form_says_so_and_gives_back_the_last_page(served: ServedSite, clock: Clock) -> None:
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    clock.shift(timedelta(hours=25))
    page = visitor.person(1)
    assert page.heading == "Your answers have expired"
    assert page.hidden["email"] == "person1@people.example"
    page = visitor.post("attendees/1/", page.hidden)
    assert (page.status, page.heading) == (200, "Your details")
    assert 'value="person1@people.example"' in page.html
    assert visitor.person(1).heading == "1 person is in this registration"


def test_answers_are_encrypted_in_the_database(served: ServedSite) -> None:
    ready(served)
    assert "people.example" not in Draft.objects.get().content_encrypted


# --- A stale page ---


def test_a_page_without_its_one_time_value_gives_back_what_was_typed(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE, enforce_csrf=True)
    token = visitor.get().hidden["csrfmiddlewaretoken"]
    visitor.post("", {"csrfmiddlewaretoken": token})
    page = visitor.person(1, first_name="<Ada>")
    assert (page.status, page.heading) == (403, "The form was open too long or cookies are blocked")
    assert (page.hidden["first_name"], page.hidden["email"]) == ("<Ada>", "person1@people.example")
    assert page.headers["X-Robots-Tag"] == "noindex"
    page = visitor.post("attendees/1/", page.hidden)
    assert (page.status, page.heading) == (200, "Your details")
    assert 'value="&lt;Ada&gt;"' in page.html


def test_cookies_that_are_gone_do_not_lose_what_was_typed(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE, enforce_csrf=True)
    token = visitor.get().hidden["csrfmiddlewaretoken"]
    visitor.post("", {"csrfmiddlewaretoken": token})
    visitor.client.cookies.clear()
    page = visitor.person(1)
    assert page.status == 403
    page = visitor.post("attendees/1/", page.hidden)
    assert page.heading == "Your details"
    assert 'value="person1@people.example"' in page.html


def test_what_was_typed_for_a_paid_event_outlives_its_draft(served: ServedSite) -> None:
    visitor = Visitor(served, SUMMIT, enforce_csrf=True)
    page = visitor.person(1)
    assert page.status == 403
    page = visitor.post("attendees/1/", page.hidden)
    token = page.hidden["csrfmiddlewaretoken"]
    assert visitor.person(1, csrfmiddlewaretoken=token).heading == "Choose a pass"
    passes = served.simulator.call(f"events/{SUMMIT}/passes").json
    page = visitor.post("pass/", {"pass": passes[0]["passId"], "csrfmiddlewaretoken": token})
    assert page.heading == "1 person is in this registration"


def test_the_check_page_without_its_one_time_value_leads_back(served: ServedSite) -> None:
    visitor = ready(served)
    visitor.client.handler.enforce_csrf_checks = True
    page = visitor.send()
    assert page.status == 403
    assert f"/events/{LIGHTHOUSE}/register/check/" in page.links
    assert not Registration.objects.exists()


# --- Sending ---


def test_the_same_form_sent_again_gives_the_same_receipt(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    visitor.send(page)
    first = visitor.at
    assert visitor.send(page).status == 200
    assert visitor.at == first
    assert visitor.get("check/").status == 200  # Back
    assert visitor.at == first
    assert Registration.objects.count() == 1
    assert len(received(served.simulator)) == 1


def test_a_form_begun_anew_in_another_tab_is_not_sent_by_the_old_page(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    old = visitor.check()
    visitor.start()
    visitor.person(1, first_name="Ben")
    page = visitor.send(old)
    assert page.heading == "Check your answers"
    assert "begun anew in another tab" in page.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize("changed", [{"leave_this_empty": "x"}, {"opened": "forged:signature"}, {"opened": ""}])
def test_a_suspected_program_gets_a_page_with_a_way_on(
    served: ServedSite, clock: Clock, changed: dict[str, str]
) -> None:
    visitor = ready(served, clock)
    page = visitor.send(**changed)
    assert (page.status, page.heading) == (403, "We could not check that you are a person")
    assert "Nothing was sent. Your answers are kept." in page.text
    assert not Registration.objects.exists()
    assert visitor.send().status == 200


def test_a_form_sent_within_a_third_of_a_second_is_suspect(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    clock.shift(0.3)
    visitor.clock = None
    assert visitor.send(page).status == 403


def test_slowness_is_never_held_against_anybody(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    clock.shift(timedelta(hours=23))
    assert visitor.send(page).heading == "You are registered"


def test_too_many_attempts_keep_the_answers(served: ServedSite, clock: Clock) -> None:
    served.row.posts_per_minute = 1
    served.row.save()
    ready(served, clock).send()
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1, email="another@people.example")
    clock.shift(-2)  # the same minute as the first, whenever the test runs
    RateCounter.objects.update(count=5)
    page = visitor.send()
    assert (page.status, page.heading) == (429, "Too many attempts from your network")
    assert 1 <= int(page.headers["Retry-After"]) <= 60
    assert Registration.objects.count() == 1
    clock.shift(61)
    assert visitor.send().heading == "You are registered"


def test_consent_is_unticked_and_its_version_is_kept(served: ServedSite, clock: Clock) -> None:
    text = ConsentText.objects.create(application=served.row, version=3, purpose="Send me news of harbours.")
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1)
    page = visitor.get("consent/")
    assert "Send me news of harbours." in page.text
    assert " checked" not in page.html
    visitor.post("consent/", {"consent": "yes"})
    visitor.send()
    row = Registration.objects.get()
    assert row.consent == {"text": text.pk, "version": 3, "language": "en", "given": True}


def test_registering_needs_no_consent(served: ServedSite, clock: Clock) -> None:
    ConsentText.objects.create(application=served.row, version=1, purpose="Send me news of harbours.")
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1)
    assert visitor.post("consent/", {}).heading == "Check your answers"
    visitor.send()
    assert Registration.objects.get().consent["given"] is False


def test_a_new_consent_text_is_asked_for_again(served: ServedSite) -> None:
    text = ConsentText.objects.create(application=served.row, version=1, purpose="Old purpose")
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    visitor.post("consent/", {"consent": "yes"})
    ConsentText.objects.filter(pk=text.pk).update(is_active=False)
    ConsentText.objects.create(application=served.row, version=2, purpose="New purpose")
    page = visitor.get("check/")
    assert page.heading == "May the organiser do this?"
    assert " checked" not in page.html


def test_others_have_to_know(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    visitor.person(2)
    assert visitor.post("consent/", {}).problems == ["Confirm that you have told the other people"]


def test_absurd_posts_are_refused_without_harm(served: ServedSite) -> None:
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    assert visitor.person(1, **{f"field{number}": "x" for number in range(2_000)}).status == 400
    assert visitor.person(1, first_name="x" * 10_000_000).status == 400
    upload = SimpleUploadedFile("a.txt", b"x" * 1_000)
    assert visitor.person(1, first_name=upload).problems == ["Enter your first name"]


def test_counting_that_is_impossible_lets_nothing_through(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_ratecounter RENAME TO away")
        try:
            refused = visitor.send(page)
        finally:
            cursor.execute("ALTER TABLE away RENAME TO portal_ratecounter")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert received(served.simulator) == []
    assert visitor.send(page).heading == "You are registered"


# --- Places ---


def leave_places(served: ServedSite, left: int, *, waitlist: bool = True) -> None:
    served.simulator.patch_event(
        LIGHTHOUSE, isCapacityRestricted=True, maxCapacity=20, registrationCount=20 - left, showWaitlist=waitlist
    )


def test_fewer_places_than_people_is_a_page_with_ways_on(served_by_each: ServedSite, clock: Clock) -> None:
    served = served_by_each
    leave_places(served, 1)
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1)
    visitor.person(2, first_name="Ben")
    page = visitor.get("consent/")
    assert (page.status, page.heading) == (200, "There are not enough places left for everyone")
    assert "About 1 place is left; you asked for 2." in page.text
    visitor.post("places/", {"wait": "last"})
    visitor.post("consent/", {"told_others": "yes"})
    page = visitor.check()
    assert "On the waitlist, no place yet" in page.text
    receipt = visitor.send(page)
    assert "1 person is for the waitlist and does not have a place yet." in receipt.text
    (body,) = received(served.simulator)
    assert [(each["firstName"], each["waitlisted"]) for each in body["attendees"]] == [("Ada", False), ("Ben", True)]


def test_everybody_may_go_on_the_waitlist(served: ServedSite, clock: Clock) -> None:
    leave_places(served, 1)
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1)
    visitor.person(2)
    visitor.post("places/", {"wait": "all"})
    visitor.post("consent/", {"told_others": "yes"})
    visitor.send()
    (body,) = received(served.simulator)
    assert [each["waitlisted"] for each in body["attendees"]] == [True, True]


def test_nobody_is_put_on_a_waitlist_that_does_not_exist(served: ServedSite) -> None:
    leave_places(served, 1, waitlist=False)
    visitor = Visitor(served, LIGHTHOUSE)
    visitor.start()
    visitor.person(1)
    visitor.person(2)
    page = visitor.post("places/", {"wait": "all"})
    assert page.heading == "There are not enough places left for everyone"
    assert "waitlist" not in page.text


def test_places_that_became_free_need_no_waiting(served: ServedSite, clock: Clock) -> None:
    leave_places(served, 0)
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    visitor.person(1)
    leave_places(served, 5)
    clock.shift(served.row.stale_s + 1)
    assert "waitlist" not in visitor.check().text


# --- What changed meanwhile ---


def test_an_event_that_became_full_is_said_and_nothing_is_sent(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    leave_places(served, 0)
    page = visitor.send(page)
    assert (page.status, page.heading) == (409, "The event became full while you were filling in the form")
    assert "Your answers are kept until" in page.text
    assert received(served.simulator) == []
    page = visitor.post("places/", {"wait": "all"})
    assert page.heading == "Check your answers"
    assert visitor.send().heading == "We have received your request to join the waitlist"


def test_an_event_that_was_closed_is_said(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    served.simulator.patch_event(
        LIGHTHOUSE,
        setRegistrationEndDate=True,
        stopRegistrationDate=(timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S"),
        websiteMessage="Come next year.",
    )
    page = visitor.send(page)
    assert (page.status, page.heading) == (409, "Registration closed while you were filling in the form")
    assert "Come next year." in page.text


def refuse_with(simulator: Simulator, code: str) -> None:
    simulator.fault(
        "create_registration", json={"status": "Error", "errorCode": code, "errorMessage": "raw <upstream>"}
    )


EXPECTED: dict[str, str] = {
    "EventNotFound": "This event is no longer listed",
    "EventNotLive": "This event is no longer listed",
    "RegistrationsClosed": "Registration closed while you were filling in the form",
    "MaximumNoAttendeesReached": "The event became full while you were filling in the form",
    "MaximumSessionCapacityReached": "A session became full while you were filling in the form",
    "SessionNotLive": "A session you chose is no longer available",
    "AttendeeSessionIdNotValid": "A session you chose is no longer available",
    "WaitlistRegistrationNotAllowedErrorMessage": "This event is full",
    "MultiAttendeeRegistrationNotEnabled": "You cannot register this many people at once",
    "TooManyAttendees": "You cannot register this many people at once",
    "InsufficentNumberOfPasses": "This pass is sold out",
    "AttendeePassIdNotValid": "This pass is sold out",
    "RequiredRegistrationFieldMissing": "The organiser’s system asks for one more answer",
    "InvalidValueForRequiredRegistrationField": "The organiser’s system did not take one of your answers",
    "AnonymousRegistrationNotAllowed": "Registration for this event needs an account",
    "FinalizationNotAllowed": "Check your answers",
    "FinalizationNotEnabled": "Your registration could not be accepted",
    "FinalizationAfterTimeLimit": "Your registration could not be accepted",
    "SomethingNew": "Your registration could not be accepted",
}


@pytest.mark.parametrize(("code", "heading"), EXPECTED.items())
def test_every_error_code_has_its_page_and_keeps_the_answers(
    served: ServedSite, clock: Clock, code: str, heading: str
) -> None:
    visitor = ready(served, clock)
    refuse_with(served.simulator, code)
    page = visitor.send()
    assert page.heading == heading
    assert page.status == (422 if code == "FinalizationNotAllowed" else 409)
    assert "raw" not in page.text
    served.simulator.clear_faults()
    assert "person1@people.example" in visitor.check().text
    assert visitor.send().heading == "You are registered"


def test_every_error_code_is_in_the_table() -> None:
    assert set(ERROR_CODES) - {"RequestTimedOut"} == set(EXPECTED) - {"SomethingNew"}


def test_a_time_out_told_by_the_api_is_uncertain(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    refuse_with(served.simulator, "RequestTimedOut")
    receipt = visitor.send()
    assert receipt.heading == "We are not sure that your registration arrived"
    assert "Do not send it again." in receipt.text


def test_a_party_without_enough_places_is_told_by_the_api(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock, people=2)
    refuse_with(served.simulator, "MaximumNoAttendeesReached")
    assert visitor.send().heading == "There are not enough places left for everyone"


# --- Receipts ---


def receipt_key(visitor: Visitor) -> str:
    return visitor.at.rstrip("/").rpartition("/")[2]


def test_an_api_that_is_down_gives_an_honest_receipt(served_by_each: ServedSite, clock: Clock) -> None:
    visitor = ready(served_by_each, clock)
    page = visitor.check()
    served_by_each.simulator.fault(status=503)
    receipt = visitor.send(page)
    assert receipt.heading == "Your registration is saved and waiting to be sent"
    assert "people.example" not in visitor.at


def test_a_receipt_works_without_cookies(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    visitor.send()
    address = visitor.at
    stranger = Visitor(served, LIGHTHOUSE)
    page = stranger.get(address)
    assert (page.status, page.heading) == (200, "You are registered")
    assert not stranger.client.cookies
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "<svg" in page.html
    assert "style=" not in page.html


def test_a_guessed_receipt_is_not_found(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    visitor.send()
    key = receipt_key(visitor)
    for path in (f"done/{key[:-1]}x/", f"pay/{key}/", f"return/{key}/"):
        assert visitor.get(path).status == 404
    assert Visitor(served, WORKSHOP).get(f"done/{key}/").status == 404


def test_an_erased_receipt_has_expired(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    visitor.send()
    Registration.objects.update(erased_at=timezone.now())
    for path in (visitor.at, f"{visitor.at}calendar.ics"):
        page = visitor.get(path)
        assert (page.status, page.heading) == (410, "This page has expired")


def test_the_calendar_of_a_receipt_holds_the_event(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    visitor.send()
    response = visitor.client.get(f"{visitor.at}calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")
    row = Registration.objects.get()
    assert entry["SUMMARY"] == "Long Night of the Lighthouse"
    assert entry.start == row.event_starts_at
    assert entry["UID"].endswith("@events.example.org")
    assert "ATTENDEE" not in entry


def test_answers_of_a_refused_registration_come_back_to_their_browser_only(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    served.simulator.fault(status=503)
    visitor.send(page)
    address = visitor.at
    Registration.objects.update(state=Registration.State.REJECTED, outcome=outcomes.Outcome.REJECTED)
    served.simulator.clear_faults()
    assert visitor.get(address).heading == "Your registration could not be accepted"
    stranger = Visitor(served, LIGHTHOUSE)
    assert "<form" not in stranger.get(address).html
    assert stranger.post(address).heading == "Your registration could not be accepted"
    page = visitor.post(address)
    assert page.heading == "Check your answers"
    assert "person1@people.example" in page.text


def test_what_could_not_be_sent_can_be_tried_again_once(served: ServedSite, clock: Clock) -> None:
    visitor = ready(served, clock)
    page = visitor.check()
    served.simulator.fault(status=503)
    visitor.send(page)
    Registration.objects.update(state=Registration.State.FAILED)
    served.simulator.clear_faults()
    assert visitor.get(visitor.at).heading == "We could not send your registration"
    assert visitor.post(visitor.at).heading == "Check your answers"
    clock.shift(served.row.stale_s)
    assert visitor.send().heading == "You are registered"
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["rejected", "sent"]


def test_the_time_to_pay_ends(served: ServedSite, clock: Clock) -> None:
    served.row.payment_hosts = "payments.example.org"
    served.row.payment_page = "https://payments.example.org/pay"
    served.row.save()
    visitor = Visitor(served, SUMMIT, clock=clock)
    visitor.start()
    passes = served.simulator.call(f"events/{SUMMIT}/passes").json
    visitor.post("pass/", {"pass": passes[0]["passId"]})
    visitor.person(1)
    assert "Pay before" in visitor.send().text
    key = receipt_key(visitor)
    clock.shift(timedelta(minutes=51))
    for path in (f"done/{key}/", f"pay/{key}/"):
        page = visitor.get(path)
        assert "The time to pay is over." in page.text
        assert not [link for link in page.links if link.startswith("https://payments.example.org")]


# --- Microsoft's own form and captcha ---

SNIPPET = (
    "<div data-form-id='11111111-2222-3333-4444-555555555555' onclick='evil()'"
    " data-form-api-url='https://public-eur.mkt.dynamics.com/api/v1.0/orgs/o/eventmanagement'"
    " data-cached-form-url='https://assets-eur.mkt.dynamics.com/o/digitalassets/forms/f'"
    f" data-readable-event-id='{LIGHTHOUSE}'></div><script>evil()</script>"
    "<script src='https://formui-usa1.mkt.dynamics.com/eur/FormLoader/FormLoader.bundle.js'></script>"
)


def with_microsoft_form(served: ServedSite, wish: str, snippet: str = SNIPPET, **facts: Any) -> Page:
    served.row.registration_form = wish
    served.row.save()
    served.simulator.patch_event(LIGHTHOUSE, registrationForm=snippet, **facts)
    return Visitor(served, LIGHTHOUSE).get()


def test_microsofts_form_is_embedded_with_a_policy_for_that_page(served: ServedSite) -> None:
    page = with_microsoft_form(served, "embed")
    assert "evil" not in page.html
    assert "onclick" not in page.html
    assert 'data-form-id="11111111-2222-3333-4444-555555555555"' in page.html
    assert '<script src="https://formui-usa1.mkt.dynamics.com/eur/FormLoader/FormLoader.bundle.js">' in page.html
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' https://formui-usa1.mkt.dynamics.com https://public-eur.mkt.dynamics.com" in policy
    assert "dynamics.com" not in served.get("/events/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "snippet",
    [
        SNIPPET.replace("formui-usa1.mkt.dynamics.com", "evil.example"),
        SNIPPET.replace("assets-eur.mkt.dynamics.com", "dynamics.com.evil.example"),
        SNIPPET.replace("https://public-eur", "http://public-eur"),
        SNIPPET.replace(LIGHTHOUSE, "Another_Event1"),
        SNIPPET.replace("11111111", "1 onload=x "),
        "<p>Ask at the door</p>",
    ],
)
def test_what_is_no_form_of_dynamics_is_not_embedded(served: ServedSite, snippet: str) -> None:
    page = with_microsoft_form(served, "embed", snippet)
    assert "evil" not in page.html
    assert "data-form-id" not in page.html
    assert "dynamics.com" not in page.headers["Content-Security-Policy"]
    assert "Start now" in page.text


def test_a_link_to_the_public_address_can_stand_for_the_form(served: ServedSite) -> None:
    page = with_microsoft_form(served, "link", publicEventUrl="https://tickets.example/night")
    assert "https://tickets.example/night" in page.links
    assert "<form" not in page.html


def test_our_form_is_shown_otherwise(served: ServedSite) -> None:
    assert "Start now" in with_microsoft_form(served, "ours").text


def with_captcha(served: ServedSite, *, allowed: bool) -> None:
    served.row.allow_captcha_script = allowed
    served.row.save()
    served.simulator.settings(captcha=True)


def test_an_event_with_a_captcha_is_explained_where_its_script_is_not_allowed(served: ServedSite) -> None:
    with_captcha(served, allowed=False)
    page = Visitor(served, LIGHTHOUSE).get()
    assert page.heading == "You cannot register for this event here"
    assert "characters from a picture" in page.text


def test_the_captcha_runs_on_the_page_that_sends_and_nowhere_else(served: ServedSite, clock: Clock) -> None:
    with_captcha(served, allowed=True)
    visitor = ready(served, clock)
    assert "127.0.0.1" not in visitor.get("attendees/1/").headers["Content-Security-Policy"]
    page = visitor.check()
    policy = page.headers["Content-Security-Policy"]
    assert f"script-src 'self' {served.simulator.base_url}" in policy
    assert "/_simulator/hip.js" in page.html
    refused = visitor.send(page)
    assert (refused.status, refused.title.startswith("Error: ")) == (422, True)
    assert received(served.simulator) == []
    wrong = visitor.send(captcha_solution="wrong", captcha_token="t", captcha_type="visual")
    assert wrong.problems == ["Type the characters you see or hear"]
    right = visitor.send(wrong, captcha_solution="letmein", captcha_token="t", captcha_type="visual")
    assert right.heading == "You are registered"


def test_real_time_never_has_a_captcha(served_by_each: ServedSite) -> None:
    with_captcha(served_by_each, allowed=False)
    page = Visitor(served_by_each, LIGHTHOUSE).get()
    assert (page.heading == "Register") == (not is_v2(served_by_each))


# --- The way in ---


def test_event_pages_lead_to_the_form(served: ServedSite) -> None:
    assert f'href="/events/{LIGHTHOUSE}/register/"' in served.page(f"/events/{LIGHTHOUSE}/")
    assert "Join the waitlist" in served.page(f"/events/{WORKSHOP}/")
    assert "/register/" not in served.page(f"/events/{OPEN_DECK}/")


def test_search_engines_stay_out(served: ServedSite) -> None:
    assert "Disallow: /events/*/register/" in served.page("/robots.txt")
