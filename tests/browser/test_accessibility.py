"""No page has anything axe-core objects to, in each way a visitor may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import checkers
from tests.browser.site import pages
from tests.browser.tour import Tour
from tests.browser.variants import DARK, LIGHT, NARROW_LIGHT, Variant, right_to_left
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.node]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    checkers.install()


@pytest.mark.parametrize(
    "choose",
    [lambda _: LIGHT, lambda _: DARK, right_to_left, lambda _: NARROW_LIGHT],
    ids=["light", "dark", "right to left", "320 px"],
)
def test_no_page_has_a_barrier(
    open_context: Callable[..., BrowserContext], product: Product, choose: Callable[[Product], Variant]
) -> None:
    variant = choose(product)
    context = variant.open(open_context)
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    found = {}
    for name, path in pages(product).items():
        page.goto(variant.localised(path))
        if violations := checkers.accessibility_violations(page):
            found[name] = violations
    assert found == {}


# Light, narrow and dark registrations are looked at by test_register_walks.
def test_no_page_of_a_registration_from_right_to_left_has_a_barrier(
    open_context: Callable[..., BrowserContext], restored: Product
) -> None:
    variant = right_to_left(restored)
    context = variant.open(open_context)
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    found = {}
    for name in Tour(page, restored, prefix=variant.localised("")).everything():
        violations = checkers.accessibility_violations(page)
        if violations or checkers.is_too_wide(page):
            found[name] = violations
    assert found == {}


def test_the_checker_finds_barriers(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    page.goto("/events/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=/static/portal/img/icon.svg>'")
    assert [each.split(":")[0] for each in checkers.accessibility_violations(page)] == ["empty-heading", "image-alt"]
