"""The way through the site with JavaScript switched off, as a visitor goes it: by links and forms alone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.variants import PHONE, WIDE

pytestmark = pytest.mark.browser

FORUM_NAME = "Harbour Forum"


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _follow(page: Page, name: str, *, within: str = "main") -> None:
    """Click the first link of exactly this name."""
    page.locator(within).get_by_role("link", name=name, exact=True).first.click()


def _heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_from_the_list_to_a_speaker_and_back(open_page: OpenPage, width: int) -> None:
    page = open_page(javascript=False, width=width)
    page.goto("/")
    menu = page.locator(".site-menu > summary")
    if menu.is_visible():  # on phones
        menu.click()
    _follow(page, "Events", within="header")

    page.get_by_label("Search").fill("harbour")
    page.get_by_role("button", name="Search").click()
    assert _query(page)["q"] == ["harbour"]
    page.locator(".filters summary").click()
    page.get_by_role("group", name="Format").get_by_role("checkbox", name="On site").check()
    page.get_by_role("button", name="Show events").click()
    assert (_query(page)["q"], _query(page)["format"]) == (["harbour"], ["on-site"])
    expect(page.get_by_role("checkbox", name="On site")).to_be_checked()
    expect(page.get_by_role("link", name="Quiet Harbours")).to_have_count(0)  # hybrid

    _follow(page, FORUM_NAME)
    assert _heading(page) == FORUM_NAME
    _follow(page, "Schedule")
    assert _heading(page) == "Schedule"
    days = page.locator(".day-heading")
    expect(days).to_have_count(3)

    _follow(page, "By room")
    expect(page.get_by_role("table")).to_have_count(3)
    _follow(page, "By track")
    expect(page.get_by_role("table")).to_have_count(0)
    _follow(page, "By time")
    page.get_by_role("navigation", name="Day").get_by_role("link").last.click()
    expect(days.last).to_be_in_viewport()
    page.locator(".filters summary").click()
    page.get_by_role("combobox", name="Day").select_option(index=2)
    page.get_by_role("button", name="Show sessions").click()
    assert list(_query(page)) == ["day"]
    expect(days).to_have_count(1)
    expect(page.get_by_role("navigation", name="Day").locator("[aria-current=page]")).to_have_count(1)

    session = page.locator(".session-item", has=page.locator(".session-speakers")).first.get_by_role("link")
    session_name = session.inner_text()
    session.click()
    assert _heading(page) == session_name

    speaker = page.get_by_role("region", name=re.compile("Speakers?")).get_by_role("link").first
    speaker_name = speaker.inner_text()
    speaker.click()
    assert _heading(page) == speaker_name

    _follow(page, session_name)
    assert _heading(page) == session_name
    _follow(page, "Back to the schedule")
    target = page.locator(f"[id='{urlsplit(page.url).fragment}']")
    assert target.get_by_role("link").inner_text() == session_name
    expect(target).to_be_in_viewport()


def test_past_events_have_a_page_of_their_own(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/events/")
    _follow(page, "Past events", within="header")
    assert _heading(page) == "Past events"
    _follow(page, "Breakwater Review")
    expect(page.get_by_role("main")).to_contain_text("This event is over")


def test_an_empty_result_says_why_and_leads_back_to_all_events(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/events/")
    page.get_by_label("Search").fill("nothing is called this")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("No events match these filters.")).to_be_visible()
    _follow(page, "Show all events")
    expect(page.get_by_role("link", name=FORUM_NAME, exact=True)).to_be_visible()


def test_an_unreadable_date_stays_in_its_field_with_what_is_wrong_beside_it(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/events/?from=soon")
    field = page.get_by_label("From")
    expect(field).to_be_visible()
    expect(field).to_have_value("soon")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Error: Enter a date like "))


def test_an_address_that_is_wrong_leads_on_to_the_events(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    answer = page.goto("/events/No_Such_Event/")
    assert answer is not None
    assert answer.status == 404
    _follow(page, "See upcoming events")
    assert _heading(page) == "Events"
