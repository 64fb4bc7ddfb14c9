"""The sitemap and robots.txt."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest
import time_machine

from portal.formats import sitemap as formats
from tests.served_site import ServedSite
from tests.simulation import FORUM, ORIGIN

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(content: bytes) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Address -> last change and alternates by language."""
    return {
        entry.findtext("s:loc", "", NAMESPACE): (
            entry.findtext("s:lastmod", None, NAMESPACE),
            {link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("x:link", NAMESPACE)},
        )
        for entry in ElementTree.fromstring(content).findall("s:url", NAMESPACE)
    }


def test_every_address_of_the_sitemap_is_a_page_for_search_engines(served: ServedSite) -> None:
    served.warm(f"/events/{FORUM}/")
    pages = read(served.get("/sitemap.xml").content)
    assert all(address.startswith(f"{ORIGIN}/") for address in pages)
    kinds = Counter(address.rstrip("/").split("/")[-2] for address in pages if f"/events/{FORUM}/" in address)
    assert kinds["sessions"] > 10
    assert kinds["speakers"] > 3
    for path in (
        "/",
        "/events/",
        "/events/past/",
        "/accessibility/",
        f"/events/{FORUM}/",
        f"/events/{FORUM}/schedule/",
    ):
        assert f"{ORIGIN}{path}" in pages
    for address in [*list(pages)[:40], *[item for item in pages if FORUM in item][::9]]:
        response = served.get(address.removeprefix(ORIGIN))
        assert response.status_code == 200, address
        assert 'name="robots"' not in response.content.decode(), address
        assert f'rel="canonical" href="{address}"' in response.content.decode(), address


def test_alternates_are_mutual(served: ServedSite) -> None:
    pages = read(served.get("/sitemap.xml").content)
    assert any(alternates for _, alternates in pages.values())
    for _, alternates in pages.values():
        assert all(pages[address][1] == alternates for address in alternates.values())


def test_a_page_changes_its_date_only_when_its_content_changes(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(f"/events/{FORUM}/", "/events/")
    before = read(served.get("/sitemap.xml").content)
    assert before[f"{ORIGIN}/events/{FORUM}/"][0] is not None
    clock.shift(3600)
    served.warm(f"/events/{FORUM}/", "/events/")
    assert read(served.get("/sitemap.xml").content) == before


def test_a_site_that_is_not_to_be_listed_has_no_sitemap(served: ServedSite) -> None:
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in served.page("/robots.txt").splitlines()
    served.row.allow_indexing = False
    served.row.save()
    assert served.get("/sitemap.xml").status_code == 404
    assert served.page("/robots.txt") == "User-agent: *\nDisallow: /\n"


def test_a_large_site_has_an_index(served: ServedSite, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(served.get("/sitemap.xml").content)
    assert served.get("/sitemap-1.xml").status_code == 404
    monkeypatch.setattr(formats, "MOST_PAGES", 20)
    index = ElementTree.fromstring(served.get("/sitemap.xml").content)
    files = [item.findtext("s:loc", "", NAMESPACE) for item in index.findall("s:sitemap", NAMESPACE)]
    assert len(files) > 1
    parts = [read(served.get(address.removeprefix(ORIGIN)).content) for address in files]
    assert all(len(part) <= 20 for part in parts)
    assert {address: entry for part in parts for address, entry in part.items()} == whole


def test_the_sitemap_is_answered_by_304_while_nothing_changes(served: ServedSite) -> None:
    first = served.get("/sitemap.xml")
    assert first["Content-Type"] == "application/xml; charset=utf-8"
    again = served.get("/sitemap.xml", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
