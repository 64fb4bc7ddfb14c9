"""Markup and scripts in the texts of the API: no part of them comes to life, with or without the policy's help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.site import hostile_pages
from tests.product import Product

pytestmark = pytest.mark.browser

# Every attribute that would run something, on any element; the portal's own pages have none.
_LIVE_ATTRIBUTES = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter((attribute) => attribute.name.startsWith("on") || attribute.name === "style" || attribute.name === "srcdoc"
    || (["href", "src", "action", "formaction", "xlink:href"].includes(attribute.name)
      && /^\\s*(javascript|data|vbscript):/i.test(attribute.value)))
  .map((attribute) => `${element.tagName} ${attribute.name}=${attribute.value}`))"""
_FOREIGN_ELEMENTS = """document.querySelectorAll(
  'script:not([src^="/static/portal/js/"]):not([type="application/ld+json"]), iframe, object, embed, base, '
  + 'main svg[onload], main meta, main style, main script[src]').length"""


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with the policy", "without the policy"])
def test_nothing_hostile_runs(open_context: Callable[..., BrowserContext], product: Product, bypass_csp: bool) -> None:
    page = open_context(bypass_csp=bypass_csp).new_page()
    for name, path in {"home": "/", "events": "/events/", **hostile_pages(product)}.items():
        page.goto(path, wait_until="load")
        assert page.evaluate("typeof window.pwned") == "undefined", name
        assert page.evaluate(_LIVE_ATTRIBUTES) == [], name
        assert page.evaluate(_FOREIGN_ELEMENTS) == 0, name


def test_the_harmless_part_of_a_hostile_text_stays(
    open_context: Callable[..., BrowserContext], product: Product
) -> None:
    page = open_context().new_page()
    paths = hostile_pages(product)
    for name in ("event, hostile", "session, hostile", "speaker, hostile", "venue, hostile"):
        page.goto(paths[name])
        assert page.get_by_text("Text that stays.").count() == 1, name


def test_the_policy_itself_stops_a_script_that_gets_into_a_page(
    open_context: Callable[..., BrowserContext], complaints: list[str]
) -> None:
    page = open_context().new_page()
    page.goto("/events/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.pwned = 1'}))")
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert [complaint for complaint in complaints if "script-src" in complaint]
    complaints.clear()
