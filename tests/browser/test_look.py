"""The look: light or dark by choice, the menu of narrow screens, what comes out of a printer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import PAID
from tests.simulation import FORUM

pytestmark = pytest.mark.browser

PHONE, WIDE = 390, 1280  # CSS pixels
LIGHT_PAPER, DARK_PAPER, WHITE = "rgb(253, 252, 250)", "rgb(23, 24, 27)", "rgb(255, 255, 255)"
EVENT = f"/events/{FORUM}/"
# What the page is painted on when its body is first there, before any script at its end.
_NOTE_FIRST_PAPER = """new MutationObserver((_, observer) => {
  if (!document.body) return;
  observer.disconnect();
  window.firstPaper = getComputedStyle(document.documentElement).backgroundColor;
}).observe(document, { childList: true, subtree: true });"""


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def kept(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({ ...localStorage })")
    return found


@pytest.mark.parametrize(("dark", "expected"), [(False, LIGHT_PAPER), (True, DARK_PAPER)])
def test_without_a_choice_the_site_looks_as_the_device_does_and_keeps_nothing(
    open_page: OpenPage, dark: bool, expected: str
) -> None:
    page = open_page(dark=dark)
    page.goto("/")

    assert paper(page) == expected
    assert kept(page) == {}
    expect(page.get_by_role("group", name="Appearance").get_by_label("As on this device")).to_be_checked()


def test_dark_chosen_once_is_dark_on_every_page_from_its_first_moment(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_label("Dark", exact=True).check()
    assert paper(page) == DARK_PAPER

    page.add_init_script(_NOTE_FIRST_PAPER)
    page.goto(EVENT)

    assert page.evaluate("window.firstPaper") == DARK_PAPER
    expect(page.get_by_label("Dark", exact=True)).to_be_checked()


def test_a_device_that_is_dark_can_show_the_site_in_light(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    page.goto("/")
    page.get_by_label("Light", exact=True).check()
    page.goto(EVENT)

    assert paper(page) == LIGHT_PAPER


def test_following_the_device_again_leaves_nothing_behind(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("As on this device").check()

    assert paper(page) == LIGHT_PAPER
    assert kept(page) == {}


def test_the_choice_is_made_with_the_arrow_keys_too(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_label("As on this device").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    assert paper(page) == DARK_PAPER


def test_another_window_follows_the_choice(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    other = page.context.new_page()
    other.goto(EVENT)
    page.get_by_label("Dark", exact=True).check()

    expect(other.get_by_label("Dark", exact=True)).to_be_checked()
    assert paper(other) == DARK_PAPER


def test_without_script_there_is_no_choice_to_make(open_page: OpenPage) -> None:
    page = open_page(javascript=False, dark=True)
    page.goto("/")

    assert page.get_by_text("Appearance").count() == 0
    assert page.get_by_role("radio").count() == 0


def test_on_a_phone_the_head_is_one_line_and_its_menu_opens_without_script(open_page: OpenPage) -> None:
    page = open_page(javascript=False, width=PHONE)
    page.goto(EVENT)
    header = page.get_by_role("banner")
    link = header.get_by_role("link", name="Past events")
    expect(link).to_be_hidden()
    name, menu = header.get_by_role("link").first.bounding_box(), header.get_by_text("Menu").bounding_box()
    assert name
    assert menu
    assert name["y"] < menu["y"] + menu["height"] / 2 < name["y"] + name["height"]

    header.get_by_text("Menu").click()
    expect(link).to_be_in_viewport()
    link.click()

    expect(page.get_by_role("heading", level=1, name="Past events")).to_be_visible()


def test_on_a_wide_screen_the_links_need_no_menu(open_page: OpenPage) -> None:
    page = open_page(width=WIDE)
    page.goto(EVENT)

    expect(page.get_by_role("banner").get_by_role("link", name="Past events")).to_be_in_viewport()
    expect(page.get_by_role("banner").get_by_text("Menu")).to_be_hidden()


def test_paper_has_no_menus_and_says_where_to_register(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    page.goto(f"/events/{PAID}/")
    page.get_by_label("Dark", exact=True).check()
    page.emulate_media(media="print")

    assert paper(page) == WHITE
    expect(page.get_by_role("link", name="Past events")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Event", exact=True)).to_be_hidden()
    expect(page.get_by_role("group", name="Appearance")).to_be_hidden()
    expect(page.get_by_text(f"/events/{PAID}/register/")).to_be_visible()
    expect(page.get_by_role("contentinfo").get_by_text("events@lanternquay.example")).to_be_visible()
