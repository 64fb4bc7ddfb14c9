"""No page has anything axe-core objects to, in each way a visitor may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import checkers
from tests.browser.site import pages
from tests.browser.tour import Tour
from tests.browser.variants import ALL, MIRRORED, Variant
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.node]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    checkers.install()


@pytest.mark.parametrize("variant", ALL, ids=lambda variant: variant.name)
def test_no_page_has_a_barrier(open_context: Callable[..., BrowserContext], product: Product, variant: Variant) -> None:
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
    context = MIRRORED.open(open_context)
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    found = {}
    for name in Tour(page, restored).everything():
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
