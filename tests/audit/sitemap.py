"""pa11y-ci, with both its engines, over the addresses of the sitemap and those beyond it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tests.audit import tools
from tests.audit.findings import Finding, plural
from tests.browser.site import pages
from tests.crawling import PAGES_OF_A_KIND, kind_of
from tests.product import Product

_LANGUAGE = re.compile(r"/[a-z]{2}(-[a-z]{2,4})?/")

LIMIT_S = 900
PAGE_LIMIT_MS = 60_000
AT_ONCE = 1  # pa11y-ci closes the wrong pages when it has several


def measure(product: Product, folder: Path) -> Iterator[Finding]:
    """One finding. ``folder`` takes the configuration."""
    addresses = sorted({*_sitemap(product), *(product.address + path for path in pages(product).values())})
    configuration = folder / "pa11yci.json"
    configuration.write_text(
        json.dumps(
            {
                "defaults": {
                    "standard": "WCAG2AA",
                    "runners": ["axe", "htmlcs"],
                    "timeout": PAGE_LIMIT_MS,
                    "concurrency": AT_ONCE,
                    "chromeLaunchConfig": {"executablePath": tools.CHROMIUM, "args": tools.ARGUMENTS},
                },
                "urls": addresses,
            }
        )
    )
    report = json.loads(tools.run("pa11y-ci", "--config", str(configuration), "--json", limit_s=LIMIT_S))
    faults = [
        f"{address.removeprefix(product.address)}: {fault['message']} ({fault.get('selector', '')})"
        for address, found in report["results"].items()
        for fault in found
        if not fault.get("runnerExtras", {}).get("needsFurtherReview")  # axe could not tell; not an error yet
    ]
    if report["total"] != len(addresses):
        faults.append(f"only {report['total']} of {len(addresses)} pages were looked at")
    yield Finding(
        "pa11y-ci", plural(len(addresses), "page") + " of the sitemap and beyond it", "0 errors", faults=faults
    )


def _sitemap(product: Product) -> Iterator[str]:
    """Some addresses of each kind of page in it, of the default language."""
    kinds: Counter[str] = Counter()
    for address in _addresses(product, "/sitemap.xml"):
        path = urlsplit(address).path
        kinds[kind_of(path)] += 1
        if kinds[kind_of(path)] <= PAGES_OF_A_KIND and not _LANGUAGE.match(path):
            yield address


def _addresses(product: Product, path: str) -> Iterator[str]:
    """Of a sitemap, and of those it names if it is an index."""
    for address in re.findall(r"<loc>([^<]+)</loc>", product.page(path)):
        if address.endswith(".xml"):
            yield from _addresses(product, urlsplit(address).path)
        else:
            yield address
