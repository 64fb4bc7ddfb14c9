"""What the API receives, field by field, as events-api/outbound-v2.md §3.11 and realtime-v1.md §6.1 have it."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.party import Party, Person, apply_places
from portal.events_api.types import CaptchaSolution
from portal.models import ConsentText, Question, Registration
from portal.services.registration import delivery
from portal.services.registration.opening import open_form
from tests.registering import (
    LIGHTHOUSE,
    LONG_WAIT_S,
    SHOE_SIZE,
    SUMMIT,
    WORKSHOP,
    accept_party,
    make_party,
    make_person,
    received,
    waitlisted,
)
from tests.served_site import ServedSite
from tests.simulation import FORUM

ADA = Person(first_name="Ada", last_name="Marker-Surname", email="ada@people.example")
BEN = Person(first_name="李", last_name="O'Marker-Surname", email="ben+tag@people.example")

# The forum's questions.
COMPANY = "208f49df-6f08-5963-9e28-30e1e26e1b72"
HEARD = "7d649cac-c4d3-504a-af5a-7d077a97647f"
FOOD = "6719a38a-659c-59e6-b99a-49bd9ae0dc63"
FIRST_TIME = "f04f3664-bbc7-502b-9373-e7ecc6b28b29"
EVERY_KIND: dict[str, tuple[str, ...]] = {
    COMPANY: ("Marker-Answer 👩‍👧 <b>",),
    HEARD: ("At last year's forum, of course",),
    FOOD: ("Vegan", "No nuts, peanuts or sesame"),
    FIRST_TIME: ("Yes",),
}


def is_v2(served: ServedSite) -> bool:
    return not served.row.endpoint.endswith("eventmanagement")


def send_to(served: ServedSite, event: str, party: Party) -> Any:
    """The body the API received, and nothing else was posted."""
    row = delivery.send_now(
        accept_party(served.site, party, event=event, opening=open_form(served.site, event)), wait_s=LONG_WAIT_S
    )
    assert (row.state, row.error_code) == (Registration.State.SENT, "")
    (body,) = received(served.simulator)
    return body


def person(who: Person, **fields: Any) -> dict[str, Any]:
    """An attendee of v2.0, every key of Microsoft's client."""
    return {
        "firstName": who.first_name,
        "lastName": who.last_name,
        "email": who.email,
        "passId": "",
        "waitlisted": False,
        "autoRegister": False,
        "responses": [],
        "attendeeSessions": [],
    } | fields


def expected(served: ServedSite, *attendees: dict[str, Any]) -> dict[str, Any]:
    """The body in the dialect of the site: real-time knows fewer keys, and a pass only where there is one."""
    if is_v2(served):
        return {"attendees": list(attendees)}
    fewer: list[dict[str, Any]] = []
    for attendee in attendees:
        kept = {key: value for key, value in attendee.items() if key != "autoRegister"}
        if not kept["passId"]:
            del kept["passId"]
        kept["responses"] = [{"id": each["id"], "value": each["value"]} for each in kept["responses"]]
        kept["attendeeSessions"] = [{"sessionId": each["sessionId"]} for each in kept["attendeeSessions"]]
        fewer.append(kept)
    return {"attendees": fewer}


def answer(field_id: str, value: str, values: list[str] | None = None) -> dict[str, Any]:
    return {"id": field_id, "value": value, "values": values}


FORUM_ANSWERS = [
    answer(COMPANY, "Marker-Answer 👩‍👧 <b>"),
    answer(HEARD, "At last year's forum, of course"),
    answer(FOOD, "Vegan, No nuts, peanuts or sesame", ["Vegan", "No nuts, peanuts or sesame"]),
    answer(FIRST_TIME, "Yes"),
]


def test_a_free_event(served_by_each: ServedSite) -> None:
    body = send_to(served_by_each, LIGHTHOUSE, make_party(ADA))
    assert body == expected(served_by_each, person(ADA))


def test_several_attendees(served_by_each: ServedSite) -> None:
    body = send_to(served_by_each, LIGHTHOUSE, make_party(ADA, BEN))
    assert body == expected(served_by_each, person(ADA), person(BEN))


def test_a_captcha_goes_to_outbound_only(served_by_each: ServedSite) -> None:
    flow = "1d6f0a52-0000-4000-8000-000000000001"
    if is_v2(served_by_each):
        served_by_each.simulator.settings(captcha=True)
        flow = served_by_each.simulator.call(f"events/{LIGHTHOUSE}/captcha").json["FlowId"]
    captcha = CaptchaSolution(solution="letmein", token="simulated-captcha", type="visual", flow_id=flow)
    body = send_to(served_by_each, LIGHTHOUSE, make_party(ADA, captcha=captcha))
    hip = {"hipObject": {"Solution": "letmein", "Token": "simulated-captcha", "Type": "visual", "FlowId": flow}}
    assert body == expected(served_by_each, person(ADA)) | (hip if is_v2(served_by_each) else {})


@pytest.mark.parametrize("automatic", [True, False])
def test_the_waitlist_of_a_full_event(served_by_each: ServedSite, automatic: bool) -> None:
    who = Person(
        first_name="Ada",
        last_name="Marker-Surname",
        email="ada@people.example",
        answers={SHOE_SIZE: ("38–40",)},
        waitlisted=True,
    )
    body = send_to(served_by_each, WORKSHOP, make_party(who, auto_register=automatic))
    sent = person(who, waitlisted=True, autoRegister=automatic, responses=[answer(SHOE_SIZE, "38–40")])
    assert body == expected(served_by_each, sent)


