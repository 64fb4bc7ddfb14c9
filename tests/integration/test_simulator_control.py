"""The simulator's control interface: journal, changes to the data, reset, and what it refuses."""

import json
import urllib.error
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.simulation import FORUM, Simulator, running_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


def published(simulator: Simulator) -> dict[str, dict[str, Any]]:
    return {each["eventName"]: each for each in simulator.call("events/published").json}


def test_the_journal_tells_everything_but_the_token(simulator: Simulator) -> None:
    simulator.clear_journal()
    simulator.call("events/published", realtime=True, webappId="7")
    simulator.call(f"events/{FORUM}/registrations", body={"attendees": []}, token="another-token-entirely")
    listed, posted = simulator.journal()
    assert listed | {"time": ""} == {
        "time": "",
        "dialect": "v1.0",
        "operation": "list_published_events",
        "method": "GET",
        "path": f"{simulator.realtime_endpoint.removeprefix(simulator.base_url)}/events/published",
        "parameters": {"webappId": "7"},
        "token": "valid",
        "origin": simulator.origin,
        "body": None,
        "status": 200,
    }
    assert (posted["token"], posted["status"], posted["body"]) == ("wrong", 401, {"attendees": []})
    text = json.dumps([listed, posted])
    assert (simulator.token in text, "another-token-entirely" in text) == (False, False)


def test_control_calls_are_not_in_the_journal(simulator: Simulator) -> None:
    simulator.clear_journal()
    assert simulator.control("GET", "health") == {"status": "ok", "events": 17}
    assert simulator.journal() == []


def test_an_event_can_be_unpublished_changed_and_published_again(simulator: Simulator) -> None:
    simulator.unpublish(FORUM)
    assert simulator.call(f"events/{FORUM}").status == 404
    assert "Harbour Forum" not in published(simulator)
    simulator.patch_event(FORUM, eventName="Harbour Forum, moved", timeZone="92")
    simulator.publish(FORUM)
    assert published(simulator)["Harbour Forum, moved"]["timeZone"] == "92"


def test_a_session_can_be_unpublished_and_changed(simulator: Simulator) -> None:
    first, second, *_ = simulator.call(f"events/{FORUM}/sessions").json
    simulator.unpublish_session(first["id"])
    simulator.patch_session(second["id"], name="Changed", registrationCount=7)
    after = simulator.call(f"events/{FORUM}/sessions").json
    assert (after[0]["name"], after[0]["registrationCount"]) == ("Changed", 7)
    assert simulator.call(f"sessions/{first['id']}", realtime=True).status == 404
    simulator.publish_session(first["id"])
    assert len(simulator.call(f"events/{FORUM}/sessions").json) == len(after) + 1


def test_a_reset_undoes_everything(simulator: Simulator) -> None:
    before = simulator.call("events/published").json
    simulator.patch_event(FORUM, eventName="Changed")
    simulator.settings(missing_origin="strict", latency_ms=1)
    simulator.fault(status=500)
    simulator.reset()
    assert simulator.call("events/published").json == before
    assert simulator.settings()["missing_origin"] == "dialect"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "settings", {"nonsense": 1}, 400),
        ("POST", "settings", {"missing_origin": "maybe"}, 400),
        ("POST", "settings", {"latency_ms": -1}, 400),
        ("POST", "settings", {"captcha": 1}, 400),
        ("PUT", "events/Nothing1", {}, 404),
        ("PUT", f"events/{FORUM}", {"registrationCount": "many"}, 400),
        ("POST", "events/Nothing1/publish", None, 404),
        ("GET", "nowhere", None, 404),
    ],
)
def test_control_refuses_what_it_does_not_understand(
    simulator: Simulator, method: str, path: str, body: Any, status: int
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        simulator.control(method, path, body)
    with closing(refused.value):
        assert refused.value.code == status
