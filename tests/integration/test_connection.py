"""The connection test of an administrator: every step, every failure, and what to do about it."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from portal.models import WebApplication
from portal.services import applications, connection
from portal.services.connection import State, Step
from tests.faults import certificates
from tests.faults.fault_server import FaultServer, Peer, answer, refused_port, replying
from tests.simulation import Simulator, running_simulator

TOKEN = "LEAKMARKER-of-the-connection-test"
ORIGIN = "https://events.example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _process() -> Iterator[Simulator]:
    with running_simulator(token=TOKEN, origin=ORIGIN, today="2026-05-04") as simulator:
        yield simulator


@pytest.fixture
def simulator(_process: Simulator) -> Iterator[Simulator]:
    _process.reset()
    yield _process
    _process.clear_faults()


@pytest.fixture
def configure(settings: Any) -> Any:
    """Gives the default web application a connection, as the environment does."""

    def configure(endpoint: str, *, token: str = TOKEN, origin: str = ORIGIN) -> None:
        settings.EVENTS_API_ENDPOINT = endpoint
        settings.EVENTS_API_TOKEN = token
        settings.EVENTS_API_ORIGIN = origin

    return configure


@pytest.fixture(autouse=True)
def no_token_in_any_log_record(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if TOKEN in repr(vars(record))] == []


def run(row: WebApplication | None = None) -> dict[str, Step]:
    """Test the default web application; the steps by key. None of them shows the token."""
    steps = connection.test_connection(applications.resolve(row or WebApplication.objects.get(is_default=True)))
    assert tuple(step.key for step in steps) == connection.KEYS
    assert TOKEN not in repr(steps)
    assert connection.passed(steps) == all(step.state is not State.FAILED for step in steps)
    return {step.key: step for step in steps}


def states(steps: dict[str, Step]) -> str:
    """One letter for each step: o(k), w(arning), f(ailed), s(kipped)."""
    return "".join(step.state.value[0] for step in steps.values())


def failed(steps: dict[str, Step]) -> Step:
    """The one step that failed, which says what to do."""
    (step,) = [step for step in steps.values() if step.state is State.FAILED]
    assert step.advice
    return step


# --- Connections that work ------------------------------------------------------------------------------------------


def test_every_step_works_with_an_outbound_endpoint(simulator: Simulator, configure: Any) -> None:
    configure(simulator.v2_endpoint)
    steps = run()
    assert states(steps) == "ooooooo"
    assert steps["settings"].detail == f"Outbound events API (v2.0), {simulator.v2_base}/"
    assert steps["name"].detail == "127.0.0.1 → 127.0.0.1"
    assert steps["origin"].detail == f"The API accepts {ORIGIN}."
    assert "session" in steps["event"].detail


def test_a_real_time_endpoint_works_and_its_origin_is_honestly_not_tested(simulator: Simulator, configure: Any) -> None:
    configure(simulator.realtime_endpoint)
    steps = run()
    assert states(steps) == "oooosoo"
    assert "proves little" in steps["origin"].detail


def test_the_simulator_stands_in_where_nothing_is_configured(simulator: Simulator, settings: Any) -> None:
    settings.SIMULATOR_ENDPOINT = simulator.base_url
    settings.SIMULATOR_TOKEN = TOKEN
    settings.SIMULATOR_ORIGIN = ORIGIN
    steps = run()
    assert states(steps) == "ooooooo"
    assert steps["settings"].detail.startswith("Demonstration data")


def test_a_trusted_certificate_tells_until_when_it_is_valid(configure: Any, settings: Any, tmp_path: Path) -> None:
    with _tls_server(settings, tmp_path, certificates.server_context) as server:
        configure(f"https://localhost:{server.port}")
        steps = run()
    assert steps["tls"].state is State.OK
    assert "valid until" in steps["tls"].detail


# --- Settings -------------------------------------------------------------------------------------------------------


def test_missing_settings_are_named() -> None:
    steps = run()
    assert states(steps) == "fssssss"
    assert failed(steps).detail == "Not configured yet: endpoint, token, origin."


def test_an_endpoint_that_is_none_is_told_before_anything_is_contacted(configure: Any) -> None:
    configure("https://public-eur.mkt.dynamics.com/")
    steps = run()
    assert states(steps) == "fssssss"
    assert "organization id" in failed(steps).detail


def test_a_token_that_cannot_be_decrypted_is_told(configure: Any, settings: Any) -> None:
    configure("https://0123.svc.dynamics.com")
    row = WebApplication.objects.get()
    row.set_token(TOKEN)
    row.save()
    settings.FIELD_ENCRYPTION_KEYS = ["YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="]
    assert "FIELD_ENCRYPTION_KEYS" in failed(run()).detail


def test_an_unreadable_file_of_certificates_is_told(configure: Any, settings: Any) -> None:
    settings.EVENTS_API_CA_BUNDLE = "/nowhere/certificates.pem"
    configure("https://unreadable-bundle.svc.dynamics.com")
    assert "EVENTS_API_CA_BUNDLE" in failed(run()).detail


def test_a_public_host_that_django_would_turn_away_is_a_warning(simulator: Simulator, configure: Any) -> None:
    configure(simulator.v2_endpoint, origin="https://unknown-to-django.example.org")
    step = run()["settings"]
    assert step.state is State.WARNING
    assert "ALLOWED_HOSTS" in step.advice


def test_filters_that_an_outbound_endpoint_ignores_are_a_warning(simulator: Simulator, configure: Any) -> None:
    configure(simulator.v2_endpoint)
    WebApplication.objects.update(webapp_id="3f2504e0-4f89-11d3-9a0c-0305e82c3301")
    assert run()["settings"].state is State.WARNING


# --- Reaching the host ----------------------------------------------------------------------------------------------


def test_an_unknown_host_name(configure: Any) -> None:
    configure("https://nobody-has-this-name.invalid")
    steps = run()
    assert states(steps) == "ofsssss"
    assert failed(steps).detail == "The host name nobody-has-this-name.invalid was not found."


def test_a_host_name_that_leads_to_a_private_address(configure: Any) -> None:
    configure("https://0123.svc.dynamics.com")  # the loopback exception holds for the environment's endpoint only
    WebApplication.objects.update(endpoint="https://localhost")
    steps = run()
    assert states(steps) == "ofsssss"
    assert "private network" in failed(steps).detail


def test_a_port_where_nobody_listens(configure: Any) -> None:
    with refused_port() as port:
        configure(f"http://127.0.0.1:{port}")
        steps = run()
    assert states(steps) == "oofssss"
    assert "firewall" in failed(steps).advice


@pytest.mark.parametrize(
    ("make_context", "told"),
    [
        (lambda ca, host: certificates.server_context(ca, host, valid_from_days=-9, valid_days=3), "has expired"),
        (lambda ca, host: certificates.server_context(ca, host, valid_from_days=5), "not valid yet"),
        (lambda ca, host: certificates.server_context(trustme.CA(), host), "does not know"),
        (lambda ca, host: certificates.server_context(ca, "other.example"), "made for another host"),
        (lambda ca, host: certificates.tls_1_1_only(certificates.server_context(ca, host)), "TLS 1.2"),
    ],
    ids=["expired", "not yet valid", "unknown authority", "other host", "old TLS"],
)
def test_a_certificate_or_protocol_that_cannot_be_trusted(
    configure: Any, settings: Any, tmp_path: Path, make_context: Any, told: str
) -> None:
    with _tls_server(settings, tmp_path, make_context) as server:
        configure(f"https://localhost:{server.port}")
        steps = run()
        assert server.requests == []
    assert states(steps) == "oofssss"
    assert told in failed(steps).detail


def test_a_hand_shake_that_hangs(configure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GREET_S", 0.4)
    with FaultServer(Peer.hang) as server:
        configure(f"https://localhost:{server.port}")
        steps = run()
    assert states(steps) == "oofssss"
    assert failed(steps).detail == "localhost did not answer in time."


# --- Answers of the API ---------------------------------------------------------------------------------------------


def test_a_wrong_token_and_a_wrong_origin_look_alike_so_both_are_told(simulator: Simulator, configure: Any) -> None:
    configure(simulator.v2_endpoint, token="another-token")
    wrong_token = run()
    configure(simulator.v2_endpoint, origin="https://other.example.org")
    wrong_origin = run()
    assert states(wrong_token) == states(wrong_origin) == "ooofsss"
    for steps, origin in ((wrong_token, ORIGIN), (wrong_origin, "https://other.example.org")):
        assert failed(steps).key == "token"
        assert "Copy the token again" in failed(steps).advice
        assert origin in failed(steps).advice


def test_an_origin_that_real_time_refuses(simulator: Simulator, configure: Any) -> None:
    configure(simulator.realtime_endpoint, origin="https://other.example.org")
    steps = run()
    assert states(steps) == "ooosfss"
    assert failed(steps).key == "origin"
    assert "https://other.example.org" in failed(steps).advice


def test_an_organization_that_does_not_exist(simulator: Simulator, configure: Any) -> None:
    configure(simulator.realtime_endpoint)
    simulator.fault("list_published_events", status=404)
    steps = run()
    assert states(steps) == "ooossfs"
    assert "wrong region" in failed(steps).advice


@pytest.mark.parametrize(
    ("fault", "expected", "told"),
    [
        ({"status": 400}, "ooofsss", "did not arrive"),
        ({"redirect": "https://login.example.org/"}, "ooossfs", "another address"),
        ({"body": "<!doctype html><title>Log in</title>", "content_type": "text/html"}, "ooossfs", "A web page came"),
        ({"status": 429, "headers": {"Retry-After": "60"}}, "ooossfs", "asked too often"),
        ({"status": 503}, "ooossfs", "a fault of its own (HTTP 503)"),
        ({"status": 418}, "ooossfs", "refused the request (HTTP 418)"),
        ({"body": "[{"}, "ooooofs", "not what the events API sends"),
        ({"body": ""}, "ooooofs", "was empty"),
        ({"json": {"error": "no"}}, "ooooofs", "not what the events API sends"),
        ({"huge_bytes": 33 * 1024 * 1024}, "ooooofs", "larger than the portal accepts"),
        ({"cut_body": True}, "ooossfs", "broke off"),
        ({"reset": "before"}, "ooossfs", "broke off"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_list_that_cannot_be_read(
    simulator: Simulator, configure: Any, fault: dict[str, Any], expected: str, told: str
) -> None:
    configure(simulator.v2_endpoint)
    simulator.fault("list_published_events", **fault)
    steps = run()
    assert states(steps) == expected
    assert told in failed(steps).detail


def test_an_api_that_hangs_ends_the_test_in_time(
    simulator: Simulator, configure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TOTAL_S", 0.6)
    configure(simulator.v2_endpoint)
    simulator.fault("list_published_events", hang="before")
    started_at = time.monotonic()
    steps = run()
    assert time.monotonic() - started_at < 1.5
    assert states(steps) == "ooossfs"
    assert failed(steps).detail == "127.0.0.1 did not answer in time."


def test_an_empty_list_says_what_to_look_at(simulator: Simulator, configure: Any) -> None:
    configure(simulator.realtime_endpoint)
    simulator.fault("list_published_events", json=[])
    steps = run()
    assert states(steps) == "oooosws"
    assert "publishing destination" in steps["list"].advice
    assert "web application id" in steps["list"].advice


def test_values_that_could_not_be_read_are_counted(simulator: Simulator, configure: Any) -> None:
    configure(simulator.v2_endpoint)
    simulator.fault("list_published_events", json=[{"eventName": "no id"}])
    step = run()["list"]
    assert step.state is State.WARNING
    assert step.detail.startswith("0 events. 1 value could not be read, the first at $[0]")


@pytest.mark.parametrize(
    ("operation", "fault", "told"),
    [
        ("get_event", {"status": 404}, "does not know it"),
        ("get_event", {"body": "["}, "not what the events API sends"),
        ("list_sessions", {"status": 500}, "a fault of its own (HTTP 500)"),
    ],
)
def test_a_first_event_that_cannot_be_read(
    simulator: Simulator, configure: Any, operation: str, fault: dict[str, Any], told: str
) -> None:
    configure(simulator.v2_endpoint)
    simulator.fault(operation, **fault)
    steps = run()
    assert states(steps) == "oooooof"
    assert told in failed(steps).detail


def _tls_server(settings: Any, folder: Path, make_context: Any) -> FaultServer:
    """A server at https://localhost whose authority, and no other, is trusted."""
    ca = trustme.CA()
    bundle = folder / f"ca-{time.monotonic_ns()}.pem"
    ca.cert_pem.write_to_path(bundle)
    settings.EVENTS_API_CA_BUNDLE = str(bundle)
    context: ssl.SSLContext = make_context(ca, "localhost")
    return FaultServer(replying(answer()), tls=context)
