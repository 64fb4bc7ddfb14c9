"""Statuses, redirects and pacing: design/faults.md §10, B1 to B12, at the level of the transport."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from portal.events_api.responses import parse_retry_after
from tests.faults.calling import CONNECT_S, calling
from tests.faults.fault_server import FaultServer, Peer, answer, reply_for_ever, replying
from tests.faults.leaks import MARKER

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_b1_a_500_with_a_web_page_is_handed_on() -> None:
    page = b"<html>Server Error</html>"
    with FaultServer(
        replying(answer("500 Internal Server Error", page, content_type="text/html; charset=x"))
    ) as server:
        response = calling(server.port).get()
        assert (response.status, response.media_type, response.body) == (500, "text/html", page)
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["502 Bad Gateway", "504 Gateway Timeout"])
def test_b2_a_get_is_tried_once_more_after_a_gateway_gave_up(status: str) -> None:
    with FaultServer(replying(answer(status), answer(body=b'["back"]'))) as server:
        assert calling(server.port).get().body == b'["back"]'
        assert len(server.requests) == 2


def test_b2_a_gateway_that_gives_up_twice_is_handed_on() -> None:
    with FaultServer(reply_for_ever(answer("502 Bad Gateway"))) as server:
        assert calling(server.port).get().status == 502
        assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["500 Error", "502 Bad Gateway", "503 Unavailable", "504 Gateway Timeout"])
def test_b2_a_post_is_never_sent_again(status: str) -> None:
    with FaultServer(reply_for_ever(answer(status))) as server:
        assert calling(server.port).post().status == int(status[:3])
        assert len(server.requests) == 1


def test_b3_a_503_that_asks_for_an_hour_is_not_slept_on() -> None:
    with FaultServer(replying(answer("503 Unavailable", b"", "Retry-After: 3600"))) as server:
        started_at = time.monotonic()
        response = calling(server.port).get()
        assert time.monotonic() - started_at < CONNECT_S
        assert (response.status, response.retry_after_s, len(server.requests)) == (503, 3600.0, 1)


def test_b4_a_429_is_handed_on_with_its_wait() -> None:
    with FaultServer(reply_for_ever(answer("429 Too Many Requests", b"", "Retry-After: 1"))) as server:
        response = calling(server.port).get()
        assert (response.status, response.retry_after_s, len(server.requests)) == (429, 1.0, 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("3601", 3600.0),
        (str(10**20), 3600.0),
        ("9" * 5000, 3600.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), 3600.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), None),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30.0),
        ("Sun, 99 Mar 2026 12:00:30 GMT", None),
        ("Sun, 01 Mar 99999999999 12:00:30 GMT", None),
        ("Sun, 01 Mar 2026 12:00:30 +9999", None),
        ("Sun, 01 Mar 0001 00:00:00 +2359", None),
    ],
)
def test_b5_retry_after_is_read_capped_or_ignored(value: str | None, expected: float | None) -> None:
    assert parse_retry_after(value, now=NOW) == expected


@pytest.mark.parametrize(
    "status",
    ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone", "418 I'm a teapot", "429 Slow", "451 Legal"],
)
def test_b6_to_b8_refusals_are_handed_on_and_not_repeated(status: str) -> None:
    with FaultServer(reply_for_ever(answer(status, b'{"Message": "no"}'))) as server:
        response = calling(server.port).get()
        assert (response.status, response.body, len(server.requests)) == (int(status[:3]), b'{"Message": "no"}', 1)


@pytest.mark.parametrize(
    "reply", [b"HTTP/1.1 204 No Content\r\n\r\n", answer(body=b"")], ids=["204", "200 without a body"]
)
def test_b9_an_empty_answer_is_handed_on_as_empty_and_keeps_the_connection(reply: bytes) -> None:
    with FaultServer(reply_for_ever(reply)) as server:
        caller = calling(server.port)
        assert (caller.get().body, caller.get().body) == (b"", b"")
        assert server.connections == 1


def test_b10_a_log_in_page_is_handed_on_with_its_type() -> None:
    with FaultServer(replying(answer(body=b"<html>Log in", content_type="Text/HTML"))) as server:
        assert calling(server.port).get().media_type == "text/html"


@pytest.mark.parametrize(
    "location",
    [
        "/login",
        "http://127.0.0.1:{other}/stolen",
        "//127.0.0.1:{other}/stolen",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://127.0.0.1:{own}/EvtMgmt/api/v2.0/events/published",
        "http://a..b/",
        "http://[::1/",
        "",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_b11_a_redirect_is_not_followed_and_its_target_never_sees_the_token(status: str, location: str) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        target = location.format(other=other.port, own=peer.server.port)
        peer.send(answer(status, b"moved", f"Location: {target}"))

    with FaultServer(reply_for_ever(answer())) as other, FaultServer(script) as server:
        error = calling(server.port).get_fails()
        assert (error.kind, error.sent, error.status) == ("redirect", True, int(status[:3]))
        assert len(server.requests) == 1
        assert (other.connections, other.requests) == (0, [])


@pytest.mark.parametrize("status", ["300 Multiple Choices", "304 Not Modified", "302 Found"])
def test_b11_every_3xx_is_a_redirect_even_without_a_target(status: str) -> None:
    with FaultServer(replying(answer(status, b""))) as server:
        assert calling(server.port).get_fails().kind == "redirect"


def test_b11_the_body_of_a_redirect_is_not_read() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 20000000000\r\n\r\n")
        peer.hang()

    with FaultServer(script) as server:
        started_at = time.monotonic()
        assert calling(server.port).get_fails().kind == "redirect"
        assert time.monotonic() - started_at < CONNECT_S


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_b12_a_redirected_post_is_neither_followed_nor_sent_again(status: str) -> None:
    with (
        FaultServer(reply_for_ever(answer())) as other,
        FaultServer(replying(answer(status, b"", f"Location: http://127.0.0.1:{other.port}/"))) as server,
    ):
        error = calling(server.port).post_fails()
        assert (error.kind, error.sent, error.status) == ("redirect", True, int(status[:3]))
        assert (len(server.requests), other.connections) == (1, 0)


@pytest.mark.parametrize(
    "body",
    [b"Content-Length: 500\r\n\r\n{", b"Content-Length: 20000000000\r\n\r\n", b"Content-Encoding: br\r\n\r\n{}"],
    ids=["cut", "too big", "unreadable"],
)
def test_the_status_of_an_error_counts_even_if_its_body_cannot_be_read(body: bytes) -> None:
    with FaultServer(replying(b"HTTP/1.1 503 Unavailable\r\nRetry-After: 7\r\n" + body)) as server:
        response = calling(server.port).post()
        assert (response.status, response.body, response.retry_after_s) == (503, b"", 7.0)


def test_the_token_arrives_exactly_and_the_origin_without_a_slash() -> None:
    with FaultServer(reply_for_ever(answer())) as server:
        caller = calling(server.port)
        caller.get(query={"q": "a b&c"})
        caller.post(body=b"{}")
        lines = [request.split(b"\r\n")[0] for request in server.requests]
        token = f"emApplicationtoken=a%26b%3Dc%23d%20e%2Bf%2520%C3%BC-{MARKER}".encode()
        base = b"/EvtMgmt/api/v2.0/events/published"
        assert lines == [
            b"GET " + base + b"?q=a%20b%26c&" + token + b" HTTP/1.1",
            b"POST " + base + b"?" + token + b" HTTP/1.1",
        ]
        headers = dict(line.split(b": ", 1) for line in server.requests[1].split(b"\r\n")[1:-2])
        assert headers == {
            b"Host": f"127.0.0.1:{server.port}".encode(),
            b"Accept": b"application/json",
            b"Accept-Encoding": b"gzip",
            b"Content-Length": b"2",
            b"Content-Type": b"application/json",
            b"Origin": b"https://events.example",
            b"User-Agent": b"dynamics-events-portal",
        }
        assert server.requests[1].endswith(b"\r\n\r\n{}")


def test_cookies_are_not_kept() -> None:
    with FaultServer(reply_for_ever(answer("200 OK", b"[]", "Set-Cookie: ARRAffinity=1; Path=/"))) as server:
        caller = calling(server.port)
        caller.get()
        caller.get()
        assert b"cookie" not in server.requests[1].lower()
