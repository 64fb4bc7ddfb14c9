"""Every page in every variant: valid to the Nu checker, without barriers to axe-core and HTML_CodeSniffer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.audit.findings import Finding, plural
from tests.audit.tools import HTML_CODE_SNIFFER
from tests.browser import checkers
from tests.browser.site import pages
from tests.browser.tour import Tour
from tests.browser.variants import DARK, LIGHT, NARROW_LIGHT, Variant, right_to_left
from tests.product import Product

# HTML_CodeSniffer's errors; its warnings and notices are questions to people.
_SNIFF = """() => new Promise((resolve) => HTMLCS.process("WCAG2AA", document, () => resolve(
  HTMLCS.getMessages().filter((message) => message.type === HTMLCS.ERROR)
    .map((message) => `${message.code}: ${message.msg}`))))"""


def measure(product: Product, open_context: Callable[..., BrowserContext], folder: Path) -> Iterator[Finding]:
    """One finding for each variant and engine, and one of the Nu checker. ``folder`` takes the pages it reads."""
    for variant in (LIGHT, DARK, right_to_left(product), NARROW_LIGHT):
        context = variant.open(open_context)
        context.add_init_script(path=checkers.AXE)
        if variant is LIGHT:
            context.add_init_script(path=HTML_CODE_SNIFFER)
        page = context.new_page()
        checkers.save_pages(page, folder, variant.name)
        barriers: list[str] = []
        errors: list[str] = []
        names = []
        for name in _visit(page, product, variant):
            names.append(name)
            barriers += [f"{name}: {fault}" for fault in checkers.accessibility_violations(page)]
            barriers += [f"{name}: wider than the window"] if checkers.is_too_wide(page) else []
            if variant is LIGHT and name.startswith("register"):
                errors += [f"{name}: {fault}" for fault in page.evaluate(_SNIFF)]
        context.close()
        yield Finding("axe-core", f"{plural(len(names), 'page')}, {variant.name}", "0 violations", faults=barriers)
        if variant is LIGHT:
            yield Finding("HTML_CodeSniffer", "registration, its errors and receipts", "0 errors", faults=errors)
    number = len(list(folder.glob("*.html")))
    yield Finding("Nu HTML checker", plural(number, "page"), "0 errors", faults=checkers.html_errors(folder))


def _visit(page: Page, product: Product, variant: Variant) -> Iterator[str]:
    """Names of pages, each while the browser shows it."""
    for name, path in pages(product).items():
        page.goto(variant.localised(path))
        yield name
    yield from Tour(page, product, prefix=variant.localised("")).everything()
