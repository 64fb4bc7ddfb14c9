"""The token shows nowhere, and could: design/faults.md §2 and rule R3."""

from __future__ import annotations

import traceback

import pytest
import requests

from portal.events_api.addresses import AddressPolicy
from portal.events_api.secret import Secret
from portal.events_api.transport import Transport
from tests.faults.calling import Caller, calling, resolving
from tests.faults.fault_server import FaultServer, answer, refused_port, replying
from tests.faults.leaks import TOKEN_TEXT, leaks_of_error, leaks_of_logs

BROKEN_HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n: no name\r\nbroken line\r\n\r\n[]"


class _TokenInQuery(requests.auth.AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.prepare_url(request.url, {"emApplicationtoken": TOKEN_TEXT})
        return request


def test_the_search_finds_the_token_where_requests_is_used_plainly(caplog: pytest.LogCaptureFixture) -> None:
    with FaultServer(replying(answer())) as server:
        requests.get(f"http://127.0.0.1:{server.port}/", auth=_TokenInQuery(), timeout=1)
    with refused_port() as port, pytest.raises(requests.ConnectionError) as caught:
        requests.get(f"http://127.0.0.1:{port}/", auth=_TokenInQuery(), timeout=1)
    assert leaks_of_error(caught.value) == ["str", "repr", "context", "traceback"]
    assert len(leaks_of_logs(caplog.records)) == 1
    caplog.clear()  # what leaked here leaked on purpose


def test_urllib3_warns_about_broken_headers_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    with FaultServer(replying(BROKEN_HEADERS)) as server:
        calling(server.port).get()
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert warnings[0].startswith("Failed to parse headers (url=http://127.0.0.1:")


def test_one_log_line_names_the_call_and_nothing_of_its_content(caplog: pytest.LogCaptureFixture) -> None:
    with FaultServer(replying(answer("404 Not Found")), replying(b"SSH-2.0\r\n")) as server:
        calling(server.port).get("events/secret-event", query={"email": "ann@example.org"})
        calling(server.port).post_fails("events/secret-event", body=b'{"email": "ann@example.org"}')
    lines = [record.getMessage().rpartition(" ")[0] for record in caplog.records if record.name == "portal.events_api"]
    assert lines == ["GET list published events 404", "POST list published events broken BadStatusLine"]


def test_a_transport_and_its_frames_do_not_show_the_token() -> None:
    def explode(host: str, port: int, **_: object) -> None:
        raise MemoryError

    policy = AddressPolicy(resolver=explode)
    transport = Transport("https://x.svc.dynamics.com/", Secret(TOKEN_TEXT), "https://events.example", policy)
    shown = traceback.TracebackException.from_exception(Caller(transport).get_fails(), capture_locals=True).format()
    assert TOKEN_TEXT not in "".join(shown) + repr(transport) + repr(vars(transport))


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://x.svc.dynamics.com/",
        "http://x.svc.dynamics.com/",
        "https:///EvtMgmt/",
        "https://x.svc.dynamics.com:99999/",
        "https://x.svc.dynamics.com:22/",
        "https://x.svc.dynamics.com:port/",
        "https://user:password@x.svc.dynamics.com/",
        "https://x.svc.dynamics.com/?q",
        "https://x.svc.dynamics.com/#f",
        "https://x.svc.dynamics.com/a/../b/",
        "https://a..b/",
        "https://a[::1]/",
        "https://[::1/",
        "https://-x.dynamics.com/",
        "https://x_y.dynamics.com/",
        "https://x.dynamics.com./",
        "https://x.dynämics.com/",
        "https://x.dynamics.com\\@evil.example/",
        " https://x.dynamics.com/",
        "https://x.dynamics.com/\r\nX: y",
        "x.dynamics.com",
        "",
    ],
)
def test_a_malformed_endpoint_is_a_bad_url(base_url: str) -> None:
    error = _nowhere(base_url).get_fails()
    assert (error.kind, error.sent) == ("bad_url", False)


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "0",
        "169.254.169.254",
        "93.184.215.14",
        "1.2.3.4.",
        "a.0x7f",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2606:4700::1111]",
    ],
)
def test_an_ip_address_for_a_host_is_forbidden_however_it_is_written(host: str) -> None:
    error = _nowhere(f"https://{host}/").get_fails()
    assert (error.kind, error.sent) == ("forbidden_address", False)


