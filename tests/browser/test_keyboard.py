"""The site by keyboard alone: everything is reached, in the order it is read, and one sees where one is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, OpenPage
from tests.browser.site import pages
from tests.product import Product

pytestmark = pytest.mark.browser

PAGES = (
    "home",
    "events, filters with errors",
    "event",
    "event, paid",
    "schedule, one day",
    "schedule by room",
    "session",
    "speaker",
    "venue",
    "not found",
)
MOST_STOPS = 400
MIN_OUTLINE = 2  # CSS pixels (WCAG 2.4.13)

# Numbers everything one should be able to reach, in the order of the page.
_NUMBER_STOPS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled);
  stops.forEach((element, index) => { element.dataset.stop = index; });
  return stops.length;
}"""
# Which stop has the focus, how wide an outline it or the card it belongs to has, and whether something covers it.
_FOCUS = """() => {
  const element = document.activeElement;
  const box = element.getClientRects()[0];
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height, innerHeight) / 2;
  const top = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), y);
  return {
    stop: element.dataset.stop === undefined ? null : Number(element.dataset.stop),
    name: (element.innerText || element.name || element.id || element.tagName).slice(0, 40),
    outline: Math.max(...[element, element.closest("li")].filter(Boolean).map(getComputedStyle)
      .map((style) => (style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)))),
    covered: !(top && (element.contains(top) || top.contains(element))),
  };
}"""


def _tab_through(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page; where it was."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return stops
        found = page.evaluate(_FOCUS)
        if stops and found["stop"] == 0:
            return stops
        if not stops or found["stop"] != stops[-1]["stop"]:  # a date field has several stops in it
            stops.append(found)
    raise AssertionError(f"the focus does not leave {page.url}")


@pytest.mark.parametrize(
    "options", [{}, {"width": NARROW, "forced_colors": "active"}], ids=["wide", "narrow with forced colours"]
)
def test_tab_reaches_everything_in_reading_order_and_the_focus_is_seen(
    open_page: OpenPage, product: Product, options: dict[str, object]
) -> None:
    page, paths = open_page(**options), pages(product)
    for name in PAGES:
        page.goto(paths[name])
        count = page.evaluate(_NUMBER_STOPS)
        stops = _tab_through(page)
        assert [stop["stop"] for stop in stops] == list(range(count)), name
        assert [stop["name"] for stop in stops if stop["outline"] < MIN_OUTLINE] == [], f"{name}: no visible focus"
        assert [stop["name"] for stop in stops if stop["covered"]] == [], f"{name}: focus covered"


def test_the_first_stop_skips_to_the_content(open_page: OpenPage, product: Product) -> None:
    page, paths = open_page(), pages(product)
    for name in PAGES:
        page.goto(paths[name])
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="Skip to the content")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()


def test_filters_open_and_apply_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/events/")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("On site").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/events/?q=&format=on-site&from=&to=&place=")
    expect(page.get_by_label("On site")).to_be_checked()
