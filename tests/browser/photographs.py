"""Pictures of pages: complete, still, and small as files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

# Text without coloured edges looks the same on every screen.
DRAWING = ("--disable-lcd-text", "--font-render-hinting=none", "--force-color-profile=srgb")
COLOURS = 96
# Those out of sight would come when they like.
_LOAD_PICTURES = """Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  image.decoding = "sync";
  return image.decode();
}))"""


def photograph(page: Page, *, at_most: int | None = None, **options: Any) -> Image.Image:
    """A page from its top: ``at_most`` CSS pixels of it, or what the window shows. The options are Playwright's."""
    page.evaluate(_LOAD_PICTURES)
    if at_most is not None:
        width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        options |= {"full_page": True, "clip": {"x": 0, "y": 0, "width": width, "height": min(height, at_most)}}
    taken = page.screenshot(animations="disabled", caret="hide", **options)
    return Image.open(io.BytesIO(taken)).convert("RGB")


def keep(picture: Image.Image, path: Path) -> None:
    """Write a PNG of few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
