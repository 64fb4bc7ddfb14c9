"""What WCAG asks for and no checker sees: text with more room, colours of the system, help in one place, titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import checkers
from tests.browser.conftest import OpenPage
from tests.browser.site import hostile_pages, ordinary_pages, pages
from tests.browser.tour import Tour
from tests.browser.variants import ENLARGED, NARROW
from tests.product import Product

pytestmark = pytest.mark.browser

# WCAG 1.4.12: nothing may be lost when somebody sets text like this.
_MORE_ROOM = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} p { margin-block-end: 2em !important; }"""
# Texts that are cut off: what is hidden on purpose, for readers of screens, is one pixel high.
_CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
  const style = getComputedStyle(element);
  const cuts = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
  return cuts && element.clientHeight > 1 && element.innerText?.trim()
    && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
}).map((element) => `${element.tagName}.${element.className}: ${element.innerText.slice(0, 40)}`)"""
# Buttons and fields whose edge only a colour of ours would show; those are gone in forced colours.
_WITHOUT_EDGE = """() => [...document.querySelectorAll("button, a.button, input, select, textarea")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]"))
  .filter((element) => {
    const style = getComputedStyle(element);
    const drawn = ["checkbox", "radio", "range"].includes(element.type) && style.appearance !== "none";
    return element.type !== "hidden" && !drawn && style.borderStyle === "none" && style.outlineStyle === "none";
  }).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [ENLARGED, NARROW])
def test_texts_that_are_given_more_room_stay_whole(
    open_context: Callable[..., BrowserContext], product: Product, width: int
) -> None:
    page = open_context(width=width, bypass_csp=True).new_page()
    found = {}
    for name, path in ordinary_pages(product).items():
        page.goto(path)
        page.add_style_tag(content=_MORE_ROOM)
        cut_off = page.evaluate(_CUT_OFF)
        if cut_off or checkers.is_too_wide(page):
            found[name] = cut_off
    assert found == {}


def test_buttons_and_fields_have_edges_in_the_colours_of_the_system(
    open_context: Callable[..., BrowserContext], restored: Product
) -> None:
    page = open_context(forced_colors="active").new_page()
    found = {}
    for name, path in ordinary_pages(restored).items():
        page.goto(path)
        found[name] = page.evaluate(_WITHOUT_EDGE)
    for name in Tour(page, restored).for_two_people_with_sessions():
        found[name] = page.evaluate(_WITHOUT_EDGE)
    assert {name: elements for name, elements in found.items() if elements} == {}


def test_help_stands_at_the_same_place_of_every_page(open_page: OpenPage, product: Product) -> None:
    page = open_page()
    footers = defaultdict(list)
    for name, path in pages(product).items():
        page.goto(path)
        footers[_links_of_footer(page)].append(name)
    (links,) = footers
    assert "mailto:events@lanternquay.example" in links


def _links_of_footer(page: Page) -> tuple[str, ...]:
    """Where the links of the footer lead, without those that concern the page itself: language and zone."""
    addresses: list[str] = (
        page.get_by_role("contentinfo")
        .get_by_role("link")
        .evaluate_all("links => links.filter((link) => !link.hreflang).map((link) => link.getAttribute('href'))")
    )
    return tuple(addresses)


def test_no_two_pages_have_the_same_title(open_page: OpenPage, restored: Product) -> None:
    page = open_page()
    titles = defaultdict(set)
    for path in ordinary_pages(restored).values():
        page.goto(path)
        titles[page.title()].add(path.partition("?")[0])  # filters leave the title
    for _ in Tour(page, restored).for_two_people_with_sessions():
        titles[page.title()].add(page.url)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
    site = "Lantern Quay Institute"
    assert [title for title in titles if not re.search(f"(– {site}|^{site})$", title)] == []


def test_nothing_is_told_by_hovering_alone(open_page: OpenPage, restored: Product) -> None:
    page = open_page()
    found = {}
    for name, path in (ordinary_pages(restored) | hostile_pages(restored)).items():
        page.goto(path)
        found[name] = _tooltips(page)
    for name in Tour(page, restored).for_two_people_with_sessions():
        found[name] = _tooltips(page)
    assert {name: elements for name, elements in found.items() if elements} == {}


def _tooltips(page: Page) -> list[str]:
    found: list[str] = page.locator("body [title]").evaluate_all(
        "found => found.map((one) => one.outerHTML.slice(0, 99))"
    )
    return found
