"""Lighthouse as a slow phone sees the pages that matter most."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import BrowserContext

from tests.audit import tools
from tests.audit.findings import Finding
from tests.browser.site import pages
from tests.browser.tour import Tour
from tests.product import Product

WANTED = 98  # of 100
RUNS = 3  # the best counts, since a busy machine slows pages down and nothing speeds them up
RUN_LIMIT_S = 180
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {"list": "events", "event": "event", "schedule": "schedule", "session": "session"}
# A form with somebody's answers must not be indexed; Lighthouse counts that as a fault of any page.
FORM_ASKS_NOT_TO_BE_INDEXED = ("--skip-audits=is-crawlable",)


def measure(product: Product, context: BrowserContext) -> Iterator[Finding]:
    """One finding for each page. ``context`` begins a registration, whose cookie is lent to Lighthouse."""
    page = context.new_page()
    for name in Tour(page, product).details():
        if name == "register, details":
            break
    form = page.url
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    context.close()
    paths = pages(product)
    for name, key in PAGES.items():
        yield _measure(name, product.address + paths[key])
    headers = f"--extra-headers={json.dumps({'Cookie': cookies})}"
    yield _measure("registration form", form, headers, *FORM_ASKS_NOT_TO_BE_INDEXED)


def _measure(name: str, address: str, *options: str) -> Finding:
    best: dict[str, int] = dict.fromkeys(CATEGORIES, -1)
    reasons: dict[str, list[str]] = {}
    for _ in range(RUNS):
        report = _run(address, *options)
        for category in CATEGORIES:
            score = round((report["categories"][category]["score"] or 0) * 100)
            if score > best[category]:
                best[category], reasons[category] = score, _reasons(report, category)
        if min(best.values()) >= WANTED:
            break
    faults = [f"{key} {score}: {'; '.join(reasons[key])}" for key, score in best.items() if score < WANTED]
    result = ", ".join(f"{key} {score}" for key, score in best.items())
    return Finding("Lighthouse, mobile", name, f"each at least {WANTED}", result, faults)


def _run(address: str, *options: str) -> dict[str, Any]:
    flags = " ".join(["--headless=new", *(f'"{each}"' if " " in each else each for each in tools.ARGUMENTS)])
    printed = tools.run(
        "lighthouse", address, "--quiet", "--output=json", f"--chrome-flags={flags}",
        f"--only-categories={','.join(CATEGORIES)}", *options, limit_s=RUN_LIMIT_S,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(printed)
    return report


def _reasons(report: dict[str, Any], category: str) -> list[str]:
    """What keeps a category from 100, the heaviest first."""
    weighed = {each["id"]: each["weight"] for each in report["categories"][category]["auditRefs"] if each["weight"]}
    failed = [key for key in weighed if (report["audits"][key]["score"] or 0) < 1]
    failed = [key for key in failed if report["audits"][key]["scoreDisplayMode"] not in {"notApplicable", "manual"}]
    return [
        f"{report['audits'][key]['title']} {report['audits'][key].get('displayValue', '')}".strip()
        for key in sorted(failed, key=lambda key: -weighed[key])
    ]
