"""Every link of the site leads to a page that is there, at once, and to a part of it that is there."""

from __future__ import annotations

from collections.abc import Iterator

from tests.audit.findings import Finding
from tests.crawling import Crawl
from tests.product import Product


def measure(product: Product, *starts: str) -> Iterator[Finding]:
    """One finding over everything that can be reached."""
    crawl = Crawl(product).follow(*starts)
    over = f"{len(crawl.visited)} pages and files"
    yield Finding("links", over, "no dead link, fragment or redirect", faults=crawl.faults)
