"""Pages kept as bytes: who gets them, with which headers, and what can neither fill nor poison them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.models import WebApplication
from portal.pages import keys
from portal.services.snapshots import background
from tests.kept_pages import Pages, ask, environ_of
from tests.served_site import HOST, ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
SCHEDULE = f"{EVENT}schedule/"
OTHER_HOST = "other.example.org"
KEPT = ["/", "/events/", "/events/past/", EVENT, SCHEDULE, f"{EVENT}speakers/", f"{EVENT}venue/", "/robots.txt"]
NEWSLETTER = "utm_source=newsletter&utm_campaign=may&fbclid=MARKER"


@pytest.fixture
def pages(served: ServedSite) -> Iterator[Pages]:
    served.warm(EVENT, "/events/")
    pages = Pages()
    yield pages
    pages.watch.stop()


@pytest.fixture
def other_site(served: ServedSite) -> WebApplication:
    """A second web application of the same API, at a host of its own."""
    served.simulator.settings(wrong_origin="lenient")
    other = WebApplication(name="Other", origin=f"https://{OTHER_HOST}", endpoint=served.row.endpoint)
    other.set_token(served.simulator.token)
    other.site_title = "The other site"
    other.save()
    served.host = OTHER_HOST
    served.warm(EVENT)
    served.host = HOST
    return other


# --- What everybody gets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*KEPT, f"/de{EVENT}", "/events/?q=harbour&page=1", f"{SCHEDULE}?view=grid"])
def test_a_kept_page_is_the_page_that_django_makes(pages: Pages, path: str) -> None:
    first, second = pages.get(path), pages.get(path)
    [understood] = pages.renders()
    made = pages.uncached(understood)
    assert (first.status, first.body, first.headers) == (second.status, second.body, second.headers)
    assert first.text == made.text
    own = {"Content-Length": str(len(first.body)), "ETag": first.headers["ETag"], "Vary": "Accept-Encoding"}
    assert first.headers == made.headers | own


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_page_comes_in_the_coding_a_browser_takes(pages: Pages, coding: str) -> None:
    plain, coded = pages.get(EVENT), pages.get(EVENT, accept_encoding=coding)
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == coding
    assert coded.headers["Content-Length"] == str(len(coded.body))
    assert len(coded.body) < len(plain.body) / 3
    assert coded.text == plain.text
    assert coded.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert coded.headers["ETag"] != plain.headers["ETag"]
    assert len(pages.renders()) == 1


def test_a_visitor_who_has_the_page_gets_304(pages: Pages) -> None:
    page = pages.get(EVENT, accept_encoding="br")
    etag = page.headers["ETag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        unchanged = pages.get(EVENT, accept_encoding="br", if_none_match=asked)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers == {name: page.headers[name] for name in ("Cache-Control", "ETag", "Vary")}
    for asked in ('"other"', etag.replace("-br", "-gzip"), "garbage", etag[1:-1]):
        assert pages.get(EVENT, accept_encoding="br", if_none_match=asked).status == 200


def test_the_validator_changes_with_the_page(pages: Pages, served: ServedSite) -> None:
    etag = pages.get(EVENT).headers["ETag"]
    served.row.footer_text = "A new line"
    served.row.save()
    pages.a_second_later()
    changed = pages.get(EVENT, if_none_match=etag)
    assert changed.status == 200
    assert "A new line" in changed.text


def test_head_is_get_without_a_body(pages: Pages) -> None:
    for path in KEPT:
        head, got = pages.get(path, "HEAD"), pages.get(path)
        assert (head.status, head.body, head.headers) == (200, b"", got.headers)
    assert pages.renders() == KEPT  # a HEAD has the page made for all who come after


def test_a_page_of_a_banner_has_its_policy(pages: Pages, served: ServedSite) -> None:
    pages.get(EVENT)
    served.row.banner_hosts = "assets.example.com"
    served.row.save()
    pages.a_second_later()
    for _ in range(2):
        assert "https://assets.example.com" in pages.get(EVENT).headers["Content-Security-Policy"]


# --- What falls through -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"cookie": "session=of-somebody"}),
        ("GET", {"authorization": "Basic eDp5"}),
        ("POST", {}),
        ("OPTIONS", {}),
        ("DELETE", {}),
    ],
)
def test_what_is_personal_or_unsafe_goes_to_django(pages: Pages, method: str, headers: dict[str, str]) -> None:
    pages.get(EVENT)
    pages.renders()
    for _ in range(2):
        assert "ETag" not in pages.get(EVENT, method, **headers).headers
    assert pages.renders() == [EVENT] * 2
    assert len(pages.store) == 1


def test_a_visitor_with_a_cookie_sees_the_same_page(pages: Pages) -> None:
    assert pages.get(EVENT, cookie="session=x; csrf=y").text == pages.page(EVENT)


@pytest.mark.parametrize(
    "path",
    [
        f"{EVENT}?tz=Asia/Tokyo",
        f"{SCHEDULE}?view=grid&tz=Asia/Tokyo",
        f"{EVENT}register/",
        "/admin/login/",
        "/health/ready",
        "/favicon.ico",
        "/events/nothing/",
        "/nothing/",
        "/events",
        "/en/events/",
        "/events/?page=900",
        "/events/?from=yesterday",
    ],
)
def test_what_is_for_one_visitor_or_no_page_is_never_kept(pages: Pages, path: str) -> None:
    answers = [pages.get(path), pages.get(path)]
    assert len(pages.renders()) == 2
    assert len(pages.store) == 0
    made = pages.uncached(path)
    assert [answer.status for answer in answers] == [made.status] * 2
    assert not any(answer.headers.get("ETag") for answer in answers)


def test_a_redirect_keeps_parameters_that_pages_do_not_know(pages: Pages) -> None:
    misspelt = f"/events/{FORUM.lower()}/?{NEWSLETTER}"
    moved = pages.get(misspelt)
    assert (moved.status, moved.headers["Location"]) == (301, f"{EVENT}?{NEWSLETTER}")


def test_a_page_below_another_prefix_is_not_mixed_up_with_ours(pages: Pages) -> None:
    pages.get(EVENT)
    environ = environ_of(EVENT) | {"SCRIPT_NAME": "/below"}
    assert f'href="/below{EVENT}' in ask(pages.application, environ).text
    assert "/below" not in pages.page(EVENT)


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_parameters_a_page_does_not_know_neither_fill_the_store_nor_reach_the_page(pages: Pages) -> None:
    for path in KEPT[:7]:
        bare = pages.get(path)
        for number in range(20):
            tracked = pages.get(f"{path}?{NEWSLETTER}{number}&<script>={number}")
            assert (tracked.body, tracked.headers) == (bare.body, bare.headers)
        assert b"MARKER" not in bare.body
    assert len(pages.store) == 7
    assert len(pages.renders()) == 7


def test_a_page_first_asked_for_by_a_newsletter_is_the_bare_one(pages: Pages) -> None:
    tracked = pages.get(f"{SCHEDULE}?{NEWSLETTER}&view=grid")
    assert "MARKER" not in tracked.text
    assert tracked.body == pages.get(f"{SCHEDULE}?view=grid").body
    assert tracked.text == pages.uncached(f"{SCHEDULE}?view=grid").text
    assert pages.renders() == [f"{SCHEDULE}?view=grid"]


def test_equal_queries_are_one_page_however_they_are_spelt(pages: Pages) -> None:
    spellings = [
        "?type=workshop&q=sea",
        "?q=sea&type=workshop",
        "?q=+sea&type=Workshop&type=&page=1",
        "?q=x&q=sea&type=workshop",
    ]
    assert len({pages.get(f"/events/{spelling}").body for spelling in spellings}) == 1
    assert len(pages.store) == 1


def test_hosts_languages_and_sites_never_mix(served: ServedSite, pages: Pages, other_site: WebApplication) -> None:
    pages.uncached(EVENT, host=OTHER_HOST)
    served.settle()  # pictures of the other site, which come in the background
    asked = [
        (host, path) for host in ("events.example.org", OTHER_HOST, "testserver") for path in (EVENT, f"/de{EVENT}")
    ]
    for _ in range(2):
        for host, path in asked:
            assert pages.get(path, host=host).text == pages.uncached(path, host=host).text
    assert len(pages.store) == len(asked)
    assert "The other site" in pages.page(EVENT, host=OTHER_HOST)
    assert "The other site" not in pages.page(EVENT, host="testserver")


def test_a_host_is_the_same_in_capitals(pages: Pages) -> None:
    pages.get(EVENT)
    assert pages.get(EVENT, host="EVENTS.example.ORG").status == 200
    assert len(pages.renders()) == 1


@pytest.mark.parametrize(
    "host", ["evil.example", "events.example.org.evil.example", "a..b", "x" * 3000, "events.example.org:x"]
)
def test_an_unknown_host_is_refused_and_leaves_nothing(pages: Pages, host: str) -> None:
    pages.get(EVENT)
    for _ in range(2):
        refused = pages.get(EVENT, host=host)
        assert refused.status == 400
        assert "Cache-Control" not in refused.headers or "no-store" in refused.headers["Cache-Control"]
    assert len(pages.store) == 1


def test_headers_of_a_request_do_not_reach_the_page_that_others_get(pages: Pages) -> None:
    poison = {
        "x_forwarded_host": "evil.example",
        "x_forwarded_for": "203.0.113.9",
        "x_forwarded_proto": "https",
        "forwarded": "host=evil.example",
        "x_original_url": "/evil",
        "x_http_method_override": "DELETE",
        "accept_language": "de",
        "accept": "application/json",
        "user_agent": "evil",
        "origin": "https://evil.example",
        "range": "bytes=0-5",
        "if_modified_since": "Sat, 29 Oct 2050 19:43:31 GMT",
        "accept_encoding": "br;q=,,;=" * 9,
    }
    poisoned = pages.get(EVENT, **poison)
    assert "evil.example" not in poisoned.text
    clean = pages.get(EVENT)
    assert (poisoned.status, poisoned.body, poisoned.headers) == (200, clean.body, clean.headers)
    assert clean.text == pages.uncached(EVENT).text


def test_long_addresses_go_to_django_and_leave_nothing(pages: Pages) -> None:
    for path in (f"/events/{'x' * 3000}/", f"/events/?q={'x' * 5000}", f"/events/?{'a=1&' * 2000}"):
        assert pages.get(path).status in {200, 400, 404}
    assert len(pages.store) == 0


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/events/", SCHEDULE, EVENT, "/"]),
    query=st.lists(
        st.tuples(
            st.sampled_from(["q", "page", "from", "view", "day", "type", "track", "tz", "x", ""]),
            st.sampled_from(
                ["", "1", "0", "2", "sea", "SEA ", "grid", "2027-01-01", "workshop", "%00", "%C3", "ü", "<b>"]
            ),
        ),
        max_size=4,
    ),
)
def test_any_query_gives_the_page_that_django_makes(pages: Pages, path: str, query: list[tuple[str, str]]) -> None:
    address = f"{path}?{'&'.join(f'{name}={value}' for name, value in query)}".encode().decode("latin-1")
    answers = [pages.get(address), pages.get(address)]
    asked = pages.renders()
    assert len(asked) <= 2
    made = pages.uncached(asked[-1] if asked else _understood(path, address))
    for answer in answers:
        assert answer.status == made.status
        assert answer.text == made.text


def _understood(path: str, address: str) -> str:
    """The address of the page an address leads to, in one spelling."""
    canonical = keys.canonical_query(path, address.partition("?")[2])
    assert canonical is not None
    return f"{path}?{canonical}" if canonical else path


def test_the_scheme_is_told_by_the_trusted_proxy_alone(pages: Pages, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages = Pages()
    for _ in range(2):
        secure = pages.get(EVENT, x_forwarded_proto="https")
        assert (secure.status, secure.headers["Strict-Transport-Security"]) == (200, "max-age=3600")
        assert pages.get(EVENT, x_forwarded_proto="http").status == 301
        assert pages.get(EVENT).headers["Location"] == f"https://events.example.org{EVENT}"
        assert pages.get(EVENT, scheme="https").status == 200
    assert len(pages.store) == 1
    pages.watch.stop()


def test_the_memory_of_a_process_is_bounded_whatever_is_asked(pages: Pages) -> None:
    small = Pages(max_bytes=200_000, max_pages=1000)
    for _ in range(3):
        small.get(EVENT)
    for number in range(150):
        assert small.get(f"/events/?q=nothing{number}").status == 200
        assert small.store.bytes_used <= 200_000
    small.renders()
    small.get(EVENT)
    assert small.renders() == []  # what everybody reads is still there
    small.watch.stop()


def test_every_public_page_says_which_parameters_it_understands() -> None:
    views = {name: entry for name, entry in _views() if hasattr(entry, "page_query")}
    silent = {name for name, view in views.items() if view.page_query is None}
    assert silent <= {"schedule_day", "sessions", "respelt_prefix"}  # they only lead elsewhere
    assert {"home", "events", "event", "schedule", "session"} <= views.keys() - silent


def _views() -> Iterator[tuple[str, object]]:
    def below(patterns: list[object]) -> Iterator[tuple[str, object]]:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                yield from below(entry.url_patterns)
            elif re.match(r"portal\.views\.", getattr(entry.callback, "__module__", "")):
                yield entry.name or "", entry.callback

    yield from below(get_resolver().url_patterns)


# --- Many at once -----------------------------------------------------------------------------------------------------


def at_once(pages: Pages, path: str, number: int) -> list[str]:
    begin = threading.Barrier(number)

    def visit(_: int) -> str:
        begin.wait()
        return pages.page(path)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(visit, range(number)))


def test_the_first_visitors_of_a_page_have_it_made_once(pages: Pages) -> None:
    assert len(set(at_once(pages, EVENT, 12))) == 1
    assert pages.renders() == [EVENT]


def test_the_first_visitors_of_an_unknown_event_ask_the_api_once(served: ServedSite, pages: Pages) -> None:
    event = next(each["readableEventId"] for each in served.simulator.events() if each["readableEventId"] != FORUM)
    served.simulator.clear_journal()
    served.simulator.fault("*", delay_ms=200)
    assert len(set(at_once(pages, f"/events/{event}/", 12))) == 1
    served.settle()
    assert set(served.calls().values()) <= {1}


def test_nobody_waits_long_for_somebody_elses_page(served: ServedSite, pages: Pages, settings: Settings) -> None:
    settings.EVENTS_API_REQUEST_DEADLINE_S = 6
    event = next(each["readableEventId"] for each in served.simulator.events() if each["readableEventId"] != FORUM)
    served.simulator.fault("*", hang="before")
    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: pages.get(f"/events/{event}/"), range(10)))
    took = time.monotonic() - began
    served.simulator.clear_faults()
    assert took < 6 + 3
    assert {answer.status for answer in answers} <= {200, 503}
    assert len(pages.store) <= 1
    assert background.wait_until_idle(20)
