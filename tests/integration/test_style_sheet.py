"""The look of the pages, at the address that names its content."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from portal.services import applications
from tests.served_site import HOST, ServedSite
from tests.simulation import FORUM

FOR_EVER = "public, max-age=31536000, immutable"


def address(page: str) -> str:
    """The one style sheet a page links to."""
    found = re.findall(r'<link rel="stylesheet" href="([^"]*)">', page)
    assert len(found) == 1
    return str(found[0])


def paint(served: ServedSite, colour: str) -> None:
    served.row.brand_colour = colour
    served.row.save()


@pytest.mark.parametrize("path", ["/", f"/events/{FORUM}/", f"/events/{FORUM}/register/", "/admin/login/"])
def test_each_public_page_links_one_style_sheet(served: ServedSite, path: str) -> None:
    if path.startswith("/admin/"):
        assert "/style/" not in served.page(path)
    else:
        response = served.get(address(served.page(path)))
        assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert (response["Cache-Control"], response["Vary"]) == (FOR_EVER, "Accept-Encoding")


def test_the_brand_colour_is_in_the_sheet_in_its_light_and_its_dark_shade(served: ServedSite) -> None:
    default = address(served.page("/"))
    paint(served, "#005a70")
    painted = address(served.page("/"))

    assert painted != default
    assert re.search(r"--brand-text:light-dark\(#005a70,#[0-9a-f]{6}\)", served.page(painted))
    assert "#005a70" not in served.page(default)


def test_an_outdated_address_leads_to_the_look_of_today_for_now(served: ServedSite) -> None:
    paint(served, "#005a70")
    outdated = address(served.page("/"))
    paint(served, "#ffcc00")

    response = served.get(outdated)

    assert (response.status_code, response["Location"]) == (302, address(served.page("/")))
    assert "Cache-Control" not in response


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_sheet_travels_as_small_as_the_browser_allows(served: ServedSite, accepted: str, encoding: str) -> None:
    sheet = address(served.page("/"))
    plain = served.get(sheet).content

    response = served.get(sheet, **{"accept-encoding": accepted})

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    assert response.headers.get("Content-Encoding", "") == encoding
    assert unpack[encoding](response.content) == plain


def test_problem_pages_are_styled_even_without_a_database(
    served: ServedSite, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(served, "#005a70")

    def broken(host: str) -> applications.Site:
        raise OperationalError("database is locked")

    monkeypatch.setattr(applications, "site_for_host", broken)
    client = Client(headers={"host": HOST})
    for path in ("/", "/nothing/"):
        problem = client.get(path)
        sheet = client.get(address(problem.content.decode()))
        assert (problem.status_code, sheet.status_code) == ({"/": 503, "/nothing/": 404}[path], 200)
        assert "#005a70" not in sheet.content.decode()


def test_the_page_for_a_request_that_makes_no_sense_is_styled(served: ServedSite) -> None:
    problem = Client(headers={"host": "evil.example"}).get("/events/")

    assert problem.status_code == 400
    assert served.get(address(problem.content.decode())).status_code == 200
