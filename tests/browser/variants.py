"""The ways a visitor may see the site: light and dark, from right to left, narrow, enlarged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext

from tests.product import Product

WIDE, PHONE, NARROW = 1280, 390, 320  # CSS pixels; 320 is 1280 at 400 % zoom (WCAG 1.4.10)
ENLARGED = 640  # 1280 at 200 % zoom (WCAG 1.4.4)
HEIGHT = 800

# Lays a page out from right to left, whatever its language. It shows faults of layout that a short page of a language
# written so would not have.
_MIRROR = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; });"


@dataclass(frozen=True)
class Variant:
    """How a visitor sees the site. ``language`` is the first part of its addresses; empty for the default one."""

    name: str
    width: int = WIDE
    dark: bool = False
    mirrored: bool = False
    language: str = ""

    def open(self, open_context: Callable[..., BrowserContext], **options: Any) -> BrowserContext:
        """A context of it. ``open_context`` takes width, dark and Playwright's options."""
        context = open_context(width=self.width, dark=self.dark, **options)
        if self.mirrored:
            context.add_init_script(_MIRROR)
        return context

    def localised(self, path: str) -> str:
        """The address of the same page in this variant's language."""
        return f"/{self.language}{path}" if self.language else path


LIGHT = Variant("light")
DARK = Variant("dark", dark=True)
NARROW_LIGHT = Variant("320 px", width=NARROW)


def right_to_left(product: Product, name: str = "right to left") -> Variant:
    """A phone with the site in Arabic; where the site does not speak it, in its own language laid out like Arabic."""
    if product.get("/ar/events/").status == 200:
        return Variant(name, width=PHONE, language="ar")
    return Variant(name, width=PHONE, mirrored=True)
