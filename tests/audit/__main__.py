"""Measures the public site with every yardstick: ``python -m tests.audit [--renew-pictures] [yardstick …]``.

It starts the product with the demonstration data on a fixed day, prints a table and every fault, and ends with status
1 when a limit is missed. A run of all yardsticks also writes docs/audit.md, except in CI.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from tests.audit import lighthouse, links, markup, pictures, sitemap, tools
from tests.audit.findings import Finding, as_markdown, as_text
from tests.browser.photographs import DRAWING
from tests.browser.site import prepare
from tests.browser.variants import HEIGHT
from tests.product import Product, running_product
from tests.simulation import HOSTILE, REPOSITORY

DAY = "2027-03-01"
YARDSTICKS = ("markup", "sitemap", "links", "pictures", "lighthouse")
REPORT = REPOSITORY / "docs" / "audit.md"
CHANGED = REPOSITORY / "var" / "audit"
PATIENCE_MS = 20_000


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="make audit")
    parser.add_argument("yardsticks", nargs="*", metavar="yardstick", help=f"some of: {', '.join(YARDSTICKS)}")
    parser.add_argument("--renew-pictures", action="store_true", help="store the pictures as the pages look now")
    options = parser.parse_args()
    wanted = set(options.yardsticks or YARDSTICKS)
    if unknown := wanted - {*YARDSTICKS}:
        parser.error(f"no such yardstick: {', '.join(unknown)}")
    missing = [name for name in ("npm", "java") if not shutil.which(name)] + ([] if tools.CHROMIUM else ["chromium"])
    if missing:
        print(f"The audit needs {', '.join(missing)}.", file=sys.stderr)
        return 1
    tools.install()
    findings = list(_measure(wanted, renew_pictures=options.renew_pictures))
    print(as_text(findings))
    if wanted == {*YARDSTICKS} and not os.environ.get("CI"):
        REPORT.write_text(as_markdown(findings, tools.versions()))
    return 0 if all(each.is_met for each in findings) else 1


def _measure(wanted: set[str], *, renew_pictures: bool) -> Iterator[Finding]:
    shutil.rmtree(CHANGED, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name, _product(Path(name)) as product, ThreadPoolExecutor(1) as beside:
        folder = Path(name) / "pages"
        folder.mkdir()
        # pa11y-ci is a process of its own and looks at the same pages: it takes the other core.
        pa11y = beside.submit(lambda: list(sitemap.measure(product, Path(name)))) if "sitemap" in wanted else None
        with _browser(product) as open_context:
            if "markup" in wanted:
                yield from markup.measure(product, open_context, folder)
            if "pictures" in wanted:
                yield from pictures.measure(product, open_context, CHANGED, renew=renew_pictures)
        if "links" in wanted:
            yield from links.measure(product, "/")
        yield from pa11y.result() if pa11y else ()
        if "lighthouse" in wanted:  # last and alone, since it measures time
            with _browser(product) as open_context:
                yield from lighthouse.measure(product, open_context())


@contextmanager
def _product(folder: Path) -> Iterator[Product]:
    var = folder / "var"
    var.mkdir()
    with running_product(var, application="scripts.fixed_day", environment={"FIXED_DAY": DAY}, today=DAY) as product:
        product.simulator.publish(HOSTILE)
        prepare(product)
        product.fetch_pictures(HOSTILE)
        yield product


@contextmanager
def _browser(product: Product) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts of one browser, as tests.browser.conftest opens them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.CHROMIUM, args=[*tools.ARGUMENTS, *DRAWING])

        def open_context(*, width: int = 1280, dark: bool = False, **options: Any) -> BrowserContext:
            context = browser.new_context(
                base_url=product.address,
                viewport={"width": width, "height": HEIGHT},
                color_scheme="dark" if dark else "light",
                locale="en-GB",
                timezone_id="Europe/Berlin",
                **options,
            )
            context.set_default_timeout(PATIENCE_MS)
            return context

        yield open_context
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
