"""Sitemaps as search engines read them."""

from __future__ import annotations

from xml.etree import ElementTree

from portal.formats import sitemap
from tests.unit.records import utc

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def page(*addresses: str, at: str | None = None) -> sitemap.Page:
    tags = ("en", "de", "pt-BR")
    return sitemap.Page(addresses=tuple(zip(tags, addresses, strict=False)), changed_at=utc(at) if at else None)


def test_every_language_of_a_page_names_all_of_them_and_the_default() -> None:
    root = ElementTree.fromstring(sitemap.sitemap([page("https://a/", "https://a/de/", at="2027-06-10 08:00")]))
    entries = root.findall("s:url", NAMESPACE)
    assert [entry.findtext("s:loc", None, NAMESPACE) for entry in entries] == ["https://a/", "https://a/de/"]
    assert {entry.findtext("s:lastmod", None, NAMESPACE) for entry in entries} == {"2027-06-10T08:00:00+00:00"}
    for entry in entries:
        links = [(link.get("hreflang"), link.get("href")) for link in entry.findall("x:link", NAMESPACE)]
        assert links == [("en", "https://a/"), ("de", "https://a/de/"), ("x-default", "https://a/")]


def test_a_page_in_one_language_has_no_alternates_and_an_unknown_date_is_left_out() -> None:
    text = sitemap.sitemap([page("https://a/?q=1&r=<2>")]).decode()
    assert "<url><loc>https://a/?q=1&amp;r=&lt;2&gt;</loc></url>" in text


def test_pages_are_split_so_that_no_file_holds_too_many() -> None:
    pages = [page(f"https://a/{number}", f"https://a/de/{number}") for number in range(sitemap.MOST_PAGES)]
    groups = sitemap.split(pages)
    assert [sum(item.size for item in group) for group in groups] == [sitemap.MOST_PAGES, sitemap.MOST_PAGES]
    assert [item for group in groups for item in group] == pages
    assert sitemap.split([]) == [[]]


def test_an_index_names_each_file_with_its_last_change() -> None:
    made = sitemap.sitemap_index([("https://a/sitemap-1.xml", utc("2027-06-10 08:00")), ("https://a/2", None)])
    found = ElementTree.fromstring(made).findall("s:sitemap", NAMESPACE)
    assert [item.findtext("s:loc", None, NAMESPACE) for item in found] == ["https://a/sitemap-1.xml", "https://a/2"]
    assert [item.findtext("s:lastmod", None, NAMESPACE) for item in found] == ["2027-06-10T08:00:00+00:00", None]
