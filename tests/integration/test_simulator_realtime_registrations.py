"""Registering in the real-time dialect: accepted at once, carried out later."""

from collections.abc import Iterator

import pytest

from tests.simulated_registrations import (
    attendee,
    buy,
    code,
    count,
    event_id,
    eventually,
    forum_answers,
    register,
    sessions,
)
from tests.simulation import FORUM, Simulator, running_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator(real_time_delay_s=0.4) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


def test_realtime_accepts_at_once_and_registers_later(simulator: Simulator) -> None:
    event = event_id(simulator, "Shore Power in Plain Words")
    before = count(simulator, event)
    assert register(simulator, event, realtime=True).json["status"] == "Success"
    assert (count(simulator, event), simulator.registrations()) == (before, [])
    assert eventually(lambda: count(simulator, event) == before + 1)


def test_realtime_failures_are_bad_requests(simulator: Simulator) -> None:
    event = event_id(simulator, "Young Mariners Scholarship Day")
    refused = register(simulator, event, realtime=True)
    assert (refused.status, set(refused.json)) == (400, {"message", "Message"})
    assert register(simulator, "Nothing1", realtime=True).status == 404
    simulator.settings(realtime_failure="coded")
    assert register(simulator, event, realtime=True).json["errorCode"] == "RegistrationsClosed"
    simulator.settings(realtime_failure="result")
    assert code(register(simulator, event, realtime=True)) == "RegistrationsClosed"


@pytest.mark.parametrize("status", [202, 204])
def test_a_realtime_success_can_be_empty(simulator: Simulator, status: int) -> None:
    simulator.settings(realtime_success=str(status))
    answer = register(simulator, event_id(simulator, "Shore Power in Plain Words"), realtime=True)
    assert (answer.status, answer.body) == (status, b"")


def test_realtime_takes_the_documented_body_without_the_extras(simulator: Simulator) -> None:
    event = event_id(simulator, "Reading Tide Tables")
    person = {"firstName": "Ida", "lastName": "Sample", "email": "ida@example.org"}
    person |= {"responses": [{"id": "jobtitle", "value": "Harbour pilot"}]}
    assert register(simulator, event, person, realtime=True).json["status"] == "Success"


def test_realtime_puts_late_comers_on_the_waitlist_or_refuses_them(simulator: Simulator) -> None:
    with_waitlist, without = event_id(simulator, "Quiet Harbours"), event_id(simulator, "Open Deck on the Pilot Boat")
    simulator.patch_event(with_waitlist, registrationCount=60)
    assert register(simulator, with_waitlist, realtime=True).json["status"] == "Success"
    assert register(simulator, without, realtime=True).status == 400
    assert eventually(lambda: [each["status"] for each in simulator.registrations()] == ["Waitlisted"])


def test_realtime_sends_buyers_to_the_payment_page(simulator: Simulator) -> None:
    answer = buy(simulator, "Student", realtime=True)
    assert set(answer.json) == {"redirectUrl"}
    assert answer.json["redirectUrl"].startswith("https://payments.example.org/checkout?purchaseId=")
    assert eventually(lambda: [each["status"] for each in simulator.registrations()] == ["Temporary"])


def test_realtime_holds_a_session_for_whoever_waits_for_the_event(simulator: Simulator) -> None:
    names = sessions(simulator)
    wishes = [{"sessionId": names[name]["id"]} for name in ("Walls that give way", "Listening from below")]
    simulator.patch_event(FORUM, isCapacityRestricted=True, maxCapacity=287)
    person = attendee(responses=forum_answers(simulator), attendeeSessions=wishes)
    assert register(simulator, FORUM, person, realtime=True).json["status"] == "Success"
    assert eventually(lambda: len(simulator.registrations()) == 1)
    registration = simulator.registrations()[0]
    assert registration["status"] == "Waitlisted"
    assert [each["status"] for each in registration["sessions"]] == ["On hold", "Waitlisted"]
