"""Each fault of the simulator does over a real socket what its name says, and only where it was wished for."""

import http.client
import json
import socket
import time
import urllib.error
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.simulation import FORUM, Simulator, running_simulator

LIST = "events/published"
BODY = {"attendees": [{"firstName": "Ada", "lastName": "Example", "email": "ada@example.org"}]}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running_simulator() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(simulator: Simulator) -> None:
    simulator.reset()


@pytest.fixture
def free_event(simulator: Simulator) -> str:
    return next(each["readableEventId"] for each in simulator.events() if each["eventName"] == "Reading Tide Tables")


def test_a_status_comes_with_its_headers_and_body(simulator: Simulator) -> None:
    simulator.fault("list_published_events", status=503, headers={"Retry-After": "7"}, body="<h1>Busy</h1>")
    answer = simulator.call(LIST)
    assert (answer.status, answer.headers["Retry-After"], answer.body) == (503, "7", b"<h1>Busy</h1>")
    assert simulator.call(f"events/{FORUM}").status == 200


def test_a_fault_can_be_for_one_event_and_a_number_of_times(simulator: Simulator) -> None:
    simulator.fault("get_event", event=FORUM, times=2, status=500)
    other = next(each["readableEventId"] for each in simulator.events() if each["readableEventId"] != FORUM)
    assert simulator.call(f"events/{other}").status == 200
    assert [simulator.call(f"events/{FORUM}").status for _ in range(3)] == [500, 500, 200]
    assert simulator.control("GET", "faults") == []


def test_a_fault_for_every_operation_holds_in_both_dialects_until_it_is_deleted(simulator: Simulator) -> None:
    simulator.fault(status=502)
    assert [simulator.call(LIST, realtime=each).status for each in (False, True)] == [502, 502]
    simulator.clear_faults()
    assert simulator.call(LIST).status == 200


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ({"json": {"error": "not a list"}}, b'{"error":"not a list"}'),
        ({"json": None}, b"null"),
        ({"body_base64": "77u/W10="}, b"\xef\xbb\xbf[]"),
        ({"status": 204}, b""),
    ],
)
def test_the_body_can_be_replaced(simulator: Simulator, fault: dict[str, Any], body: bytes) -> None:
    simulator.fault("list_published_events", **fault)
    assert simulator.call(LIST).body == body


def test_a_redirect_is_sent_with_its_target(simulator: Simulator) -> None:
    simulator.fault("*", redirect="https://login.example.org/")
    answer = simulator.call(LIST)
    assert (answer.status, answer.headers["Location"]) == (302, "https://login.example.org/")
    simulator.fault("*", redirect="https://login.example.org/", status=307)
    assert simulator.call(LIST).status == 307


def test_the_content_type_can_be_wrong(simulator: Simulator) -> None:
    simulator.fault("list_published_events", content_type="text/html")
    answer = simulator.call(LIST)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html")
    assert isinstance(answer.json, list)


def test_a_huge_body_has_the_size_that_was_wished(simulator: Simulator) -> None:
    simulator.fault("list_published_events", huge_bytes=5_000_000)
    answer = simulator.call(LIST)
    assert (len(answer.body), answer.headers["Content-Length"]) == (5_000_000, "5000000")


def test_a_delay_comes_before_the_answer(simulator: Simulator) -> None:
    simulator.fault("list_published_events", delay_ms=300)
    started = time.monotonic()
    assert simulator.call(LIST).status == 200
    assert time.monotonic() - started >= 0.3


def test_latency_is_added_to_every_answer(simulator: Simulator) -> None:
    simulator.settings(latency_ms=200)
    started = time.monotonic()
    assert simulator.call(LIST).status == 200
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(("hang", "registered"), [("before", 0), ("after", 1)])
def test_a_hanging_post_acts_or_does_not(simulator: Simulator, free_event: str, hang: str, registered: int) -> None:
    simulator.fault("create_registration", hang=hang)
    with raw_post(simulator, free_event) as connection:
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert len(simulator.registrations()) == registered
        simulator.clear_faults()
        connection.settimeout(5)
        assert connection.recv(1) == b""
    assert simulator.journal("create_registration")[0]["status"] is None


@pytest.mark.parametrize(("reset", "registered"), [(True, 0), ("before", 0), ("after", 1)])
def test_a_reset_post_acts_or_does_not(
    simulator: Simulator, free_event: str, reset: bool | str, registered: int
) -> None:
    simulator.fault("create_registration", reset=reset)
    with raw_post(simulator, free_event) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)
    assert len(simulator.registrations()) == registered


def test_a_cut_body_is_shorter_than_it_says_although_the_operation_acted(simulator: Simulator, free_event: str) -> None:
    simulator.fault("create_registration", cut_body=True)
    with pytest.raises(http.client.IncompleteRead):
        simulator.call(f"events/{free_event}/registrations", body=BODY)
    assert len(simulator.registrations()) == 1


def test_an_error_can_follow_an_operation_that_acted(simulator: Simulator, free_event: str) -> None:
    simulator.fault("create_registration", status=500, acts=True)
    assert simulator.call(f"events/{free_event}/registrations", body=BODY).status == 500
    assert len(simulator.registrations()) == 1


@pytest.mark.parametrize("part", ["headers", "body"])
def test_bytes_drip(simulator: Simulator, part: str) -> None:
    simulator.fault("get_event_registration_count", drip_ms_per_byte=60, part=part)
    host, port = simulator.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        path = f"/EvtMgmt/api/v2.0/events/{FORUM}/registrations/count?emApplicationtoken={simulator.token}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {simulator.origin}\r\n\r\n".encode())
        first = connection.recv(4096)
        if part == "headers":
            assert first == b"H"
        else:
            received = first
            while not received.endswith(b"\r\n\r\n2"):
                received += connection.recv(1)
            assert connection.recv(4096) == b"8"
    simulator.clear_faults()


@pytest.mark.parametrize(
    "wish",
    [
        {"operation": "unknown", "fault": {"status": 500}},
        {"operation": "*", "fault": {}},
        {"operation": "*", "fault": {"explode": True}},
        {"operation": "*", "fault": {"status": "500"}},
        {"operation": "*", "fault": {"hang": "sideways"}},
        {"operation": "*", "fault": {"body_base64": "!"}},
        {"operation": "*", "fault": {"status": 500}, "times": 0},
        [],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(simulator: Simulator, wish: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        simulator.control("POST", "faults", wish)
    with closing(refused.value):
        assert refused.value.code == 400
    assert simulator.control("GET", "faults") == []


def raw_post(simulator: Simulator, event: str) -> socket.socket:
    """A registration that is on its way, nothing read yet."""
    host, port = simulator.base_url.removeprefix("http://").split(":")
    body = json.dumps(BODY)
    path = f"/EvtMgmt/api/v2.0/events/{event}/registrations?emApplicationtoken={simulator.token}"
    connection = socket.create_connection((host, int(port)), timeout=5)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nOrigin: {simulator.origin}\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall((head + body).encode())
    return connection
