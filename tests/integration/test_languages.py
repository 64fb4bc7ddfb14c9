"""The language of an address: prefixes, what has none, the menu, and that a registration stays in its language."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings
from time_machine import Traveller as Clock

from events_site.urls import handler400, handler403, handler404, handler500
from events_site.urls import urlpatterns as site_urls
from portal.models import Registration
from tests.form_filling import Visitor
from tests.operating import manage
from tests.registering import LIGHTHOUSE
from tests.served_site import HOST, ServedSite, links
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
PAGES = ["/", "/events/", "/events/past/", EVENT, f"{EVENT}schedule/", f"{EVENT}speakers/", f"{EVENT}venue/"]


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


# This module can stand in for the addresses of the site (ROOT_URLCONF), problem pages included.
urlpatterns = [path("de/boom/", boom), *site_urls]
__all__ = ["handler400", "handler403", "handler404", "handler500"]


class Head(HTMLParser):
    """The attributes of <html>, links by their rel, and the entries of the language menu."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html: dict[str, str] = {}
        self.alternates: dict[str, str] = {}
        self.canonical = ""
        self.menu: dict[str, dict[str, str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.html = values
        if tag == "link" and values.get("rel") == "alternate" and "hreflang" in values:
            self.alternates[values["hreflang"]] = values["href"]
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        if tag == "a" and "hreflang" in values:
            self.menu[values["hreflang"]] = values


@pytest.fixture
def served(served: ServedSite) -> ServedSite:
    """The site in two languages, however many are shipped."""
    served.row.languages = ["en", "de"]
    served.row.save()
    return served


def head(served: ServedSite, route: str) -> Head:
    return Head(served.page(route))


@pytest.mark.parametrize("route", PAGES)
def test_the_prefix_decides_the_language_and_nothing_else_does(served: ServedSite, route: str) -> None:
    served.warm(route)
    for address, language in ((route, "en"), (f"/de{route}", "de")):
        plain = served.get(address)
        asked = served.get(address, accept_language="fr, de;q=0.9", cookie="django_language=de")
        assert (plain.status_code, plain["Content-Language"]) == (200, language)
        assert Head(plain.content.decode()).html == {"lang": language, "dir": "ltr"}
        assert asked.content == plain.content
        assert "Vary" not in plain
        assert not plain.cookies


@pytest.mark.parametrize("route", PAGES)
def test_links_of_a_page_stay_in_its_language(served: ServedSite, route: str) -> None:
    served.warm(f"/de{route}")
    html = served.page(f"/de{route}")
    page_links = set(links(html, "/")) - {unescape(item["href"]) for item in Head(html).menu.values()}
    without_prefix = ("/static/", "/style/", "/img/", "/api/")
    formats = (".json", ".xml", ".svg", ".jsonld")  # the same in every language
    elsewhere = {link for link in page_links if not link.startswith(("/de/", *without_prefix))}
    assert {link for link in elsewhere if not link.partition("?")[0].endswith(formats)} == set()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("/en/", "/"),
        ("/en/events/?q=a%20b", "/events/?q=a%20b"),
        (f"/en{EVENT}schedule/", f"{EVENT}schedule/"),
        ("/DE/events/", "/de/events/"),
        ("/EN/events/", "/events/"),
        ("/de/events", "/de/events/"),
        (f"/de{EVENT}schedule/2027-06-10/", f"/de{EVENT}schedule/?day=2027-06-10"),
    ],
)
def test_other_spellings_lead_to_the_one_address_in_the_same_language(
    served: ServedSite, wrong: str, right: str
) -> None:
    served.warm(f"{EVENT}schedule/")
    response = served.get(wrong)
    assert (response.status_code, response["Location"]) == (301, right)


def test_a_misspelt_prefix_never_leads_to_another_site(served: ServedSite) -> None:
    assert served.get("/en//elsewhere.example/")["Location"] == "/%2Felsewhere.example/"


@pytest.mark.parametrize("route", ["/robots.txt", "/favicon.ico", "/health/live", "/sitemap.xml", "/admin/login/"])
def test_files_and_the_admin_have_no_prefix(served: ServedSite, route: str) -> None:
    assert served.get(route).status_code != 404
    assert served.get(f"/de{route}").status_code == 404


def test_a_language_the_site_does_not_offer_leads_nowhere_and_is_not_named(served: ServedSite) -> None:
    served.row.languages = ["en"]
    served.row.save()
    response = served.get("/de/events/")
    assert (response.status_code, response["Content-Language"]) == (404, "en")
    page = head(served, "/events/")
    assert (page.menu, page.alternates) == ({}, {})


def test_the_menu_keeps_page_and_filters_and_marks_the_current_language(served: ServedSite) -> None:
    found = head(served, "/de/events/?q=harbour&format=hybrid&fbclid=somebody").menu
    assert [(tag, item["lang"], item["href"]) for tag, item in found.items()] == [
        ("en", "en", "/events/?q=harbour&format=hybrid"),
        ("de", "de", "/de/events/?q=harbour&format=hybrid"),
    ]
    assert [tag for tag, item in found.items() if "aria-current" in item] == ["de"]


