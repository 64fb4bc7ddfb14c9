"""What tests of registering share: attendees, answers and calls against the simulator."""

import time
from collections.abc import Callable
from typing import Any

from tests.simulation import FORUM, Answer, Simulator


def event_id(simulator: Simulator, name: str) -> str:
    return next(str(each["readableEventId"]) for each in simulator.events() if each["eventName"] == name)


def attendee(**facts: Any) -> dict[str, Any]:
    person = {"firstName": "Ada", "lastName": "Example", "email": "ada@example.org", "passId": "", "waitlisted": False}
    return person | {"autoRegister": False, "responses": [], "attendeeSessions": []} | facts


def register(
    simulator: Simulator, event: str, *attendees: dict[str, Any], realtime: bool = False, **body: Any
) -> Answer:
    headers = body.pop("headers", None)
    path = f"events/{event}/registrations"
    return simulator.call(
        path, realtime=realtime, body={"attendees": attendees or [attendee()]} | body, headers=headers
    )


def code(answer: Answer) -> str | None:
    """The error code of a business failure in v2.0, None for a success."""
    assert answer.status == 200
    failed = answer.json["status"] == "Error"
    assert bool(answer.json["errorMessage"]) == failed
    return answer.json["errorCode"] if failed else None


def count(simulator: Simulator, event: str) -> int:
    return int(simulator.call(f"events/{event}/registrations/count").json)


def eventually(condition: Callable[[], bool], timeout_s: float = 5) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def forum_answers(simulator: Simulator, **changed: Any) -> list[dict[str, Any]]:
    """Valid answers to the forum's questions; `changed` replaces the answer to a type, None leaves it out."""
    fields = simulator.call(f"events/{FORUM}/custom-registration-fields").json
    names = {100000000: "text", 100000001: "boolean", 100000002: "several", 100000003: "one"}
    values: dict[str, Any] = {
        "text": {"value": "A port"},
        "boolean": {"value": "Yes"},
        "several": {"value": "Vegan, No nuts, peanuts or sesame", "values": ["Vegan", "No nuts, peanuts or sesame"]},
        "one": {"value": "At last year's forum, of course"},
    } | changed
    answers = [(field["customRegistrationFieldId"], values[names[field["type"]]]) for field in fields]
    return [{"id": each, "values": None, **value} for each, value in answers if value is not None]


def sessions(simulator: Simulator) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in simulator.call(f"events/{FORUM}/sessions").json}


def buy(simulator: Simulator, name: str, number: int = 1, *, realtime: bool = False) -> Answer:
    event = event_id(simulator, "Coastal Data Summit")
    pass_id = passes(simulator)[name]["passId"]
    return register(simulator, event, *[attendee(passId=pass_id)] * number, realtime=realtime)


def passes(simulator: Simulator) -> dict[str, dict[str, Any]]:
    event = event_id(simulator, "Coastal Data Summit")
    return {each["passName"]: each for each in simulator.call(f"events/{event}/passes").json}
