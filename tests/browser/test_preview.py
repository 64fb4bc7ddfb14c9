"""The preview in the admin, as a browser shows it."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import OpenPage
from tests.product import Product

pytestmark = pytest.mark.browser

_PAPER = "getComputedStyle(document.documentElement).backgroundColor"


def test_the_preview_shows_unsaved_values_in_light_in_dark_and_mirrored(open_page: OpenPage, product: Product) -> None:
    printed = re.search(r"admin / (\S+)", product.manage("create_first_admin"))
    assert printed
    page = open_page()
    page.goto("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", printed[1])
    page.click("[type=submit]")
    page.get_by_role("link", name="Web applications").first.click()
    page.locator(".field-name a").click()
    page.fill("#id_site_title", "Not saved yet")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    preview.wait_for_load_state()
    shown = {}
    for title in ("Light", "Dark", "Right to left"):
        frame = preview.frame_locator(f'iframe[title="{title}"]')
        assert frame.locator(".wordmark").first.inner_text() == "Not saved yet"
        root = frame.locator("html")
        shown[title] = (
            root.evaluate(f"() => {_PAPER}"),
            root.evaluate("() => getComputedStyle(document.body).direction"),
        )
    assert shown["Light"] == ("rgb(253, 252, 250)", "ltr")
    assert shown["Dark"] == ("rgb(23, 24, 27)", "ltr")
    assert shown["Right to left"] == ("rgb(253, 252, 250)", "rtl")
    assert "Not saved yet" not in product.page("/")
