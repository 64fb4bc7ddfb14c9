"""Faults after the first byte: design/faults.md §10, A8 to A25, at the level of the transport."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from tests.faults.calling import DEADLINE_S, READ_S, SLACK_S, calling
from tests.faults.fault_server import FaultServer, Peer, Script, answer, reply_for_ever, replying

MIB = 1024 * 1024
CAP_BYTES = 4 * MIB
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def sending(*parts: bytes) -> Script:
    """Read a request, send these bytes and close."""
    return replying(b"".join(parts))


def kind_and_sent(script: Script, **arguments: float) -> tuple[str, bool]:
    with FaultServer(script) as server:
        error = calling(server.port).get_fails(**arguments)
    return error.kind, error.sent


@pytest.fixture
def growth() -> Iterator[Callable[[], int]]:
    """Give the most memory, in bytes, that was held at one time since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_a8_a_silent_server_is_a_timeout_at_the_read_limit() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.hang()

    started_at = time.monotonic()
    assert kind_and_sent(script, deadline_s=5.0) == ("timeout", True)
    assert time.monotonic() - started_at <= READ_S + SLACK_S


@pytest.mark.parametrize("status", [b"200 OK", b"302 Found", b"404 Not Found", b"503 Unavailable"])
def test_a9_dripped_headers_are_cut_at_the_deadline_and_half_of_them_not_trusted(status: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n")
        peer.drip(b"X-Drip: " + b"x" * 100, 0.05)

    assert kind_and_sent(script) == ("timeout", True)


def test_a9_headers_dripped_from_the_first_byte_are_cut_at_the_deadline() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.drip(answer(), 0.15)

    assert kind_and_sent(script) == ("timeout", True)


@pytest.mark.parametrize("length", [b"Content-Length: 500\r\n\r\n", b"\r\n"])
def test_a10_a_dripped_body_is_cut_at_the_deadline(length: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + length)
        peer.drip(b" " * 500, 0.05)

    assert kind_and_sent(script) == ("timeout", True)


def test_a10_a_body_dripped_on_a_kept_connection_is_cut_at_the_deadline() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer())
        peer.read_request()
        peer.drip(answer(), 0.1)

    with FaultServer(script) as server:
        caller = calling(server.port)
        assert caller.get().body == b"[]"
        error = caller.get_fails()
        assert (error.kind, error.sent, server.connections) == ("timeout", True, 1)


def test_a10_dripped_chunks_are_cut_at_the_deadline() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(CHUNKED)
        while not peer.server.over.wait(0.05):
            peer.send(b"1\r\n \r\n")

    assert kind_and_sent(script) == ("timeout", True)


def test_a11_a_server_that_hangs_after_the_headers_is_a_timeout() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + b"Content-Length: 500\r\n\r\n[")
        peer.hang()

    assert kind_and_sent(script) == ("timeout", True)


def test_a12_a_reset_in_the_body_is_broken() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + b"Content-Length: 500\r\n\r\n[")
        time.sleep(0.05)  # the reset must not overtake the headers
        peer.reset()

    assert kind_and_sent(script) == ("broken", True)


def test_a13_a_get_that_is_closed_before_any_answer_is_tried_once_more() -> None:
    with FaultServer(replying(b""), replying(answer(body=b'["second"]'))) as server:
        assert calling(server.port).get().body == b'["second"]'
        assert len(server.requests) == 2


def test_a13_a_second_close_is_broken() -> None:
    with FaultServer(replying(b"")) as server:
        error = calling(server.port).get_fails()
        assert (error.kind, error.sent, len(server.requests)) == ("broken", True, 2)


def test_a13_no_retry_is_made_where_none_is_wanted() -> None:
    with FaultServer(replying(b"")) as server:
        error = calling(server.port).get_fails(retry=False)
        assert (error.kind, error.sent, len(server.requests)) == ("broken", True, 1)


