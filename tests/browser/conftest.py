"""A running product and Chromium, for tests that see pages as a visitor's browser does.

Every page a test opens is watched: what Chromium complains about (errors in scripts, the Content-Security-Policy, a
request to another host) fails the test, whatever else it asserts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS
from tests.browser.site import prepare
from tests.browser.variants import HEIGHT, WIDE
from tests.browser.watching import watch
from tests.conftest import CHROMIUM
from tests.product import Product, running_product
from tests.simulation import HOSTILE

PATIENCE_MS = 10_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with the demonstration data and the hostile event. Whoever changes anything: see `restored`."""
    with running_product(tmp_path_factory.mktemp("product")) as running:
        _prepare_with_hostile_event(running)
        yield running


@pytest.fixture
def restored(product: Product) -> Iterator[Product]:
    """The product for a test that changes the simulator: both are as before afterwards.

    Call ``product.expire()`` after a change, so that the next page shows it.
    """
    yield product
    product.simulator.reset()
    _prepare_with_hostile_event(product)


def _prepare_with_hostile_event(product: Product) -> None:
    product.simulator.publish(HOSTILE)
    prepare(product)
    product.fetch_pictures(HOSTILE)


# Not for the session: while Playwright runs, Django refuses its database to other tests of this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about so far, on every page of the test. A test may look, and clear what it meant."""
    return []


@pytest.fixture
def open_context(browser: Browser, product: Product, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Start visitors, each with cookies of its own: ``open_context(javascript=False, width=320, dark=True)``.

    Further options are Playwright's, e.g. ``reduced_motion="reduce"``, ``forced_colors="active"``. Fails the test at
    its end if the browser complained.
    """
    contexts: list[BrowserContext] = []

    def start(
        *,
        javascript: bool = True,
        width: int = WIDE,
        dark: bool = False,
        time_zone: str = "Europe/Berlin",
        **options: Any,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=product.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id=time_zone,
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        watch(context, product.address, complaints)
        contexts.append(context)
        return context

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(open_context: Callable[..., BrowserContext]) -> OpenPage:
    """A page of a new visitor; the options of `open_context`."""
    return lambda **options: open_context(**options).new_page()