@pytest.mark.parametrize(
    "path",
    [
        "http://evil.example/EvtMgmt/api/v2.0/speakers/1/image",
        "https://127.0.0.1:{port}/EvtMgmt/api/v2.0/speakers/1/image",
        "http://127.0.0.1:{port}@evil.example/EvtMgmt/api/v2.0/x",
        "http://127.0.0.1:1/EvtMgmt/api/v2.0/x",
        "http://127.0.0.1:{port}/other",
        "http://127.0.0.1:{port}/EvtMgmt/api/v2.0/../x",
        "//evil.example/x",
        "///evil.example/x",
        "\\\\evil.example\\x",
        "/other",
        "../x",
        "events/../../x",
        "events/%2e%2E/x",
        "events/..%2fx",
        "events/.",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "events/a b",
        "events/a\r\nX: y",
        "events/a#b",
    ],
)
def test_an_address_outside_the_endpoint_is_refused_before_anything_is_sent(path: str) -> None:
    with FaultServer(replying(answer())) as server:
        error = calling(server.port).get_fails(path.format(port=server.port))
        assert (error.kind, error.sent) == ("bad_url", False)
        assert server.connections == 0


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("speakers/1/image", "/EvtMgmt/api/v2.0/speakers/1/image"),
        ("/EvtMgmt/api/v2.0/speakers/1/image", "/EvtMgmt/api/v2.0/speakers/1/image"),
        ("http://127.0.0.1:{port}/EvtMgmt/api/v2.0/speakers/1/image?v=1", "/EvtMgmt/api/v2.0/speakers/1/image?v=1"),
        ("HTTP://127.0.0.1:{port}/EvtMgmt/api/v2.0/", "/EvtMgmt/api/v2.0/"),
        ("events/a%2Fb%20c%3F", "/EvtMgmt/api/v2.0/events/a%2Fb%20c%3F"),
    ],
)
def test_an_address_inside_the_endpoint_is_asked_with_the_token(path: str, target: str) -> None:
    with FaultServer(replying(answer())) as server:
        calling(server.port).get(path.format(port=server.port))
        joint = "&" if "?" in target else "?"
        assert server.requests[0].startswith(f"GET {target}{joint}emApplicationtoken=".encode())


@pytest.mark.parametrize("origin", ["https://events.example\r\nX: y", "events.example", "https://évents.example", ""])
def test_an_origin_that_is_no_header_value_or_no_origin_is_a_bad_url(origin: str) -> None:
    policy = AddressPolicy(resolver=resolving("127.0.0.1"))
    caller = Caller(Transport("https://x.svc.dynamics.com/", Secret(TOKEN_TEXT), origin, policy))
    error = caller.get_fails()
    assert (error.kind, error.sent) == ("bad_url", False)


def test_a_token_that_cannot_be_written_down_is_a_bad_url() -> None:
    with FaultServer(replying(answer())) as server:
        policy = AddressPolicy(loopback_exception=("http", "127.0.0.1", server.port), resolver=resolving("127.0.0.1"))
        token = Secret(f"{TOKEN_TEXT}\ud800")
        caller = Caller(Transport(f"http://127.0.0.1:{server.port}/", token, "https://events.example", policy))
        error = caller.get_fails()
        assert (error.kind, error.sent, server.requests) == ("bad_url", False, [])


def _nowhere(base_url: str) -> Caller:
    policy = AddressPolicy(resolver=resolving("127.0.0.1"))
    return Caller(Transport(base_url, Secret(TOKEN_TEXT), "https://events.example", policy))
