"""The visitor's own time beside the event's: by script where the browser is elsewhere, by choice everywhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import HYBRID, WEBINAR
from tests.simulation import FORUM

pytestmark = pytest.mark.browser

EVENT = f"/events/{FORUM}/"
SCHEDULE = f"{EVENT}schedule/"
# Ahead and behind by whole days, by three quarters of an hour, and with the same clocks as the forum's Berlin.
ELSEWHERE = ["Asia/Kathmandu", "Pacific/Tongatapu", "Pacific/Honolulu", "America/New_York", "Europe/Paris"]
# What each time of an event is followed by, less the words that only one of script and server says.
ADDED = """elements => elements.map(element => {
    const added = element.querySelector('.also')?.cloneNode(true);
    added?.querySelectorAll('.zone, .dot').forEach(part => part.remove());
    return (added?.textContent ?? '').replace('Your time: ', '').replace(/\\s+/g, ' ').trim();
})"""


def added(page: Page) -> list[str]:
    found: list[str] = page.locator("main .when").evaluate_all(ADDED)
    assert found
    return found


def choose(page: Page, zone: str) -> None:
    page.get_by_text("Show times in another time zone").click()
    page.get_by_label("Time zone").select_option(zone)
    page.get_by_role("button", name="Show times").click()


def zone_in_address(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("tz", [])


@pytest.mark.parametrize("path", [SCHEDULE, f"{SCHEDULE}?view=tracks", EVENT, "/events/"])
def test_a_visitor_in_the_zone_of_the_event_sees_its_time_alone(open_page: OpenPage, path: str) -> None:
    page = open_page(time_zone="Europe/Berlin")
    page.goto(path)
    berlin = page.locator(".when", has_text="Europe/Berlin") if path in {EVENT, "/events/"} else page.locator(".when")
    expect(berlin.first).to_be_visible()
    expect(berlin.get_by_text("Your time")).to_have_count(0)


@pytest.mark.parametrize("zone", ELSEWHERE)
@pytest.mark.parametrize(
    "path", [SCHEDULE, f"{SCHEDULE}?view=tracks", EVENT, "/events/", f"/events/{WEBINAR}/", f"/events/{HYBRID}/"]
)
def test_the_script_adds_what_the_server_shows_when_asked(open_page: OpenPage, path: str, zone: str) -> None:
    """Two implementations, of different makers' zone rules, say the same of every time on the page."""
    page = open_page(time_zone=zone)
    page.goto(path)
    by_script = added(page)
    page.goto(f"{path}{'&' if '?' in path else '?'}tz={zone}")

    assert by_script == added(page)
    assert any(by_script) or zone == "Europe/Paris"


def test_the_visitors_time_is_named_as_such(open_page: OpenPage) -> None:
    page = open_page(time_zone="Pacific/Honolulu")
    page.goto(SCHEDULE)

    first = page.locator(".when").first
    expect(first).to_contain_text("Your time: ")
    expect(first).to_contain_text("(previous day)")


def test_a_zone_in_the_address_leaves_nothing_to_add(open_page: OpenPage) -> None:
    page = open_page(time_zone="Asia/Kathmandu")
    page.goto(f"{SCHEDULE}?tz=Asia/Tokyo")

    expect(page.locator(".when .also").first).to_contain_text("JST")
    expect(page.get_by_text("Your time:")).to_have_count(0)


def test_times_that_come_into_the_page_later_get_the_visitors_time(open_page: OpenPage) -> None:
    page = open_page(time_zone="Asia/Tokyo")
    page.goto(SCHEDULE)
    shown = page.locator(".when").first
    said = shown.inner_text()
    shown.evaluate(
        """when => {
            const later = when.cloneNode(true);
            later.id = 'later';
            later.querySelector('.also').remove();
            when.replaceWith(later);
        }"""
    )

    expect(page.locator("#later")).to_have_text(said)


