"""The way through the form, from the start page to the receipt, and what the API received."""

from __future__ import annotations

from typing import Any

from time_machine import Traveller as Clock

from portal.domain.identifiers import short_id
from portal.models import Draft, Registration
from tests.form_filling import Visitor
from tests.registering import LIGHTHOUSE, SHOE_SIZE, SUMMIT, WORKSHOP, received
from tests.served_site import ServedSite
from tests.simulation import FORUM

FORUM_ANSWERS = {
    "q_heard": ("7d649cac-c4d3-504a-af5a-7d077a97647f", ["At last year's forum, of course"]),
    "q_food": ("6719a38a-659c-59e6-b99a-49bd9ae0dc63", ["Vegan", "No nuts, peanuts or sesame"]),
    "q_ships": ("f04f3664-bbc7-502b-9373-e7ecc6b28b29", ["Yes"]),
}


def is_v2(served: ServedSite) -> bool:
    return not served.row.endpoint.endswith("eventmanagement")


def test_one_person_registers_for_a_free_event(served_by_each: ServedSite, clock: Clock) -> None:
    visitor = Visitor(served_by_each, LIGHTHOUSE, clock=clock)
    assert visitor.get().heading == "Register"
    assert visitor.start().heading == "Your details"
    assert visitor.person().heading == "1 person is in this registration"
    page = visitor.check()
    assert page.heading == "Check your answers"
    assert "Nothing has been sent yet." in page.text
    receipt = visitor.send(page)
    assert (receipt.status, receipt.heading) == (
        200,
        "You are registered" if is_v2(served_by_each) else "We have received your registration",
    )
    (body,) = received(served_by_each.simulator)
    assert [each["email"] for each in body["attendees"]] == ["person1@people.example"]
    row = Registration.objects.get()
    assert row.reference in receipt.text
    assert "Ada" in receipt.text
    assert "Marker-Surname" not in receipt.html
    assert "people.example" not in receipt.html
    assert not Draft.objects.exists()


def forum_answers() -> dict[str, Any]:
    return {f"q-{short_id(question)}": values for question, values in FORUM_ANSWERS.values()}


def session_id(served: ServedSite, name: str) -> str:
    event = next(each for each in served.simulator.events() if each["readableEventId"] == FORUM)
    return next(str(each["id"]) for each in event["sessions"] if each["name"] == name)


def test_two_people_choose_three_sessions(served_by_each: ServedSite, clock: Clock) -> None:
    served = served_by_each
    visitor = Visitor(served, FORUM, clock=clock)
    visitor.start()
    assert visitor.person(1, **forum_answers()).status == 200
    page = visitor.person(2, first_name="Ben", same="yes")
    assert page.heading == "2 people are in this registration"
    assert visitor.get("sessions/").heading == "Choose sessions"
    names = ("Opening: A harbour is a promise", "Walls that give way", "Lab: Read a tide gauge")
    ids = [session_id(served, name) for name in names]
    page = visitor.post("sessions/", {"session": [short_id(item) for item in ids]})
    assert page.heading == "The other people"
    page = visitor.post("consent/", {"told_others": "yes"})
    assert page.heading == "Check your answers"
    assert "No nuts, peanuts or sesame" in page.text
    receipt = visitor.send(page)
    assert receipt.status == 200, receipt.text
    (body,) = received(served.simulator)
    assert [each["firstName"] for each in body["attendees"]] == ["Ada", "Ben"]
    for each in body["attendees"]:
        assert {item["sessionId"] for item in each["attendeeSessions"]} == set(ids)
        assert {item["value"] for item in each["responses"]} == {
            "At last year's forum, of course",
            "Vegan, No nuts, peanuts or sesame",
            "Yes",
        }
    assert "Opening: A harbour is a promise" in receipt.text


