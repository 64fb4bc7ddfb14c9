"""Photographs every page into docs/screenshots, with an index of them. Run by ``make screenshots``; needs Chromium.

The pictures show the simulator's data on a fixed day. Each page is seen on a phone, on a desktop, in the dark and from
right to left; what people print, on paper too.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageOps
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import ARGUMENTS  # noqa: E402 -- after the path to them is known
from tests.browser.photographs import DRAWING, keep, photograph  # noqa: E402 -- likewise
from tests.browser.site import PAST, ordinary_pages, prepare  # noqa: E402 -- likewise
from tests.browser.tour import Tour  # noqa: E402 -- likewise
from tests.browser.variants import PHONE, WIDE, Variant, right_to_left  # noqa: E402 -- likewise
from tests.conftest import CHROMIUM  # noqa: E402 -- likewise
from tests.product import Product, running_product  # noqa: E402 -- likewise
from tests.simulation import FORUM  # noqa: E402 -- likewise

FOLDER = ROOT / "docs" / "screenshots"
DAY = "2027-03-01"
DAY_OF_THE_FORUM = "2027-04-13"  # of the simulator's data of DAY
SCREENS = (Variant("phone", width=PHONE), Variant("desktop", width=WIDE), Variant("dark", width=WIDE, dark=True))
PAPER = Variant("print", width=680)  # A4 at 96 dpi within its margins
MARGIN = 57
# CSS pixels. What a visitor sees first; taller pages are cut there.
HEIGHTS = {"phone": 844, "desktop": 800, "dark": 800, "arabic": 844, "print": 1009}
PRINTED = {
    "event",
    "schedule",
    "schedule by room",
    "schedule by track",
    "session",
    "speakers",
    "speaker",
    "passes",
    "venue",
    "imprint",
    "register, check",
    "register, receipt",
}
PATIENCE_MS = 30_000
STAFF = ("staff", "a password of some length")

Names = Iterator[str]  # of pages, each while the browser shows it


def main() -> int:
    """Replace every picture; returns the exit status."""
    if CHROMIUM is None:
        print("This needs Chromium (Debian: apt install chromium).", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with _product(DAY) as product:
        arabic = right_to_left(product, "arabic")
        variants = (*SCREENS, arabic)
        with ThreadPoolExecutor(2) as pool:  # registrations wait much, the other pages compute
            public = pool.submit(lambda: [_take(product, each, _pages) for each in (*variants, PAPER)])
            visitors = pool.submit(lambda: [_take(product, each, _registration) for each in (*variants, PAPER)])
            public.result()
            visitors.result()
        for variant in SCREENS:
            _take(product, variant, _administration)
        _break(product)
        for variant in variants:
            _take(product, variant, _problems)
    with _product(DAY_OF_THE_FORUM) as product:
        for variant in variants:
            _take(product, variant, _during_the_event)
    pictures = sorted(FOLDER.glob("*.png"))
    (FOLDER / "README.md").write_text(_index(pictures))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB, in {FOLDER}")
    return 0


@contextmanager
def _product(day: str) -> Iterator[Product]:
    """The product on a day; the simulator's data are always those of DAY."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(
            Path(folder), application="scripts.fixed_day", environment={"FIXED_DAY": day}, today=DAY
        ) as product,
    ):
        prepare(product)
        yield product


