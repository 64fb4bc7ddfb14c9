"""No page has anything axe-core objects to, in each way a visitor may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import checkers
from tests.browser.conftest import NARROW
from tests.browser.site import pages
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.node]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    checkers.install()


@pytest.mark.parametrize(
    "options",
    [{}, {"dark": True}, {"width": NARROW}],
    ids=["light", "dark", "narrow"],
)
def test_no_page_has_a_barrier(
    open_context: Callable[..., BrowserContext], product: Product, options: dict[str, object]
) -> None:
    context = open_context(**options)
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    found = {}
    for name, path in pages(product).items():
        page.goto(path)
        if violations := checkers.accessibility_violations(page):
            found[name] = violations
    assert found == {}


def test_the_checker_finds_barriers(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    context.add_init_script(path=checkers.AXE)
    page = context.new_page()
    page.goto("/events/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=/static/portal/img/icon.svg>'")
    assert [each.split(":")[0] for each in checkers.accessibility_violations(page)] == ["empty-heading", "image-alt"]
