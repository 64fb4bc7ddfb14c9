"""Pages look as they did: pictures of them against those in ``pictures/``.

Small pictures, in a font of npm's instead of the machine's, so that they are the same wherever Chromium is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, Page, Route

from tests.audit.findings import Finding, plural
from tests.audit.tools import MODULES
from tests.browser.photographs import keep, photograph
from tests.browser.site import pages
from tests.browser.tour import Tour
from tests.browser.variants import PHONE, WIDE, Variant, right_to_left
from tests.product import Product

STORED = Path(__file__).resolve().parent / "pictures"
VARIANTS = (
    Variant("phone", width=PHONE),
    Variant("desktop", width=WIDE),
    Variant("dark", width=PHONE, dark=True),
)
PAGES = (
    "home",
    "events",
    "events, filters with errors",
    "events, nothing found",
    "event",
    "event, paid",
    "event, past",
    "schedule",
    "schedule by room",
    "schedule by track",
    "session",
    "speakers",
    "speaker",
    "sponsors",
    "passes",
    "venue",
    "not found",
)
PRINTED = ("event", "schedule", "session")
SCALE = 0.5  # device pixels for a CSS pixel
HEIGHT = 1600  # CSS pixels; what is below looks like what is above
# A pixel differs when a channel does by more than this, of 255: more than another machine's edges of letters.
CHANNEL_TOLERANCE = 64
SHARE_TOLERANCE = 0.01  # of all pixels

_FONT_FOLDER = MODULES / "@fontsource"
_FONTS = {
    "noto-sans-latin-400": "noto-sans/files/noto-sans-latin-400-normal.woff2",
    "noto-sans-latin-700": "noto-sans/files/noto-sans-latin-700-normal.woff2",
    "noto-sans-arabic-400": "noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2",
    "noto-sans-arabic-700": "noto-sans-arabic/files/noto-sans-arabic-arabic-700-normal.woff2",
}
_FONT_ADDRESS = "/fonts-of-pictures/"
_STYLE = (
    "".join(
        f"@font-face {{ font-family: '{name.rpartition('-')[0]}'; font-weight: {name[-3:]};"
        f" src: url({_FONT_ADDRESS}{name}) format('woff2'); }}"
        for name in _FONTS
    )
    + "* { font-family: noto-sans-latin, noto-sans-arabic, sans-serif !important; }"
)


def measure(
    product: Product, open_context: Callable[..., BrowserContext], changed: Path, *, renew: bool = False
) -> Iterator[Finding]:
    """One finding for each variant. ``changed`` takes the new pictures that differ; ``renew`` stores all anew."""
    if renew:
        shutil.rmtree(STORED, ignore_errors=True)
    for variant in (*VARIANTS, right_to_left(product, "right-to-left")):
        taken = set()
        faults = []
        for name, picture in _take(product, open_context, variant):
            file = Path(variant.name) / f"{name.replace(', ', '-').replace(' ', '-')}.png"
            taken.add(STORED / file)
            if renew:
                keep(picture, STORED / file)
            elif fault := _difference(picture, STORED / file):
                keep(picture, changed / file)
                faults.append(f"{name}: {fault}; see {changed / file}")
        faults += [
            f"{path.stem}: no such page any more" for path in (STORED / variant.name).glob("*.png") if path not in taken
        ]
        yield Finding("pictures", f"{plural(len(taken), 'page')}, {variant.name}", "as stored", faults=faults)


def _take(
    product: Product, open_context: Callable[..., BrowserContext], variant: Variant
) -> Iterator[tuple[str, Image.Image]]:
    options = {"device_scale_factor": SCALE, "reduced_motion": "reduce", "bypass_csp": True}
    context = variant.open(open_context, **options)
    context.route(f"**{_FONT_ADDRESS}*", _send_font)
    page = context.new_page()
    paths = pages(product)
    for name in PAGES:
        page.goto(variant.localised(paths[name]))
        yield name, _photograph(page)
    for name in Tour(page, product, prefix=variant.localised("")).details():
        yield name, _photograph(page)
    if variant is VARIANTS[0]:
        page.emulate_media(media="print")
        for name in PRINTED:
            page.goto(paths[name])
            yield f"{name}, printed", _photograph(page)
    context.close()


def _photograph(page: Page) -> Image.Image:
    page.add_style_tag(content=_STYLE)
    page.evaluate("document.fonts.ready")
    return photograph(page, at_most=HEIGHT)


def _send_font(route: Route) -> None:
    route.fulfill(path=_FONT_FOLDER / _FONTS[route.request.url.rpartition("/")[2]], content_type="font/woff2")


def _difference(picture: Image.Image, stored: Path) -> str:
    """In words; empty when there is none to speak of."""
    if not stored.exists():
        return "no picture is stored"
    before = Image.open(stored).convert("RGB")
    if abs(before.height - picture.height) > picture.height * SHARE_TOLERANCE or before.width != picture.width:
        return f"{picture.width} × {picture.height} pixels, stored are {before.width} × {before.height}"
    common = (0, 0, picture.width, min(before.height, picture.height))
    channels = ImageChops.difference(picture.crop(common), before.crop(common)).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    differing = sum(most.histogram()[CHANNEL_TOLERANCE + 1 :]) / (common[2] * common[3])
    return f"{differing:.1%} of it differs" if differing > SHARE_TOLERANCE else ""
