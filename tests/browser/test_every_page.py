"""What holds for every page: nothing blocked, nothing from elsewhere, no cookie, no wider than the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, OpenPage
from tests.browser.site import pages
from tests.product import Product
from tests.simulation import FORUM

pytestmark = pytest.mark.browser

# Widths of the window and of what would scroll sideways in it; parts with a scroll bar of their own are not counted.
_WIDTHS = "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"


def _walk(page: Page, product: Product) -> dict[str, tuple[int, int]]:
    """Visits every page to its end; the widths of each that is wider than the window."""
    too_wide = {}
    for name, path in pages(product).items():
        page.goto(path, wait_until="load")
        window, content = page.evaluate(_WIDTHS)
        if content > window:
            too_wide[name] = (window, content)
    return too_wide


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_breaks_the_policy_asks_others_sets_cookies_or_scrolls_sideways(
    open_page: OpenPage, product: Product, complaints: list[str], dark: bool
) -> None:
    page = open_page(dark=dark)
    assert _walk(page, product) == {}
    assert complaints == []
    assert page.context.cookies() == []


def test_no_page_scrolls_sideways_on_the_narrowest_screen(open_page: OpenPage, product: Product) -> None:
    assert _walk(open_page(width=NARROW), product) == {}


def test_a_name_of_ten_thousand_characters_without_a_blank_fits_the_narrowest_screen(
    open_page: OpenPage, restored: Product
) -> None:
    name = "Hafenkai" * 1250
    session = next(each for each in restored.simulator.events() if each["readableEventId"] == FORUM)["sessions"][0]
    restored.simulator.patch_event(FORUM, eventName=name)
    restored.simulator.patch_session(session["id"], name=name)
    restored.expire()
    page = open_page(width=NARROW)
    page.goto("/events/")
    assert page.get_by_text(name).count() == 1
    assert _walk(page, restored) == {}
