"""The site by keyboard alone: everything is reached, in the order it is read, and one sees where one is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import pages
from tests.browser.variants import NARROW, PHONE
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

# Numbers everything one should be able to reach, in the order of the page. Tab stops once at a group of radio buttons.
_NUMBER_STOPS = """() => {
  const groups = new Map();
  let count = 0;
  const stops = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const element of document.querySelectorAll(stops)) {
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
    const group = element.type === "radio" ? element.name : "";
    element.dataset.stop = groups.get(group) ?? count++;
    if (group) groups.set(group, element.dataset.stop);
  }
  return count;
}"""
# Which stop has the focus, how wide an outline it or the card it belongs to has, and whether all of it is covered.
_FOCUS = """() => {
  const element = document.activeElement;
  const box = element.getClientRects()[0];
  const inside = (value, most) => Math.min(Math.max(value, 0), most - 1);
  const y = inside(box.top + Math.min(box.height, innerHeight) / 2, innerHeight);
  const shows = [0.02, 0.25, 0.5, 0.75, 0.98].some((share) => {
    const top = document.elementFromPoint(inside(box.left + box.width * share, innerWidth), y);
    return top && (element.contains(top) || top.contains(element));
  });
  return {
    stop: element.dataset.stop === undefined ? null : Number(element.dataset.stop),
    name: (element.innerText || element.name || element.id || element.tagName).slice(0, 40),
    outline: Math.max(...[element, element.closest("li")].filter(Boolean).map(getComputedStyle)
      .map((style) => (style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)))),
    covered: !shows,
  };
}"""


def _tab_through(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Press a key until the focus leaves the page; where it was."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
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


@pytest.mark.parametrize("name", ["events", "schedule", "schedule by room"])
def test_nothing_that_sticks_to_the_top_covers_the_focus_on_the_way_back(
    open_page: OpenPage, product: Product, name: str
) -> None:
    page = open_page(width=PHONE)
    page.goto(pages(product)[name])
    count = page.evaluate(_NUMBER_STOPS)
    page.locator(f"[data-stop='{count - 1}']").last.focus()
    back = _tab_through(page, "Shift+Tab")
    assert len(back) >= count - 1
    assert [stop["name"] for stop in back if stop["covered"]] == []


def test_the_way_from_the_start_page_to_a_registration_needs_no_mouse(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")

    def go_to(place: Locator) -> None:
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if place.evaluate("element => element === document.activeElement"):
                break
        expect(place).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    main = page.get_by_role("main")
    go_to(page.get_by_role("banner").get_by_role("link", name="Events", exact=True))
    go_to(main.get_by_role("link", name="Harbour Forum", exact=True))
    go_to(main.get_by_role("link", name="Schedule", exact=True))
    go_to(main.get_by_role("link", name="Walls that give way").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Walls that give way")
    go_to(main.get_by_role("link", name="Harbour Forum").first)
    go_to(main.get_by_role("link", name="Register", exact=True).first)
    expect(page).to_have_url(re.compile("/register/$"))


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
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="On site").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/events/?q=&format=on-site&from=&to=&place=")
    expect(page.get_by_role("checkbox", name="On site")).to_be_checked()