def test_the_last_of_a_party_wait(served_by_each: ServedSite) -> None:
    served_by_each.simulator.patch_event(WORKSHOP, registrationCount=15)
    opening = open_form(served_by_each.site, WORKSHOP)
    shoes: dict[str, tuple[str, ...]] = {SHOE_SIZE: ("41–43",)}
    party = make_party(make_person("Ada", answers=shoes), make_person("Ben", answers=shoes))
    body = send_to(served_by_each, WORKSHOP, apply_places(party, opening.places))
    assert [attendee["waitlisted"] for attendee in body["attendees"]] == [False, True]


def test_every_kind_of_question(served_by_each: ServedSite) -> None:
    who = Person(first_name="Ada", last_name="Marker-Surname", email="ada@people.example", answers=EVERY_KIND)
    session_id = open_form(served_by_each.site, FORUM).sessions[0].id
    body = send_to(served_by_each, FORUM, make_party(who, session_ids=(session_id,)))
    sessions = [{"sessionId": session_id, "waitlisted": False}]
    assert body == expected(served_by_each, person(who, responses=FORUM_ANSWERS, attendeeSessions=sessions))


def test_unanswered_questions_are_left_out(served_by_each: ServedSite) -> None:
    answers: dict[str, tuple[str, ...]] = {HEARD: ("Radio",), FIRST_TIME: ("No",), COMPANY: ("",), FOOD: ()}
    who = Person(first_name="Ada", last_name="Marker-Surname", email="ada@people.example", answers=answers)
    session_id = open_form(served_by_each.site, FORUM).sessions[0].id
    body = send_to(served_by_each, FORUM, make_party(who, session_ids=(session_id,)))
    assert [each["id"] for each in body["attendees"][0]["responses"]] == [HEARD, FIRST_TIME]


def test_sessions_with_and_without_a_place(served_by_each: ServedSite) -> None:
    opening = open_form(served_by_each.site, FORUM)
    free = [each.id for each in opening.sessions if (left := opening.places.session_left[each.id]) is None or left > 1]
    full = [each.id for each in opening.sessions if opening.places.session_left[each.id] == 0]
    answers: dict[str, tuple[str, ...]] = {HEARD: ("Radio",), FIRST_TIME: ("No",)}
    people = [
        Person(first_name=name, last_name="Marker-Surname", email=f"{name}@people.example", answers=answers)
        for name in ("Ada", "Ben")
    ]
    party = make_party(*people, session_ids=tuple(free[:2]), waitlisted_session_ids=(full[0],))
    body = send_to(served_by_each, FORUM, party)
    sessions = [
        {"sessionId": free[0], "waitlisted": False},
        {"sessionId": free[1], "waitlisted": False},
        {"sessionId": full[0], "waitlisted": True},
    ]
    responses = [answer(HEARD, "Radio"), answer(FIRST_TIME, "No")]
    attendees = [person(each, responses=responses, attendeeSessions=sessions) for each in people]
    assert body == expected(served_by_each, *attendees)
    row = Registration.objects.get()
    assert (row.session_ids, row.waitlisted_session_ids) == (free[:2], full[:1])


def test_a_pass(served_by_each: ServedSite) -> None:
    day_pass = next(
        each for each in open_form(served_by_each.site, SUMMIT).passes if (each.number_of_passes_left or 0) > 2
    )
    people = [
        Person(first_name=name, last_name="Marker-Surname", email=f"{name}@people.example", pass_id=day_pass.pass_id)
        for name in ("Ada", "Ben")
    ]
    body = send_to(served_by_each, SUMMIT, make_party(*people, session_ids=("not-chosen-at-paid-events",)))
    assert body == expected(served_by_each, *(person(each, passId=day_pass.pass_id) for each in people))


def test_who_waits_at_a_paid_event_has_no_pass(served_by_each: ServedSite) -> None:
    served_by_each.simulator.patch_event(SUMMIT, showWaitlist=True)
    who = waitlisted(Person(first_name="Ada", last_name="Marker-Surname", email="a@people.example", pass_id="any"))
    body = send_to(served_by_each, SUMMIT, make_party(who))
    assert body == expected(served_by_each, person(who, waitlisted=True))


def test_questions_of_the_organiser_go_by_their_logical_name(served_by_each: ServedSite) -> None:
    for number, (name, kind) in enumerate(
        [
            ("jobtitle", Question.Kind.TEXT),
            ("customUnmappedField1", Question.Kind.MULTIPLE),
            ("customUnmappedField2", Question.Kind.YES_NO),
        ]
    ):
        Question.objects.create(
            application=served_by_each.row, logical_name=name, label=name, kind=kind, choices="A, b\nC", order=number
        )
    answers = {"jobtitle": ("Pilot",), "customUnmappedField1": ("A, b", "C"), "customUnmappedField2": ("No",)}
    who = Person(first_name="Ada", last_name="Marker-Surname", email="ada@people.example", answers=answers)
    body = send_to(served_by_each, LIGHTHOUSE, make_party(who))
    responses = [
        answer("jobtitle", "Pilot"),
        answer("customUnmappedField1", "A, b, C", ["A, b", "C"]),
        answer("customUnmappedField2", "No"),
    ]
    assert body == expected(served_by_each, person(who, responses=responses))


@pytest.mark.parametrize("given", [True, False])
def test_consent_is_sent_for_the_person_who_gives_it(served_by_each: ServedSite, given: bool) -> None:
    text = ConsentText.objects.create(
        application=served_by_each.row, version=3, purpose="News", field_name="contoso_news"
    )
    body = send_to(served_by_each, LIGHTHOUSE, make_party(ADA, BEN, consent_text=text.pk, consent_given=given))
    responses = [answer("contoso_news", "Yes")] if given else []
    assert body == expected(served_by_each, person(ADA, responses=responses), person(BEN))
    kept = Registration.objects.get().consent
    assert kept == {"text": text.pk, "version": 3, "language": "en", "given": given}
