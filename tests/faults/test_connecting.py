"""Faults before the first byte: design/faults.md §10, A1 to A7 and A26 to A30, at the level of the transport."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from portal.events_api.addresses import MAX_LOOKUPS, AddressPolicy
from portal.events_api.secret import Secret
from portal.events_api.transport import Transport
from tests.faults.calling import CONNECT_S, DEADLINE_S, SLACK_S, Caller, calling, resolving
from tests.faults.certificates import HOST, self_signed_context, server_context, tls_1_1_only
from tests.faults.fault_server import FaultServer, Peer, answer, full_backlog, refused_port, reply_for_ever
from tests.faults.leaks import TOKEN_TEXT

OK = reply_for_ever(answer())


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_bundle(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def hanging_resolver() -> Iterator[Any]:
    """A resolver that answers only when the test is over, as one whose servers are down does."""
    over = threading.Event()

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        over.wait(30)
        return resolving("127.0.0.1")(host, port)

    yield resolve
    over.set()


def test_a1_a_refused_connection_is_unreachable_and_nothing_was_sent() -> None:
    with refused_port() as port:
        error = calling(port).get_fails()
    assert (error.kind, error.sent, error.status) == ("unreachable", False, None)


def test_a2_an_unanswered_syn_is_given_up_at_the_connect_limit() -> None:
    with full_backlog() as port:
        started_at = time.monotonic()
        error = calling(port).get_fails(deadline_s=5.0)
    assert (error.kind, error.sent) == ("timeout", False)
    assert time.monotonic() - started_at <= CONNECT_S + SLACK_S


def test_a3_a_name_that_does_not_exist_is_a_dns_failure() -> None:
    def nxdomain(host: str, port: int, **_: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    error = calling(443, "https", HOST, nxdomain).get_fails()
    assert (error.kind, error.sent) == ("dns", False)


def test_a4_a_hanging_resolver_holds_nobody_longer_than_the_deadline(hanging_resolver: Any) -> None:
    error = calling(443, "https", HOST, hanging_resolver).get_fails()
    assert (error.kind, error.sent) == ("timeout", False)


def test_a4_a_hanging_resolver_takes_a_bounded_number_of_threads(hanging_resolver: Any) -> None:
    caller = calling(443, "https", HOST, hanging_resolver)
    callers = [threading.Thread(target=caller.get_fails, kwargs={"deadline_s": 0.3}) for _ in range(MAX_LOOKUPS + 4)]
    for thread in callers:
        thread.start()
    for thread in callers:
        thread.join()
    assert sum(thread.name == "events-api-lookup" for thread in threading.enumerate()) <= MAX_LOOKUPS


def test_a5_one_private_address_among_allowed_ones_refuses_the_name() -> None:
    with FaultServer(OK) as server:
        caller = calling(server.port, host="simulator", resolver=resolving("127.0.0.1", "10.0.0.1"))
        error = caller.get_fails()
        assert (error.kind, error.sent) == ("forbidden_address", False)
        assert server.connections == 0


def test_a5_a_public_name_that_leads_home_is_refused() -> None:
    policy = AddressPolicy(resolver=resolving("93.184.215.14", "127.0.0.1"))
    caller = Caller(Transport("https://x.svc.dynamics.com/", Secret(TOKEN_TEXT), "https://events.example", policy))
    assert caller.get_fails().kind == "forbidden_address"


def test_a6_a_name_is_resolved_once_and_the_checked_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [resolving("127.0.0.1"), resolving("10.0.0.1"), resolving("10.0.0.1")]
    asked: list[str] = []

    def rebinding(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return answers[len(asked) - 1](host, port)

    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing but the policy may resolve")

    with FaultServer(OK) as server:
        monkeypatch.setattr(socket, "getaddrinfo", forbidden)
        assert calling(server.port, host="simulator", resolver=rebinding).get().body == b"[]"
    assert asked == ["simulator"]


def test_a7_a_dead_first_address_leaves_time_for_the_second() -> None:
    with FaultServer(OK) as server, full_backlog("127.0.0.2", server.port):
        caller = calling(server.port, host="simulator", resolver=resolving("127.0.0.2", "127.0.0.1"))
        assert caller.get(connect_s=DEADLINE_S).body == b"[]"


def test_a7_a_refusing_first_address_is_passed_over() -> None:
    with FaultServer(OK) as server:
        caller = calling(server.port, host="simulator", resolver=resolving("::1", "127.0.0.1"))
        assert caller.get().body == b"[]"
        assert server.connections == 1


def test_a_trusted_certificate_of_the_right_host_is_accepted(ca: trustme.CA, ca_bundle: str) -> None:
    with FaultServer(OK, tls=server_context(ca)) as server:
        caller = calling(server.port, "https", HOST, ca_bundle=ca_bundle)
        assert [caller.get().body, caller.get().body, caller.post().body] == [b"[]", b"[]", b"[]"]
        assert server.connections == 2  # the GETs share one, a POST has its own


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("self-signed", "self_signed"),
        ("unknown issuer", "unknown_issuer"),
        ("wrong host", "wrong_host"),
        ("expired", "expired"),
        ("A29: not yet valid", "not_yet_valid"),
    ],
)
def test_a26_a_bad_certificate_stops_before_anything_is_sent(
    case: str, reason: str, ca: trustme.CA, ca_bundle: str
) -> None:
    context = {
        "self-signed": lambda: self_signed_context(trustme.CA()),
        "unknown issuer": lambda: server_context(trustme.CA()),
        "wrong host": lambda: server_context(ca, "other.example.test"),
        "expired": lambda: server_context(ca, valid_from_days=-730, valid_days=1),
        "A29: not yet valid": lambda: server_context(ca, valid_from_days=730),
    }[case]()
    with FaultServer(OK, tls=context) as server:
        error = calling(server.port, "https", HOST, ca_bundle=ca_bundle).get_fails()
        assert (error.kind, error.sent, error.reason) == ("tls", False, reason)
        assert (server.connections, server.requests) == (1, [])  # no second try, and none without TLS


def test_a27_a_tls_port_that_speaks_plain_http_is_a_timeout_before_sending(ca_bundle: str) -> None:
    with FaultServer(lambda peer: peer.hang()) as server:
        error = calling(server.port, "https", HOST, ca_bundle=ca_bundle).get_fails()
    assert (error.kind, error.sent) == ("timeout", False)


def test_a27_a_plain_answer_to_a_tls_greeting_is_a_tls_failure(ca_bundle: str) -> None:
    def script(peer: Peer) -> None:
        peer.sock.recv(65536)
        peer.send(answer("400 Bad Request"))

    with FaultServer(script) as server:
        error = calling(server.port, "https", HOST, ca_bundle=ca_bundle).get_fails()
    assert (error.kind, error.sent, error.reason) == ("tls", False, "protocol")


def test_a27_a_dripped_hand_shake_is_cut_at_the_deadline(ca_bundle: str) -> None:
    with FaultServer(lambda peer: peer.drip(b"\x16\x03\x03\x40\x00" + b"\x02" * 200, 0.1)) as server:
        error = calling(server.port, "https", HOST, ca_bundle=ca_bundle).get_fails()
    assert (error.kind, error.sent) == ("timeout", False)


def test_a27_a_slow_look_up_and_a_silent_hand_shake_share_the_deadline(ca_bundle: str) -> None:
    def slow(host: str, port: int, **_: Any) -> list[Any]:
        time.sleep(DEADLINE_S * 0.8)
        return resolving("127.0.0.1")(host, port)

    with FaultServer(lambda peer: peer.hang()) as server:
        error = calling(server.port, "https", HOST, slow, ca_bundle).get_fails(connect_s=DEADLINE_S)
    assert (error.kind, error.sent) == ("timeout", False)


def test_a28_tls_1_1_is_refused(ca: trustme.CA, ca_bundle: str) -> None:
    with FaultServer(OK, tls=tls_1_1_only(server_context(ca))) as server:
        error = calling(server.port, "https", HOST, ca_bundle=ca_bundle).get_fails()
    assert (error.kind, error.sent, error.reason) == ("tls", False, "protocol")


def test_a30_proxies_and_netrc_of_the_environment_take_no_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login eve password stolen\n", encoding="ascii")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with FaultServer(OK) as proxy, FaultServer(OK) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        assert calling(server.port).get().body == b"[]"
        assert proxy.connections == 0
        assert b"Authorization" not in server.requests[0]


def test_an_unreadable_ca_bundle_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        calling(443, "https", HOST, ca_bundle=str(tmp_path / "missing.pem"))