def test_the_menu_of_a_page_that_does_not_exist_leads_to_the_first_page(served: ServedSite) -> None:
    response = served.get("/de/nothing/?q=1")
    assert response.status_code == 404
    assert {item["href"] for item in Head(response.content.decode()).menu.values()} == {"/", "/de/"}


@pytest.mark.parametrize("route", PAGES)
def test_alternates_of_a_page_name_each_other(served: ServedSite, route: str) -> None:
    served.warm(route)
    pages = {language: head(served, f"{prefix}{route}") for language, prefix in (("en", ""), ("de", "/de"))}
    origin = served.simulator.origin
    expected = {"en": f"{origin}{route}", "de": f"{origin}/de{route}", "x-default": f"{origin}{route}"}
    for language, page in pages.items():
        assert page.canonical == expected[language]
        assert page.alternates == expected


def test_a_page_search_engines_leave_out_has_no_alternates(served: ServedSite) -> None:
    assert Head(served.get("/de/nothing/").content.decode()).alternates == {}


def test_problem_pages_speak_the_language_of_the_address(
    served: ServedSite, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False, headers={"host": HOST})
    refused = client.get("/de/events/", headers={"host": "nobody.example"})
    for status, response in (
        (404, client.get("/de/nothing/")),
        (404, client.get("/de/events/nothing/")),
        (500, client.get("/de/boom/")),
        (400, refused),
        (403, Client(enforce_csrf_checks=True, headers={"host": HOST}).post(f"/de{EVENT}register/")),
    ):
        assert (response.status_code, response["Content-Language"]) == (status, "de")
        assert Head(response.content.decode()).html["lang"] == "de"


def test_events_that_cannot_be_shown_are_regretted_in_the_language_of_the_address(served: ServedSite) -> None:
    served.simulator.fault("list_published_events", status=503)
    response = served.get("/de/events/")
    assert (response.status_code, response["Content-Language"]) == (503, "de")


class German(Visitor):
    """A visitor of the German pages."""

    def address(self, path: str = "") -> str:
        address = super().address(path)
        return address if address.startswith("/de/") else f"/de{address}"


def test_a_registration_stays_in_its_language_from_the_start_to_the_receipt(served: ServedSite, clock: Clock) -> None:
    visitor = German(served, LIGHTHOUSE, clock=clock)
    seen = [visitor.start(), visitor.person(email="no address"), visitor.person(), visitor.check(), visitor.send()]
    assert [page.status for page in seen] == [200, 422, 200, 200, 200]
    assert [Head(page.html).html["lang"] for page in seen] == ["de"] * 5
    assert visitor.at.startswith(f"/de/events/{LIGHTHOUSE}/register/done/")
    receipt = Registration.objects.get()
    assert Head(seen[-1].html).menu["en"]["href"] == visitor.at.removeprefix("/de")
    assert visitor.client.get(visitor.at.removeprefix("/de")).status_code == 200
    assert receipt.reference in seen[-1].text


def test_the_menu_of_a_form_with_errors_leads_to_the_same_page_of_the_form(served: ServedSite, clock: Clock) -> None:
    visitor = Visitor(served, LIGHTHOUSE, clock=clock)
    visitor.start()
    page = visitor.person(email="no address")
    assert page.status == 422
    german = Head(page.html).menu["de"]["href"]
    assert german == f"/de/events/{LIGHTHOUSE}/register/attendees/1/"
    assert visitor.client.get(german).status_code == 200


def test_the_admin_follows_the_browser(served: ServedSite) -> None:
    for asked, spoken in (("de-AT, en;q=0.5", "de"), ("tlh", "en")):
        response = served.get("/admin/login/", accept_language=asked)
        assert (response.status_code, response["Content-Language"]) == (200, spoken)
        assert "Accept-Language" in response["Vary"]
        assert f'lang="{spoken}"' in response.content.decode()


def test_another_default_language_takes_the_bare_addresses(tmp_path: Path) -> None:
    script = """
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
for language in ("de", "en"):
    with override(language):
        print(reverse("portal:events"))
print(Client(headers={"host": "events.example.org"}).get("/de/events/", secure=True)["Location"])
"""
    (tmp_path / "static").mkdir()  # WhiteNoise warns of a folder that is not there
    found = manage(tmp_path, "shell", "--verbosity", "0", "--command", script, LANGUAGE_CODE="de")
    assert found.stdout.split() == ["/events/", "/en/events/", "/events/"], found.stderr


def test_a_default_language_the_portal_does_not_speak_stops_the_start(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", LANGUAGE_CODE="tlh")
    assert result.returncode != 0
    assert re.search(r"LANGUAGE_CODE must be one of en, de", result.stderr)
