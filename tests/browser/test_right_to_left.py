"""Pages of languages written from right to left, as their addresses give them: direction, width, order of times."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import ordinary_pages, prepare
from tests.product import Product, running_product
from tests.simulation import ARABIC, FORUM

pytestmark = pytest.mark.browser

NARROW, WIDE, HEIGHT = 320, 1280, 800  # CSS pixels

# The direction of the page, and by how many CSS pixels it is wider than the window.
_LAYOUT = """() => {
  const root = document.documentElement;
  return [root.dir, getComputedStyle(root).direction, root.scrollWidth - root.clientWidth];
}"""
# Where a range of times begins and ends on the screen.
_ENDS = """(range) => [...range.querySelectorAll("time")].map((time) => time.getBoundingClientRect().left)"""


@pytest.fixture(scope="module")
def every_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product in all languages that have a catalogue."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.every_language"}
    with running_product(tmp_path_factory.mktemp("every-language"), environment=settings) as running:
        prepare(running)
        yield running


@pytest.fixture
def page(browser: Browser, every_language: Product, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without script, so that no local time of the browser's is added."""
    context = browser.new_context(
        base_url=every_language.address,
        java_script_enabled=False,
        locale="he",
        viewport={"width": getattr(request, "param", NARROW), "height": HEIGHT},
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["ar", "he"])
def test_every_page_begins_at_the_right_and_fits_the_narrowest_screen(
    page: Page, every_language: Product, language: str
) -> None:
    found = {}
    for name, path in ordinary_pages(every_language).items():
        page.goto(f"/{language}{path}")
        found[name] = page.evaluate(_LAYOUT)
    assert {name: layout for name, layout in found.items() if layout != ["rtl", "rtl", 0]} == {}


def test_times_keep_their_order_and_dates_in_words_follow_the_page(page: Page) -> None:
    page.goto(f"/ar/events/{FORUM}/schedule/")
    times = page.locator(".session-items bdi", has=page.locator("time + time"))
    assert times.count() > 0
    for start, end in times.evaluate_all(f"(all) => all.slice(0, 20).map({_ENDS})"):
        assert start < end
    page.goto(f"/ar/events/{FORUM}/")
    (dates,) = page.locator(".event-when bdi:has(time + time)").all()[:1]
    assert dates.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_names_of_the_other_direction_do_not_turn_what_is_around_them(page: Page) -> None:
    for path, direction in (
        (f"/ar/events/{FORUM}/", "ltr"),
        (f"/ar/events/{ARABIC}/", "rtl"),
        (f"/events/{ARABIC}/", "rtl"),
    ):
        page.goto(path)
        assert page.locator("h1 bdi").evaluate("(name) => getComputedStyle(name).direction") == direction
    assert page.evaluate(_LAYOUT) == ["ltr", "ltr", 0]


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_the_admin_is_laid_out_from_right_to_left_too(page: Page, every_language: Product) -> None:
    printed = re.search(r"admin / (\S+)", every_language.manage("create_first_admin"))
    assert printed
    page.goto("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", printed[1])
    page.click("[type=submit]")
    change = page.locator('a[href^="/admin/portal/webapplication/"]').first.get_attribute("href")
    for path in ("/admin/", "/admin/portal/snapshot/", "/admin/portal/registration/", str(change)):
        page.goto(path)
        assert page.evaluate(_LAYOUT) == ["rtl", "rtl", 0], path