def test_a13_a_post_that_is_closed_before_any_answer_is_sent_once() -> None:
    with FaultServer(replying(b"")) as server:
        error = calling(server.port).post_fails()
        assert (error.kind, error.sent, len(server.requests)) == ("broken", True, 1)


@pytest.mark.parametrize("close_after_s", [0.0, 0.1], ids=["at once", "as the next request arrives"])
def test_a14_a_kept_connection_that_was_closed_is_invisible(close_after_s: float) -> None:
    """The server promises to keep the connection and closes it; the POST must arrive exactly once."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer())
        if close_after_s:
            peer.sock.settimeout(1.0)
            peer.sock.recv(1)  # begin to take the next request, then be gone

    with FaultServer(script) as server:
        caller = calling(server.port)
        assert caller.get().body == b"[]"
        assert caller.get().body == b"[]"
        assert caller.post().body == b"[]"
        assert [request[:4] for request in server.requests] == [b"GET ", b"GET ", b"POST"]


def test_a15_a_body_shorter_than_its_length_is_broken() -> None:
    assert kind_and_sent(sending(HEAD, b"Content-Length: 500\r\n\r\n[]")) == ("broken", True)


def test_a16_a_cut_body_without_a_length_is_handed_on_for_the_decoder_to_refuse() -> None:
    with FaultServer(sending(HEAD, b'\r\n[{"eventId": "1')) as server:
        assert calling(server.port).get().body == b'[{"eventId": "1'


@pytest.mark.parametrize("chunks", [b"5\r\n[1, 2\r\n", b"5\r\n[1", b"zz\r\n[]\r\n0\r\n\r\n", b"-2\r\n[]\r\n0\r\n\r\n"])
def test_a17_broken_chunks_are_broken(chunks: bytes) -> None:
    assert kind_and_sent(sending(CHUNKED, chunks)) == ("broken", True)


def test_a18_endless_chunks_of_blanks_are_too_big(growth: Callable[[], int]) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(CHUNKED)
        while True:
            peer.send(b"10000\r\n" + b" " * 65536 + b"\r\n")

    assert kind_and_sent(script, deadline_s=10.0) == ("too_big", True)
    assert growth() < CAP_BYTES + 4 * MIB


def test_a19_a_length_of_20_gb_is_too_big_before_reading(growth: Callable[[], int]) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + b"Content-Length: 20000000000\r\n\r\n")
        peer.hang()

    started_at = time.monotonic()
    assert kind_and_sent(script) == ("too_big", True)
    assert time.monotonic() - started_at < READ_S
    assert growth() < 4 * MIB


def test_a20_a_gzip_bomb_is_too_big(growth: Callable[[], int]) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b" " * MIB) for _ in range(200)) + packer.flush()
    reply = answer("200 OK", bomb, "Content-Encoding: gzip")
    tracemalloc.reset_peak()
    assert kind_and_sent(replying(reply), deadline_s=10.0) == ("too_big", True)
    assert growth() < 10 * MIB


def test_a20_a_body_of_exactly_the_cap_is_read() -> None:
    with FaultServer(replying(answer(body=b" " * 1000), answer(body=b" " * 1001))) as server:
        caller = calling(server.port)
        assert len(caller.get(max_bytes=1000).body) == 1000
        assert caller.get_fails(max_bytes=1000).kind == "too_big"


def test_a_gzipped_body_is_unpacked() -> None:
    with FaultServer(replying(answer("200 OK", gzip.compress(b'["packed"]'), "Content-Encoding: gzip"))) as server:
        assert calling(server.port).get().body == b'["packed"]'
        assert b"\r\nAccept-Encoding: gzip\r\n" in server.requests[0]


def test_a21_a_plain_body_called_gzip_is_broken() -> None:
    assert kind_and_sent(replying(answer("200 OK", b"[]", "Content-Encoding: gzip"))) == ("broken", True)


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "x-unknown"])
def test_a22_an_encoding_that_was_not_asked_for_is_broken(encoding: str) -> None:
    assert kind_and_sent(replying(answer("200 OK", b"[]", f"Content-Encoding: {encoding}"))) == ("broken", True)


@pytest.mark.parametrize(
    "reply",
    [
        answer("200 OK", b"[]", *(f"X-Line-{number}: x" for number in range(200))),
        answer("200 OK", b"[]", "X-Long: " + "x" * 100_000),
        answer("200 OK", b"[]", "Content-Length: 3"),
        HEAD + b"Content-Length: -1\r\n\r\n[]",
        HEAD + b"Content-Length: two\r\n\r\n[]",
    ],
    ids=["200 header lines", "100 KB header", "two lengths", "negative length", "no number"],
)
def test_a23_headers_out_of_all_measure_are_broken(reply: bytes) -> None:
    assert kind_and_sent(replying(reply)) == ("broken", True)


@pytest.mark.parametrize(
    "reply",
    [
        b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        bytes(range(256)) * 8,
        b"<html>HTTP/0.9 has no status line</html>",
        b"HTTP/0.9 200 OK\r\n\r\n[]",
        b"HTTP/2 200\r\n\r\n[]",
        b"HTTP/1.1 abc OK\r\n\r\n[]",
        b"HTTP/1.1 999 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
    ],
    ids=["ssh", "binary", "http/0.9", "called 0.9", "http/2", "status abc", "status 999", "status 101"],
)
def test_a24_what_is_not_http_is_broken_and_not_asked_again(reply: bytes) -> None:
    with FaultServer(replying(reply)) as server:
        error = calling(server.port).get_fails()
        assert (error.kind, error.sent, len(server.requests)) == ("broken", True, 1)


def test_a25_interim_answers_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    with FaultServer(replying(interim + answer(body=b'["real"]'), answer(body=b'["next"]'))) as server:
        caller = calling(server.port)
        assert (caller.get().body, caller.get().body) == (b'["real"]', b'["next"]')
        assert server.connections == 1


def test_a25_interim_answers_without_end_are_broken() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        while True:
            peer.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")

    assert kind_and_sent(script)[0] == "broken"


def test_many_slow_exchanges_end_in_time_with_one_watchdog() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.drip(answer(), 0.1)

    with FaultServer(script) as server:
        caller = calling(server.port)
        kinds: list[str] = []
        callers = [threading.Thread(target=lambda: kinds.append(caller.get_fails().kind)) for _ in range(12)]
        for thread in callers:
            thread.start()
        watchdogs = sum(thread.name == "events-api-deadlines" for thread in threading.enumerate())
        for thread in callers:
            thread.join()
    assert kinds == ["timeout"] * 12
    assert watchdogs == 1


def test_a_finished_exchange_does_not_cut_the_next_one_on_its_connection() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer())
        peer.read_request()
        peer.server.over.wait(0.5)
        peer.send(answer(body=b'["slow"]'))
        peer.read_request()

    with FaultServer(script) as server:
        caller = calling(server.port)
        assert caller.get(deadline_s=0.3).body == b"[]"
        assert caller.get(deadline_s=3.0, read_s=2.0).body == b'["slow"]'
        assert server.connections == 1


def test_exchanges_leave_no_descriptors_behind() -> None:
    def descriptors() -> int:
        return len([number for number in range(256) if _is_open(number)])

    with FaultServer(reply_for_ever(answer())) as server:
        caller = calling(server.port)
        caller.get()
        before = descriptors()
        for _ in range(20):
            caller.get()
        assert descriptors() == before


def _is_open(number: int) -> bool:
    try:
        socket.socket(fileno=number).detach()
    except OSError:
        return False
    return True


def test_a_post_that_is_not_read_ends_at_the_deadline() -> None:
    def script(peer: Peer) -> None:
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.hang()

    with FaultServer(script) as server:
        error = calling(server.port).post_fails(body=b"x" * (12 * MIB), connect_s=DEADLINE_S * 2)
    assert (error.kind, error.sent) == ("timeout", True)