def _take(product: Product, variant: Variant, tour: Callable[[Page, Product, Variant], Names]) -> None:
    """Photograph what a tour shows, as a visitor of a variant sees it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *DRAWING])

        def open_context(*, width: int, dark: bool) -> object:
            return browser.new_context(
                base_url=product.address,
                viewport={"width": width, "height": HEIGHTS[variant.name]},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                locale="en-GB",
                timezone_id="Europe/Berlin",
            )

        context = variant.open(open_context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        for name in tour(page, product, variant):
            if variant is PAPER and name not in PRINTED:
                continue
            page.emulate_media(media="print" if variant is PAPER else "screen")
            picture = photograph(page)
            if variant is PAPER:
                picture = ImageOps.expand(picture, MARGIN, "white")
            keep(picture, FOLDER / f"{_file_name(name)}-{variant.name}.png")
            page.emulate_media(media="screen")  # buttons are not printed, and the tour needs them
        browser.close()


def _pages(page: Page, product: Product, variant: Variant) -> Names:
    for name, path in ordinary_pages(product).items():
        page.goto(variant.localised(path))
        yield name


def _registration(page: Page, product: Product, variant: Variant) -> Names:
    tour = Tour(page, product, prefix=variant.localised(""))
    yield from tour.for_two_people_with_sessions() if variant is PAPER else tour.everything()


def _administration(page: Page, product: Product, variant: Variant) -> Names:
    name, password = STAFF
    product.manage(
        "shell", "-v", "0", "-c",
        "from django.contrib.auth.models import User;"
        f" User.objects.filter(username={name!r}).exists()"
        f" or User.objects.create_superuser({name!r}, password={password!r})",
    )  # fmt: skip
    page.goto("/admin/")
    yield "admin, sign in"
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("[type=submit]").click()
    yield "admin, dashboard"
    application = "/admin/portal/webapplication/"
    page.goto(application)
    yield "admin, web applications"
    page.locator("#result_list tbody a").first.click()
    page.wait_for_url("**/change/")
    yield "admin, web application"
    form = page.url
    page.goto(form.removesuffix("change/") + "preview/")
    page.wait_for_load_state("networkidle")
    yield "admin, preview"
    page.goto(form)
    with page.expect_navigation():
        page.get_by_role("button", name="Test connection").click()
    yield "admin, connection test"
    page.goto("/admin/portal/snapshot/")
    yield "admin, snapshots"
    page.goto("/admin/portal/registration/")
    yield "admin, registrations"
    page.locator("#result_list tbody a").first.click()
    page.wait_for_load_state()
    yield "admin, registration"


def _break(product: Product) -> None:
    """Withdraw an event, and let the API be away before anything else of another was read."""
    product.simulator.unpublish(PAST)
    product.expire()
    product.page("/events/past/")
    product.execute("DELETE FROM portal_snapshot WHERE resource LIKE ?", f"events/{FORUM}/sessions%")
    product.simulator.fault(status=503)
    product.execute("UPDATE portal_snapshot SET fetched_at = ? WHERE fetched_at IS NOT NULL", f"{DAY} 03:00:00")


def _problems(page: Page, product: Product, variant: Variant) -> Names:
    page.goto(variant.localised(f"/events/{PAST}/"))
    yield "problem, withdrawn"
    page.goto(variant.localised(f"/events/{FORUM}/schedule/"))
    yield "problem, parts missing"
    page.goto(variant.localised("/no/such/page/"))
    yield "problem, not found"


def _during_the_event(page: Page, product: Product, variant: Variant) -> Names:
    for name, path in {"event": "", "schedule": "schedule/", "schedule by room": "schedule/?view=grid"}.items():
        page.goto(variant.localised(f"/events/{FORUM}/{path}"))
        yield f"{name}, during the event"


def _file_name(name: str) -> str:
    """ "event, past" becomes "event-past"."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def _index(pictures: list[Path]) -> str:
    """The page that shows them all: one section for each page of the site."""
    lines = [
        "# Every page",
        "",
        "Made by `make screenshots` from the demonstration data on a fixed day. Each is cut where the window ends.",
    ]
    widths = {variant: 160 if HEIGHTS[variant] == HEIGHTS["phone"] else 320 for variant in HEIGHTS} | {"print": 220}
    by_page: dict[str, list[str]] = {}
    for picture in pictures:
        page, _, variant = picture.stem.rpartition("-")
        by_page.setdefault(page, []).append(variant)
    for page, found in by_page.items():
        lines += ["", f"## {page.replace('-', ' ').capitalize()}", ""]
        lines += [
            f'<img src="{page}-{variant}.png" width="{widths[variant]}" alt="{page.replace("-", " ")}, {variant}">'
            for variant in HEIGHTS
            if variant in found
        ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
