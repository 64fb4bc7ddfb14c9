"""Registering in v2.0: what is refused and in which order, and what an accepted registration changes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulated_registrations import (
    attendee,
    buy,
    code,
    count,
    event_id,
    forum_answers,
    passes,
    register,
    sessions,
)
from tests.simulation import ARABIC, FORUM, Simulator, running_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


def test_a_free_registration_succeeds_and_counts(simulator: Simulator) -> None:
    event = event_id(simulator, "Shore Power in Plain Words")
    before = count(simulator, event)
    answer = register(simulator, event)
    assert answer.json == {
        "status": "Success",
        "errorMessage": None,
        "errorCode": None,
        "redirectUrl": None,
        "purchaseId": None,
    }
    assert count(simulator, event) == before + 1
    assert [(each["status"], each["readableEventId"]) for each in simulator.registrations()] == [("Registered", event)]


def test_the_same_person_may_register_twice(simulator: Simulator) -> None:
    event = event_id(simulator, "Shore Power in Plain Words")
    assert [code(register(simulator, event)) for _ in range(2)] == [None, None]
    assert len(simulator.registrations()) == 2


@pytest.mark.parametrize(
    ("event", "people", "expected"),
    [
        ("Nothing at all", 1, "EventNotFound"),
        ("Harbour Forum Next Year", 60, "EventNotLive"),
        ("Young Mariners Scholarship Day", 60, "RegistrationsClosed"),
        ("Shore Power in Plain Words", 51, "TooManyAttendees"),
        ("Shore Power in Plain Words", 2, "MultiAttendeeRegistrationNotEnabled"),
        ("Members' Briefing", 1, "AnonymousRegistrationNotAllowed"),
        ("Open Deck on the Pilot Boat", 1, "MaximumNoAttendeesReached"),
        ("Wave Basin Workshop", 1, "RequiredRegistrationFieldMissing"),
        ("Coastal Data Summit", 1, "AttendeePassIdNotValid"),
        ("Himalayan Rivers Dialogue", 38, "MaximumNoAttendeesReached"),
        ("Himalayan Rivers Dialogue", 37, None),
    ],
)
def test_the_first_reason_in_the_decided_order_is_given(
    simulator: Simulator, event: str, people: int, expected: str | None
) -> None:
    known = [each["readableEventId"] for each in simulator.events() if each["eventName"] == event]
    answer = register(simulator, known[0] if known else "Nothing1", *[attendee()] * people)
    assert code(answer) == expected
    assert len(simulator.registrations()) == (0 if expected else people)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"firstName": ""}, "RequiredRegistrationFieldMissing"),
        ({"lastName": "  "}, "RequiredRegistrationFieldMissing"),
        ({"email": None}, "RequiredRegistrationFieldMissing"),
        ({"firstName": "x" * 51}, "InvalidValueForRequiredRegistrationField"),
        ({"email": "x" * 100 + "@example.org"}, "InvalidValueForRequiredRegistrationField"),
        ({"email": "nowhere"}, "InvalidValueForRequiredRegistrationField"),
        ({"passId": "11111111-1111-4111-8111-111111111111"}, "AttendeePassIdNotValid"),
        ({"attendeeSessions": [{"sessionId": "11111111-1111-4111-8111-111111111111"}]}, "AttendeeSessionIdNotValid"),
        ({"waitlisted": True}, "WaitlistRegistrationNotAllowedErrorMessage"),
        ({"passId": None}, None),
    ],
)
def test_an_attendee_is_checked(simulator: Simulator, facts: dict[str, Any], expected: str | None) -> None:
    event = event_id(simulator, "Shore Power in Plain Words")
    assert code(register(simulator, event, attendee(**facts))) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"text": None, "several": None}, None),
        ({"text": {"value": ""}}, None),
        ({"boolean": None}, "RequiredRegistrationFieldMissing"),
        ({"one": {"value": ""}}, "RequiredRegistrationFieldMissing"),
        ({"boolean": {"value": "true"}}, "InvalidValueForRequiredRegistrationField"),
        ({"boolean": {"value": "No"}}, None),
        ({"one": {"value": "Telepathy"}}, "InvalidValueForRequiredRegistrationField"),
        ({"several": {"value": "Vegan", "values": ["Vegan", "Dust"]}}, "InvalidValueForRequiredRegistrationField"),
        ({"several": {"value": "Vegan, No nuts, peanuts or sesame, Halal"}}, None),
        ({"several": {"value": "Vegan, peanuts or sesame"}}, "InvalidValueForRequiredRegistrationField"),
    ],
)
def test_answers_to_custom_fields_are_checked(
    simulator: Simulator, changed: dict[str, Any], expected: str | None
) -> None:
    person = attendee(responses=forum_answers(simulator, **changed))
    assert code(register(simulator, FORUM, person)) == expected


def test_a_captcha_must_be_solved_when_it_is_wanted(simulator: Simulator) -> None:
    event = event_id(simulator, "Shore Power in Plain Words")
    simulator.settings(captcha=True)
    flow = simulator.call(f"events/{event}/captcha").json["FlowId"]
    solved = {"Solution": "letmein", "Token": "opaque", "Type": "visual", "FlowId": flow}
    for wrong in (None, {}, solved | {"Solution": "k3x9"}, solved | {"FlowId": "unknown"}):
        assert code(register(simulator, event, hipObject=wrong)) == "FinalizationNotAllowed"
    assert code(register(simulator, event, hipObject=solved)) is None
    assert register(simulator, event, realtime=True).json["status"] == "Success"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"attendees": []}', b'{"attendees": [1]}', b'{"attendees": [{"responses": "x"}]}'],
)
def test_a_malformed_body_is_a_bad_request(simulator: Simulator, body: bytes) -> None:
    for realtime in (False, True):
        path = f"events/{ARABIC}/registrations"
        answer = simulator.call(path, realtime=realtime, method="POST", body=body)
        assert (answer.status, "Message" in answer.json) == (400, True)


def test_members_may_register_where_anonymous_visitors_may_not(simulator: Simulator) -> None:
    event = event_id(simulator, "Members' Briefing")
    bearer = {"Authorization": "Bearer simulated-user"}
    assert code(register(simulator, event, headers=bearer)) is None
    assert register(simulator, event, realtime=True).json["status"] == "Success"
    simulator.settings(anonymous="ignored")
    assert code(register(simulator, event)) is None


def test_a_full_event_with_a_waitlist_takes_only_those_who_wait(simulator: Simulator) -> None:
    event = event_id(simulator, "Wave Basin Workshop")
    field = simulator.call(f"events/{event}/custom-registration-fields").json[0]
    answers = [{"id": field["customRegistrationFieldId"], "value": "38–40"}]
    assert code(register(simulator, event, attendee(responses=answers))) == "MaximumNoAttendeesReached"
    waiting = attendee(responses=answers, waitlisted=True, autoRegister=True)
    assert register(simulator, event, waiting).json["status"] == "Success"
    assert count(simulator, event) == 16
    assert [(each["status"], each["autoRegister"]) for each in simulator.registrations()] == [("Waitlisted", True)]
    items = simulator.call(
        "users/authenticated/waitlist-items", headers={"Authorization": "Bearer simulated-user"}
    ).json
    assert [(each["event"], each["session"], each["autoRegister"]) for each in items] == [
        ("Wave Basin Workshop", None, True)
    ]


@pytest.mark.parametrize(
    ("auto_register", "status", "invited"), [(True, "Registered", False), (False, "Waitlisted", True)]
)
def test_a_freed_place_goes_to_the_oldest_who_waits(
    simulator: Simulator, auto_register: bool, status: str, invited: bool
) -> None:
    event = event_id(simulator, "Quiet Harbours")
    simulator.patch_event(event, registrationCount=59, autoregisterWaitlistItems=False)
    bearer = {"Authorization": "Bearer simulated-user"}
    assert code(register(simulator, event)) is None
    wish = attendee(firstName="Musa", email="musa@example.org", waitlisted=True, autoRegister=auto_register)
    assert code(register(simulator, event, wish)) is None
    own = simulator.call("users/authenticated/registrations", headers=bearer).json
    assert [(each["event"], each["pass"], each["contact"]) for each in own] == [("Quiet Harbours", "", "Ada Example")]
    cancel = f"users/authenticated/registrations/{own[0]['id']}/cancel"
    assert simulator.call(cancel, body={}, headers=bearer).json is True
    assert simulator.call(cancel, body={}, headers=bearer).json is False
    ada, musa = simulator.registrations()
    assert (ada["status"], musa["status"], musa["invited"]) == ("Cancelled", status, invited)


def test_chosen_sessions_are_counted_and_seen_by_the_user(simulator: Simulator) -> None:
    chosen = sessions(simulator)["Walls that give way"]
    wish = attendee(responses=forum_answers(simulator), attendeeSessions=[{"sessionId": chosen["id"]}])
    assert code(register(simulator, FORUM, wish)) is None
    assert sessions(simulator)["Walls that give way"]["registrationCount"] == chosen["registrationCount"] + 1
    bearer = {"Authorization": "Bearer simulated-user"}
    seen = simulator.call(f"events/{FORUM}/sessions", headers=bearer).json
    assert [each["name"] for each in seen if each["alreadyRegistered"]] == ["Walls that give way"]


def test_a_full_session_takes_only_those_who_wait_for_it(simulator: Simulator) -> None:
    full = sessions(simulator)["Listening from below"]["id"]
    answers = forum_answers(simulator)
    direct = attendee(responses=answers, attendeeSessions=[{"sessionId": full, "waitlisted": False}])
    waiting = attendee(responses=answers, attendeeSessions=[{"sessionId": full, "waitlisted": True}])
    assert code(register(simulator, FORUM, direct)) == "MaximumSessionCapacityReached"
    assert code(register(simulator, FORUM, waiting)) is None
    registration = simulator.registrations()[0]
    assert (registration["status"], registration["sessions"]) == (
        "Registered",
        [{"sessionId": full, "status": "Waitlisted"}],
    )
    simulator.patch_event(FORUM, showWaitlist=False)
    assert code(register(simulator, FORUM, waiting)) == "WaitlistRegistrationNotAllowedErrorMessage"


def test_a_session_that_is_not_published_cannot_be_chosen(simulator: Simulator) -> None:
    draft = next(
        session["id"]
        for event in simulator.events()
        if event["readableEventId"] == FORUM
        for session in event["sessions"]
        if not session["published"]
    )
    wish = attendee(responses=forum_answers(simulator), attendeeSessions=[{"sessionId": draft}])
    assert code(register(simulator, FORUM, wish)) == "SessionNotLive"


def test_a_paid_registration_is_initiated_and_takes_a_pass(simulator: Simulator) -> None:
    before = passes(simulator)["Student"]
    answer = buy(simulator, "Student").json
    after = passes(simulator)["Student"]
    assert (answer["status"], answer["redirectUrl"], len(answer["purchaseId"])) == ("Initiated", None, 36)
    assert after["numberOfPassesLeft"] == before["numberOfPassesLeft"] - 1
    assert after["numberOfPassesSold"] == before["numberOfPassesSold"] + 1
    assert simulator.registrations()[0]["status"] == "Temporary"


def test_passes_cannot_be_oversold(simulator: Simulator) -> None:
    assert passes(simulator)["Workshop day"]["numberOfPassesLeft"] == 0
    assert code(buy(simulator, "Workshop day")) == "InsufficentNumberOfPasses"
    assert code(buy(simulator, "Student", 3)) == "InsufficentNumberOfPasses"
    assert code(buy(simulator, "Student", 2)) is None


def test_an_unpaid_purchase_lapses_after_fifty_minutes(simulator: Simulator) -> None:
    event = event_id(simulator, "Coastal Data Summit")
    before = count(simulator, event)
    purchase_id = buy(simulator, "Standard").json["purchaseId"]
    assert count(simulator, event) == before + 1
    simulator.settings(clock_ahead_s=50 * 60 + 1, demo_payment=True)
    assert count(simulator, event) == before
    late = simulator.call(f"events/{event}/registrations/finalize", body={"purchaseId": purchase_id, "hipObject": None})
    assert code(late) == "FinalizationAfterTimeLimit"


def test_finalizing_works_only_with_the_demo_payment_switched_on(simulator: Simulator) -> None:
    event = event_id(simulator, "Coastal Data Summit")
    purchase_id = buy(simulator, "Standard").json["purchaseId"]
    path, body = f"events/{event}/registrations/finalize", {"purchaseId": f"{{{purchase_id}}}", "hipObject": None}
    assert code(simulator.call(path, body=body)) == "FinalizationNotEnabled"
    simulator.settings(demo_payment=True)
    assert code(simulator.call(path, body=body | {"purchaseId": "unknown"})) == "FinalizationNotAllowed"
    assert code(simulator.call(path, body=body)) is None
    simulator.settings(clock_ahead_s=3600)
    assert [each["status"] for each in simulator.registrations()] == ["Registered"]


def test_pass_holders_add_sessions_one_by_one(simulator: Simulator) -> None:
    event = event_id(simulator, "Coastal Data Summit")
    bearer = {"Authorization": "Bearer simulated-user"}
    own = {each["name"]: each for each in simulator.call(f"events/{event}/sessions", headers=bearer).json}
    assert {each["userEligibleToRegister"] for each in own.values()} == {False}
    path = f"events/{event}/sessions/{own['Who owns a tide?']['id']}/registrations"
    assert simulator.call(path, body={}).status == 401
    assert simulator.call(path, body={}, headers=bearer).json is False
    purchase_id = buy(simulator, "Standard").json["purchaseId"]
    simulator.settings(demo_payment=True)
    simulator.call(f"events/{event}/registrations/finalize", body={"purchaseId": purchase_id})
    assert simulator.call(path, body={}, headers=bearer).json is True
    assert simulator.call(path, body={}, headers=bearer).json is False
    mine = simulator.call("users/authenticated/registrations", headers=bearer).json
    assert [(each["pass"], each["sessionRegistrations"][0]["sessionName"]) for each in mine] == [
        ("Standard", "Who owns a tide?")
    ]


def test_a_gateway_page_can_be_switched_on(simulator: Simulator) -> None:
    simulator.settings(paid_result="Redirect", payment_page="https://pay.example.org/start")
    answer = buy(simulator, "Standard").json
    assert answer["status"] == "Redirect"
    assert answer["redirectUrl"].startswith(
        f"https://pay.example.org/start?purchaseId={answer['purchaseId']}&returnUrl="
    )