def test_a_choice_is_remembered_in_the_browser_until_it_is_forgotten(
    open_context: Callable[..., BrowserContext],
) -> None:
    context = open_context(time_zone="Europe/Berlin")
    page = context.new_page()
    page.goto(EVENT)
    assert page.evaluate("localStorage.length") == 0
    choose(page, "Asia/Tokyo")
    assert zone_in_address(page) == ["Asia/Tokyo"]
    expect(page.locator(".event-when")).to_contain_text("JST (Asia/Tokyo)")

    page.goto(SCHEDULE)  # by an address without the zone
    expect(page.locator(".when").first).to_contain_text("Your time: ")
    page.get_by_text("Show times in another time zone").click()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")

    page.get_by_role("button", name="Forget my choice").click()
    expect(page.get_by_role("status").filter(has_text="Your choice is forgotten.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_be_focused()
    expect(page.get_by_text("Your time:")).to_have_count(0)
    expect(page.get_by_role("button", name="Forget my choice")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    assert context.cookies() == []


def test_the_time_of_the_event_alone_can_be_chosen_too(open_page: OpenPage) -> None:
    page = open_page(time_zone="Asia/Kathmandu")
    page.goto(SCHEDULE)
    expect(page.get_by_text("Your time:").first).to_be_visible()
    choose(page, "Asia/Tokyo")
    page.get_by_role("link", name="Show the event’s time only").click()

    assert zone_in_address(page) == []
    expect(page.get_by_text("Your time:")).to_have_count(0)
    page.goto(EVENT)
    expect(page.get_by_text("Your time:")).to_have_count(0)


def test_a_choice_keeps_filters_set_without_reload(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{SCHEDULE}?day=2027-01-05")
    page.evaluate("history.replaceState(null, '', '?q=harbour&view=grid')")
    choose(page, "Asia/Tokyo")

    assert parse_qs(urlsplit(page.url).query) == {"q": ["harbour"], "view": ["grid"], "tz": ["Asia/Tokyo"]}
    page.evaluate("history.replaceState(null, '', '?q=crane&tz=Asia/Tokyo')")
    page.get_by_role("link", name="Show the event’s time only").click()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["crane"]}


def test_the_visitors_own_zone_is_on_top_of_the_list(open_page: OpenPage) -> None:
    page = open_page(time_zone="Asia/Tokyo")
    page.goto(EVENT)
    options = page.get_by_label("Time zone").locator("option")

    assert [options.nth(at).text_content() for at in (0, 1)] == [
        "The event’s time zone (Europe/Berlin)",
        "Your time zone (Asia/Tokyo)",
    ]


def test_what_was_remembered_and_is_no_zone_does_no_harm(open_page: OpenPage) -> None:
    page = open_page(time_zone="Asia/Kathmandu")
    page.goto(EVENT)
    page.evaluate("localStorage.setItem('zone', 'Mars/Base')")
    page.reload()

    expect(page.locator(".event-when")).to_contain_text("Your time: ")
    expect(page.get_by_label("Time zone")).to_have_value("")


def test_without_script_the_choice_goes_along_by_links(open_page: OpenPage) -> None:
    page = open_page(javascript=False, time_zone="Asia/Kathmandu")
    page.goto("/events/")
    expect(page.get_by_text("Your time:")).to_have_count(0)
    choose(page, "Asia/Tokyo")
    page.locator("main").get_by_role("link", name="Harbour Forum", exact=True).click()
    expect(page.locator(".event-when")).to_contain_text("JST (Asia/Tokyo)")
    page.get_by_role("link", name="Schedule", exact=True).first.click()
    expect(page.locator(".when .also").first).to_contain_text("JST")
    page.locator(".session-item").get_by_role("link").first.click()

    assert zone_in_address(page) == ["Asia/Tokyo"]
    expect(page.locator(".session-when")).to_contain_text("JST (Asia/Tokyo)")
    expect(page.get_by_text("Your choice is kept")).to_be_hidden()
    page.get_by_role("link", name="Show the event’s time only").click()
    expect(page.locator(".also")).to_have_count(0)
