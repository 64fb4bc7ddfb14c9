"""Methods, headers, hosts, and what no page may carry."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from events_site import wsgi
from events_site.urls import urlpatterns as site_urls
from tests.served_site import HOST, ServedSite
from tests.simulation import FORUM, HOSTILE

EVENT = f"/events/{FORUM}/"
PAGES = [
    "/",
    "/events/",
    "/events/past/",
    EVENT,
    f"{EVENT}schedule/",
    f"{EVENT}schedule/?view=grid",
    f"{EVENT}schedule/?view=tracks",
    f"{EVENT}speakers/",
    f"{EVENT}sponsors/",
    f"{EVENT}venue/",
]
ROUTES = [
    *PAGES,
    "/robots.txt",
    "/style/0123456789abcdef.css",
    "/health/live",
    "/health/ready",
    "/img/speaker/aaaaaaaa-0123456789abcdef.png",
]
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("boom/", boom), *site_urls]
handler500 = "portal.views.problems.server_error"


@pytest.mark.parametrize("route", PAGES)
def test_a_public_page_sets_no_cookie_and_may_be_kept_by_anybody(served: ServedSite, route: str) -> None:
    response = served.get(route)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=30, stale-while-revalidate=300"
    assert "Set-Cookie" not in response
    assert "Vary" not in response
    assert not response.cookies


@pytest.mark.parametrize("route", [*ROUTES, "/nothing/", "/events/nothing/", "/events", "/admin/login/"])
def test_every_answer_carries_the_security_headers(served: ServedSite, route: str) -> None:
    response = served.get(route)
    assert response["Content-Security-Policy"].startswith(STRICT)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == "interest-cohort=()"


def test_a_broken_page_is_a_500_that_stands_alone(
    served: ServedSite, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    response = client.get("/boom/")
    text = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert response["Content-Security-Policy"].startswith(STRICT)
    assert "Something went wrong" in text
    assert "broken on purpose" not in text
    assert "RuntimeError" not in text
    assert "/static/" not in text


@pytest.mark.parametrize("route", ROUTES)
def test_reading_is_all_a_public_address_allows(served: ServedSite, route: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        response = served.ask(method, route)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_head_is_get_without_a_body(served: ServedSite) -> None:
    for route in PAGES:
        got, head = served.get(route), served.ask("HEAD", route)
        assert (head.status_code, head.content) == (200, b"")
        assert {**head.headers, "Content-Length": ""} == {**got.headers, "Content-Length": ""}


@pytest.mark.parametrize(
    "host", ["evil.example", "events.example.org.evil.example", "events.example.org:x", "a..b", ""]
)
def test_an_unknown_host_is_refused(served: ServedSite, host: str) -> None:
    served.host = host
    response = served.get("/events/")
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_no_link_is_built_from_the_host_of_the_request(served: ServedSite) -> None:
    for headers in ({"host": "testserver"}, {"x-forwarded-host": "evil.example"}):
        page = served.get(EVENT, **headers).content.decode()
        assert re.findall(r'rel="canonical" href="([^"]*)"', page) == [f"https://{HOST}{EVENT}"]
        assert re.findall(r'property="og:url" content="([^"]*)"', page) == [f"https://{HOST}{EVENT}"]
        assert "evil.example" not in page
        assert "testserver" not in page


def test_a_filtered_or_paged_list_is_not_for_search_engines(served: ServedSite) -> None:
    served.row.events_per_page = 5
    served.row.save()
    assert "noindex" not in served.page("/events/")
    assert '<meta name="robots" content="noindex">' in served.page("/events/?q=harbour")
    assert f'rel="canonical" href="https://{HOST}/events/"' in served.page("/events/?page=2")


def test_a_test_site_is_kept_from_search_engines(served: ServedSite) -> None:
    assert "Disallow: /img/" not in served.page("/robots.txt")
    served.row.allow_indexing = False
    served.row.save()
    assert served.page("/robots.txt") == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex">' in served.page(EVENT)


class _Inline(HTMLParser):
    """Finds what a strict Content-Security-Policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        runs = tag == "script" and not names.get("src") and names.get("type") != "application/ld+json"  # which is data
        if tag == "style" or runs or tag in {"iframe", "object", "embed", "base"}:
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on") or name == "style"]
        self.found += [value for value in names.values() if (value or "").lower().strip().startswith("javascript:")]


def test_no_page_has_inline_script_or_style_whatever_the_organiser_writes(served_by_each: ServedSite) -> None:
    served_by_each.simulator.publish(HOSTILE)
    hostile = f"/events/{HOSTILE}/"
    pages = [*PAGES, hostile, *(f"{hostile}{page}/" for page in ("schedule", "speakers", "sponsors", "venue"))]
    served_by_each.warm(*pages)
    for folder in ("sessions", "speakers"):
        listing = served_by_each.page(f"{hostile}{'schedule' if folder == 'sessions' else 'speakers'}/")
        pages += re.findall(rf'href="({hostile}{folder}/[^"?#]+)"', listing)
    assert len(pages) >= 17
    for page in pages:
        reader = _Inline()
        reader.feed(served_by_each.page(page))
        assert (page, reader.found) == (page, [])


def test_banners_are_shown_from_permitted_hosts_only(served: ServedSite) -> None:
    served.simulator.patch_event(FORUM, image="https://assets.example.com/banner.png")
    assert "assets.example.com" not in served.page(EVENT)
    served.row.banner_hosts = "assets.example.com\n"
    served.row.save()
    response = served.get(EVENT)
    assert 'src="https://assets.example.com/banner.png"' in response.content.decode()
    assert "img-src 'self' https://assets.example.com;" in response["Content-Security-Policy"]


def test_a_browser_that_asks_for_an_icon_gets_ours(served: ServedSite) -> None:
    response = served.get("/favicon.ico")

    assert (response.status_code, response["Location"]) == (302, "/static/portal/img/icon.svg")


def test_cookies_too_long_to_be_parsed_are_refused_before_anything_reads_them() -> None:
    told: dict[str, object] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(headers))

    body = b"".join(wsgi.application({"REQUEST_METHOD": "GET", "HTTP_COOKIE": "a=" + '"' * 8000}, start_response))
    assert told == {
        "status": "400 Bad Request",
        "headers": {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    }
    assert body == b"The cookies sent with this request are too long. Delete this site's cookies and try again.\n"