def test_breaks_are_not_offered_to_choose(served: ServedSite, clock: Clock) -> None:
    served.row.break_session_types = [100000006]  # the simulator's type of coffee and lunch
    served.row.save()
    visitor = Visitor(served, FORUM, clock=clock)
    visitor.start()
    visitor.person(1, **forum_answers())
    page = visitor.get("sessions/")
    assert ("Walls that give way" in page.text, "Lunch" in page.text, "Coffee" in page.text) == (True, False, False)


def test_a_full_session_is_waited_for_when_asked(served_by_each: ServedSite, clock: Clock) -> None:
    served = served_by_each
    full = session_id(served, "Listening from below")
    other = session_id(served, "Walls that give way")
    visitor = Visitor(served, FORUM, clock=clock)
    visitor.start()
    visitor.person(1, **forum_answers())
    page = visitor.post("sessions/", {"session": [short_id(full)]})
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.problems == ["“Listening from below” has become full. Join its waitlist or choose another session"]
    page = visitor.post("sessions/", {"session": [short_id(other)], "waitlist": [short_id(full)]})
    receipt = visitor.send()
    assert "Listening from below" in receipt.text
    assert "to join their waitlist" in receipt.text
    (body,) = received(served.simulator)
    (attendee,) = body["attendees"]
    assert {item["sessionId"] for item in attendee["attendeeSessions"]} == {full, other}
    if is_v2(served):
        assert {item["sessionId"]: item["waitlisted"] for item in attendee["attendeeSessions"]} == {
            full: True,
            other: False,
        }


def test_a_full_event_takes_requests_for_its_waitlist(served_by_each: ServedSite, clock: Clock) -> None:
    served = served_by_each
    visitor = Visitor(served, WORKSHOP, clock=clock)
    assert visitor.get().heading == "This event is full"
    visitor.start()
    visitor.person(1, **{f"q-{short_id(SHOE_SIZE)}": "38–40"})
    page = visitor.get("waitlist/")
    assert page.heading == "When a place becomes free"
    visitor.post("waitlist/", {"auto_register": "yes"})
    receipt = visitor.send()
    assert receipt.heading == "We have received your request to join the waitlist"
    assert "you do not have a place yet" in receipt.text
    (body,) = received(served.simulator)
    (attendee,) = body["attendees"]
    assert attendee["waitlisted"] is True
    if is_v2(served):
        assert (attendee["autoRegister"], attendee["passId"]) == (True, "")


def pass_id(served: ServedSite, name: str) -> str:
    passes = served.simulator.call(f"events/{SUMMIT}/passes").json
    return next(str(item["passId"]) for item in passes if item["passName"] == name)


def test_a_paid_event_leads_to_payment(served_by_each: ServedSite, clock: Clock) -> None:
    served = served_by_each
    served.row.payment_hosts = "payments.example.org"
    served.row.payment_page = "https://payments.example.org/pay"
    served.row.offer_demo_payment = True
    served.row.save()
    served.simulator.settings(demo_payment=True)
    visitor = Visitor(served, SUMMIT, clock=clock)
    assert visitor.start().heading == "Choose a pass"
    sold_out = pass_id(served, "Workshop day")
    page = visitor.post("pass/", {"pass": sold_out})
    assert (page.status, page.problems) == (422, ["This pass is not available. Select another pass"])
    student = pass_id(served, "Student")
    assert visitor.post("pass/", {"pass": student}).heading == "Your details"
    visitor.person(1)
    receipt = visitor.send()
    assert receipt.heading == "One more step: pay for your place"
    key = visitor.at.rstrip("/").rpartition("/")[2]
    pay = visitor.get(f"pay/{key}/")
    assert any(link.startswith("https://payments.example.org/") for link in pay.links)
    back = visitor.get(f"return/{key}/")
    assert back.heading == "Your payment is being checked"
    assert visitor.post(f"return/{key}/").heading == "Payment was not completed"
    if is_v2(served):
        paid = visitor.post(f"pay/{key}/")
        assert paid.heading == "Your payment has been confirmed", paid.text
        assert visitor.get(f"done/{key}/").heading == "You are registered"
