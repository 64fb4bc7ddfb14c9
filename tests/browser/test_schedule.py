"""The schedule in a browser: filters that work in place, by keyboard, without script, and when the network fails."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import RUNNING
from tests.browser.variants import NARROW, PHONE
from tests.simulation import FORUM

pytestmark = pytest.mark.browser

SCHEDULE = f"/events/{FORUM}/schedule/"
HERE = re.compile(rf"{SCHEDULE}$")


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _count(page: Page) -> Locator:
    return page.locator("[data-part=count]")


def _open(open_page: OpenPage, path: str = SCHEDULE, **options: object) -> Page:
    """The schedule, with a mark on the window that a reload would wipe away."""
    page = open_page(**options)
    page.goto(path)
    page.evaluate("window.sameWindow = true")
    return page


def _is_same_window(page: Page) -> bool:
    return page.evaluate("window.sameWindow === true")


def test_a_filter_works_in_place_and_the_address_can_be_shared(open_page: OpenPage) -> None:
    page = _open(open_page)
    every = _count(page).inner_text()
    page.locator(".filters summary").click()
    box = page.get_by_role("checkbox", name="Great Hall")
    box.check()
    expect(_count(page)).to_have_text(re.compile(rf"^\d+ of {every}$"))
    assert _is_same_window(page)
    expect(box).to_be_focused()
    assert list(_query(page)) == ["room"]
    shown = page.locator("[data-part=results]").inner_text()

    elsewhere = open_page()
    elsewhere.goto(page.url)
    assert elsewhere.locator("[data-part=results]").inner_text() == shown
    expect(elsewhere.locator("input[name=room]:checked")).to_have_count(1)


def test_back_and_forward_show_what_was_asked_for(open_page: OpenPage) -> None:
    page = _open(open_page)
    every = _count(page).inner_text()
    page.get_by_label("Search").fill("ship")
    expect(_count(page)).not_to_have_text(every)
    some = _count(page).inner_text()
    page.get_by_role("link", name="By room").click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert _query(page) == {"q": ["ship"], "view": ["grid"]}

    page.go_back()
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.get_by_label("Search")).to_have_value("ship")
    expect(_count(page)).to_have_text(some)
    page.go_back()
    expect(page).to_have_url(HERE)
    expect(page.get_by_label("Search")).to_have_value("")
    expect(_count(page)).to_have_text(every)
    page.go_forward()
    expect(page.get_by_label("Search")).to_have_value("ship")
    assert _is_same_window(page)


def test_a_chip_takes_its_filter_away_and_the_focus_stays_in_the_schedule(open_page: OpenPage) -> None:
    page = _open(open_page, f"{SCHEDULE}?q=ship&room=great-hall")
    page.get_by_role("link", name="Remove the filter Great Hall").click()
    expect(page.get_by_role("link", name="Remove the filter Great Hall")).to_have_count(0)
    assert _query(page) == {"q": ["ship"]}
    assert page.evaluate("document.activeElement.closest('#schedule') !== null")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.get_by_label("Search")).to_have_value("")
    expect(page).to_have_url(HERE)
    assert _is_same_window(page)


def test_links_outside_the_schedule_follow_the_filters(open_page: OpenPage) -> None:
    page = _open(open_page)
    page.get_by_label("Search").fill("ship")
    page.get_by_label("Search").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=ship$"))
    other = page.locator(".language-menu a[hreflang=de]")
    expect(other).to_have_attribute("href", f"/de{SCHEDULE}?q=ship")
    expect(page.locator("#zone-choice input[name=q]")).to_have_value("ship")


def test_a_jump_to_a_day_is_the_browsers_own(open_page: OpenPage) -> None:
    page = _open(open_page)
    days = page.get_by_role("navigation", name="Day").get_by_role("link")
    days.last.click()
    expect(page).to_have_url(re.compile(r"/schedule/#day-\d{4}-\d\d-\d\d$"))
    heading = page.locator(".day-heading").last
    expect(heading).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(HERE)
    assert _is_same_window(page)


def test_where_the_network_fails_the_browser_goes_there_itself(open_page: OpenPage, complaints: list[str]) -> None:
    page = _open(open_page)
    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    page.get_by_role("link", name="By room").click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert not _is_same_window(page)
    complaints.clear()  # Chromium's, about the fetch that failed


def test_filters_work_by_keyboard_alone(open_page: OpenPage) -> None:
    page = _open(open_page, width=NARROW)
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Great Hall").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Remove the filter Great Hall")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Great Hall")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Remove the filter Great Hall")).to_have_count(0)
    expect(page).to_have_url(HERE)


@pytest.mark.parametrize("width", [PHONE, NARROW])
def test_the_filters_are_at_hand_far_down_a_phone(open_page: OpenPage, width: int) -> None:
    page = _open(open_page, width=width)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    page.get_by_role("link", name="Filters").click()
    expect(page.get_by_label("Search")).to_be_in_viewport()


def test_the_form_works_without_script(open_page: OpenPage) -> None:
    page = open_page(javascript=False, width=PHONE)
    page.goto(SCHEDULE)
    page.locator(".filters summary").click()
    page.get_by_role("group", name="Track").get_by_label("Living Water").check()
    page.get_by_role("combobox", name="Day").select_option(index=1)
    page.get_by_role("button", name="Show sessions").click()
    assert {"day", "track"} <= _query(page).keys()
    expect(page.locator(".day-heading")).to_have_count(1)
    page.get_by_role("link", name="Remove the filter Living Water").click()
    assert "track" not in _query(page)
    page.get_by_role("link", name="Clear filters").click()
    expect(page).to_have_url(HERE)


def test_the_way_to_now_is_offered_and_never_taken_by_itself(open_page: OpenPage) -> None:
    page = open_page(width=PHONE)
    page.goto(f"/events/{RUNNING}/schedule/")
    assert page.evaluate("scrollY") == 0
    link = page.get_by_role("link", name="Jump to now")
    target = (link.get_attribute("href") or "")[1:]
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_the_table_scrolls_in_its_own_region_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(width=NARROW)
    page.goto(f"{SCHEDULE}?view=grid")
    region = page.get_by_role("region", name=re.compile("^Rooms on ")).first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=region.element_handle())
    time = region.get_by_role("rowheader").first
    expect(time).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
