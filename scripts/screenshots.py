"""Photographs every type of page into docs/screenshots. Run by ``make screenshots``; needs Chromium.

The pictures show the simulator's data on a fixed day, so they change only when the pages do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import ARGUMENTS  # noqa: E402 -- after the path to them is known
from tests.browser.site import ordinary_pages, prepare  # noqa: E402 -- likewise
from tests.conftest import CHROMIUM  # noqa: E402 -- likewise
from tests.product import Product, running_product  # noqa: E402 -- likewise

# Text without coloured edges looks the same on every screen.
DRAWING = ("--disable-lcd-text",)
FOLDER = ROOT / "docs" / "screenshots"
DAY = "2027-03-01"
# CSS pixels. The height shows what a visitor sees first; taller pages are cut there.
SCREENS = {"phone": (390, 780), "desktop": (1280, 720)}
SCHEMES = ("light", "dark")
PRINT_WIDTH, PRINT_HEIGHT = 794, 1123  # A4 at 96 dpi
PHOTOGRAPHED = {
    "home": "home",
    "events": "events",
    "event": "event",
    "event, Arabic": "event-arabic",
    "schedule": "schedule",
    "schedule by room": "schedule-rooms",
    "schedule by track": "schedule-tracks",
    "session": "session",
    "speakers": "speakers",
    "speaker": "speaker",
    "sponsors": "sponsors",
    "passes": "passes",
    "venue": "venue",
    "not found": "not-found",
}
# Those out of sight would come when they like.
_LOAD_PICTURES = """Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  image.decoding = "sync";
  return image.decode();
}))"""
PRINTED = ("event", "schedule", "session")


def main() -> int:
    """Replace every picture; returns the exit status."""
    if CHROMIUM is None:
        print("This needs Chromium (Debian: apt install chromium).", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(
            Path(folder), application="scripts.fixed_day", environment={"FIXED_DAY": DAY}, today=DAY
        ) as product,
        sync_playwright() as playwright,
    ):
        prepare(product)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *DRAWING])
        paths = {PHOTOGRAPHED[name]: path for name, path in ordinary_pages(product).items() if name in PHOTOGRAPHED}
        for screen, size in SCREENS.items():
            for scheme in SCHEMES:
                _photograph(browser, product, paths, size, scheme, suffix=f"{screen}-{scheme}")
        printed = {name: paths[name] for name in PRINTED}
        _photograph(browser, product, printed, (PRINT_WIDTH, PRINT_HEIGHT), "light", suffix="print", media="print")
        browser.close()
    pictures = list(FOLDER.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB, in {FOLDER}")
    return 0


def _photograph(
    browser: Browser,
    product: Product,
    paths: dict[str, str],
    size: tuple[int, int],
    scheme: str,
    *,
    suffix: str,
    media: str = "screen",
) -> None:
    context = browser.new_context(
        base_url=product.address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.emulate_media(media=media)
    for name, path in paths.items():
        page.goto(path)
        page.evaluate(_LOAD_PICTURES)
        page.screenshot(path=FOLDER / f"{name}-{suffix}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
