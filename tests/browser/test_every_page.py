"""What holds for every page: nothing blocked, nothing from elsewhere, no cookie, no wider than the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import OpenPage
from tests.browser.site import pages
from tests.browser.variants import ENLARGED, NARROW, Variant
from tests.product import Product
from tests.simulation import FORUM

pytestmark = pytest.mark.browser

# Widths of the window and of what would scroll sideways in it; parts with a scroll bar of their own are not counted.
_WIDTHS = "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
# Everything that would move or fade, by its class.
_MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const durations = `${style.transitionDuration},${style.animationDuration}`.split(",");
  return style.scrollBehavior === "smooth" || durations.some((duration) => parseFloat(duration) > 0);
}).map((element) => `${element.tagName}.${element.className}`)"""


def _too_wide(page: Page, paths: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Visit pages to their end; the widths of each that is wider than the window."""
    found = {}
    for name, path in paths.items():
        page.goto(path, wait_until="load")
        window, content = page.evaluate(_WIDTHS)
        if content > window:
            found[name] = (window, content)
    return found


@pytest.mark.parametrize(
    "variant",
    [
        Variant("wide and light"),
        Variant("narrow and dark", width=NARROW, dark=True),
        Variant("narrow and right to left", width=NARROW, mirrored=True),
        Variant("at 200 %", width=ENLARGED),
    ],
    ids=lambda variant: variant.name,
)
def test_no_page_breaks_the_policy_asks_others_sets_cookies_or_scrolls_sideways(
    open_context: Callable[..., BrowserContext], product: Product, complaints: list[str], variant: Variant
) -> None:
    page = variant.open(open_context).new_page()
    assert _too_wide(page, pages(product)) == {}
    assert complaints == []
    assert page.context.cookies() == []


def test_a_name_of_ten_thousand_characters_without_a_blank_fits_the_narrowest_screen(
    open_page: OpenPage, restored: Product
) -> None:
    name = "Hafenkai" * 1250
    session = next(each for each in restored.simulator.events() if each["readableEventId"] == FORUM)["sessions"][0]
    restored.simulator.patch_event(FORUM, eventName=name)
    restored.simulator.patch_session(session["id"], name=name)
    restored.expire()
    page = open_page(width=NARROW)
    paths = {key: path for key, path in pages(restored).items() if FORUM in path or key in {"home", "events"}}
    assert _too_wide(page, paths) == {}
    page.goto(paths["schedule"])
    page.get_by_role("main").get_by_role("link", name=name).last.click()
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert _too_wide(page, {"session": page.url}) == {}


@pytest.mark.parametrize("name", ["home", "events", "event", "schedule by room", "session", "passes"])
def test_nothing_moves_for_those_who_asked_for_stillness(open_page: OpenPage, product: Product, name: str) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(pages(product)[name])
    assert page.evaluate(_MOVING) == []
