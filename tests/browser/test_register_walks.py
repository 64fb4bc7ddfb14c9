"""The ways through a registration in a browser: with and without JavaScript, by keyboard alone, right to left.

Every page on the way is valid HTML, has nothing axe-core objects to, and is no wider than the window.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import checkers
from tests.browser.site import PAID, WAITLIST
from tests.browser.tour import READING_MS, forget_registrations
from tests.browser.variants import NARROW, PHONE, WIDE
from tests.product import Product
from tests.registering import LIGHTHOUSE
from tests.simulation import ARABIC, FORUM

pytestmark = [pytest.mark.browser, pytest.mark.node]


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    checkers.install()


class Walk:
    """A visitor on the way through the form, who looks closely at each page."""

    def __init__(self, page: Page, folder: Path, *, javascript: bool) -> None:
        self.page = page
        self._folder = folder
        self._javascript = javascript
        checkers.save_pages(page, folder, "page")

    def open(self, event: str) -> None:
        self.page.goto(f"/events/{event}/")
        link = self.page.locator("main").get_by_role("link", name=re.compile("^(Register|Join the waitlist)$")).first
        self._arrive_by(link.click)

    def press(self, name: str) -> None:
        self._arrive_by(self.page.get_by_role("button", name=name, exact=True).click)

    def follow(self, name: str) -> None:
        self._arrive_by(self.page.locator("main").get_by_role("link", name=name, exact=True).first.click)

    def fill_in(self, number: int = 1, first_name: str = "Ada") -> None:
        self.page.get_by_label("First name").fill(first_name)
        self.page.get_by_label("Last name").fill("Example")
        self.page.get_by_label("Email address").fill(f"{first_name.lower()}{number}@people.example")

    def choose(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def reach_check(self, event: str) -> None:
        """One person, as far as the answers to be checked, of an event that asks nothing more."""
        self.open(event)
        self.press("Start now")
        self.fill_in()
        self.press("Continue")
        self.follow("Continue")

    def send(self, button: str = "Send registration") -> None:
        self.page.wait_for_timeout(READING_MS)
        self.press(button)

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def _arrive_by(self, act: Callable[[], object]) -> None:
        with self.page.expect_navigation():
            act()
        self.look()

    def look(self) -> None:
        if self._javascript:
            assert checkers.accessibility_violations(self.page) == [], self.heading
            assert not checkers.is_too_wide(self.page), self.heading

    def faults_in_html(self) -> list[str]:
        assert any(self._folder.iterdir())
        return checkers.html_errors(self._folder)


OpenWalk = Callable[..., Walk]


@pytest.fixture
def open_walk(open_context: Callable[..., BrowserContext], tmp_path: Path) -> Iterator[OpenWalk]:
    """Start a visitor; at the end every page they saw is valid HTML."""
    walks: list[Walk] = []

    def start(*, javascript: bool = True, **options: Any) -> Walk:
        context = open_context(javascript=javascript, **options)
        if javascript:
            context.add_init_script(path=checkers.AXE)
        folder = tmp_path / str(len(walks))
        folder.mkdir()
        walks.append(Walk(context.new_page(), folder, javascript=javascript))
        return walks[-1]

    yield start
    for walk in walks:
        assert walk.faults_in_html() == []


def sent_to(product: Product, event: str) -> list[dict[str, Any]]:
    """The bodies the API received for an event."""
    entries = product.simulator.journal("create_registration")
    return [entry["body"] for entry in entries if event in entry["path"]]


@pytest.fixture
def fresh(restored: Product) -> Product:
    restored.simulator.clear_journal()
    forget_registrations(restored)
    return restored


WAYS = pytest.mark.parametrize(
    ("javascript", "width"),
    [(True, WIDE), (True, NARROW), (False, PHONE)],
    ids=["wide", "narrow and dark", "without script"],
)


@WAYS
def test_one_person_for_a_free_event(fresh: Product, open_walk: OpenWalk, javascript: bool, width: int) -> None:
    walk = open_walk(javascript=javascript, width=width, dark=width == NARROW)
    walk.open(LIGHTHOUSE)
    walk.press("Start now")
    walk.press("Continue")
    assert walk.page.title().startswith("Error: ")
    expect(walk.page.get_by_role("alert")).to_be_focused()
    walk.page.get_by_role("link", name="Enter your last name").click()
    expect(walk.page.get_by_label("Last name")).to_be_focused()
    walk.fill_in()
    walk.press("Continue")
    walk.follow("Continue")
    walk.send()
    assert walk.heading == "You are registered"
    address = walk.page.url
    walk.page.reload()
    walk.page.go_back()
    assert walk.page.goto(address)
    assert walk.heading == "You are registered"
    assert len(sent_to(fresh, LIGHTHOUSE)) == 1


@WAYS
def test_two_people_for_three_sessions_one_of_them_full(
    fresh: Product, open_walk: OpenWalk, javascript: bool, width: int
) -> None:
    walk = open_walk(javascript=javascript, width=width, dark=width == NARROW)
    walk.open(FORUM)
    walk.press("Start now")
    walk.fill_in()
    walk.choose("How did you hear of the forum?", "At last year's forum, of course")
    walk.choose("What should the kitchen know?", "No nuts, peanuts or sesame")
    walk.choose("Will you join the evening on the museum ships?", "Yes")
    walk.press("Continue")
    walk.follow("Add another person")
    walk.fill_in(2, "Ben")
    walk.page.get_by_label("Use the same answers as attendee 1").check()
    walk.press("Continue")
    assert walk.heading == "2 people are in this registration"
    walk.follow("Continue")
    walk.page.get_by_role("checkbox", name="Walls that give way").check()
    walk.page.get_by_role("checkbox", name="Lab: Read a tide gauge").check()
    clash = walk.page.get_by_text("At the same time as Walls that give way")
    expect(clash).to_have_count(1 if javascript else 0)
    full = walk.page.get_by_role("checkbox", name="Listening from below")
    expect(full).to_have_accessible_description(re.compile("Full – join the waitlist$"))
    full.check()
    walk.press("Continue")
    walk.page.get_by_label("I have told the other people").check()
    walk.press("Continue")
    assert walk.heading == "Check your answers"
    expect(walk.page.get_by_text("are at the same time.")).to_be_visible()
    walk.page.locator("main").get_by_role("link", name="Change the sessions").click()
    walk.page.get_by_role("checkbox", name="Lab: Read a tide gauge").uncheck()
    walk.press("Continue")
    assert walk.heading == "Check your answers"
    walk.send()
    assert walk.heading == "We have received your registration"
    (body,) = sent_to(fresh, FORUM)
    assert [each["firstName"] for each in body["attendees"]] == ["Ada", "Ben"]
    for each in body["attendees"]:
        assert sorted(item["waitlisted"] for item in each["attendeeSessions"]) == [False, True]
        assert [answer["value"] for answer in each["responses"]] == [
            "At last year's forum, of course",
            "No nuts, peanuts or sesame",
            "Yes",
        ]


@WAYS
def test_the_waitlist_of_a_full_event(fresh: Product, open_walk: OpenWalk, javascript: bool, width: int) -> None:
    walk = open_walk(javascript=javascript, width=width, dark=width == NARROW)
    walk.open(WAITLIST)
    assert walk.heading == "This event is full"
    walk.press("Join the waitlist")
    walk.fill_in()
    walk.choose("Shoe size", "38–40")
    walk.press("Continue")
    walk.follow("Continue")
    walk.page.get_by_label("Register me automatically when a place becomes free").check()
    walk.press("Continue")
    walk.send("Send request for the waitlist")
    assert walk.heading == "We have received your request to join the waitlist"
    (body,) = sent_to(fresh, WAITLIST)
    assert [(each["waitlisted"], each["autoRegister"]) for each in body["attendees"]] == [(True, True)]


@WAYS
def test_a_pass_and_its_demonstration_of_paying(
    fresh: Product, open_walk: OpenWalk, javascript: bool, width: int
) -> None:
    fresh.simulator.settings(demo_payment=True)
    fresh.configure(
        payment_hosts="payments.example.org", payment_page="https://payments.example.org/pay", offer_demo_payment=True
    )
    walk = open_walk(javascript=javascript, width=width, dark=width == NARROW)
    walk.open(PAID)
    walk.press("Start now")
    expect(walk.page.get_by_role("radio", name="Workshop day")).to_be_disabled()
    walk.press("Continue")
    walk.page.get_by_role("radio", name="Student").check()
    walk.press("Continue")
    walk.fill_in()
    walk.press("Continue")
    walk.follow("Continue")
    walk.send()
    assert walk.heading == "One more step: pay for your place"
    walk.follow("Continue to payment")
    link = walk.page.get_by_role("link", name="Continue to payment at payments.example.org")
    assert str(link.get_attribute("href")).startswith("https://payments.example.org/pay?purchaseId=")
    walk.follow("I have been to the payment page")
    assert walk.heading == "Your payment is being checked"
    walk.press("I did not pay")
    assert walk.heading == "Payment was not completed"
    walk.follow("Pay now")
    walk.press("Pretend to pay")
    assert walk.heading == "Your payment has been confirmed"
    walk.follow("See your receipt")
    assert walk.heading == "You are registered"


@WAYS
def test_an_event_written_from_right_to_left(fresh: Product, open_walk: OpenWalk, javascript: bool, width: int) -> None:
    walk = open_walk(javascript=javascript, width=width, dark=width == NARROW)
    walk.open(ARABIC)
    walk.press("Start now")
    walk.fill_in(first_name="ليلى")
    walk.page.get_by_label("Email address").fill("layla@people.example")
    walk.page.get_by_label("الجهة التي تمثلها").fill("ميناء دبي")
    assert walk.page.get_by_label("الجهة التي تمثلها").evaluate("field => getComputedStyle(field).direction") == "rtl"
    walk.choose("لغة المتابعة", "العربية")
    walk.press("Continue")
    walk.follow("Continue")
    walk.send()
    assert walk.heading == "You are registered"
    (body,) = sent_to(fresh, ARABIC)
    (attendee,) = body["attendees"]
    assert attendee["firstName"] == "ليلى"
    assert [answer["value"] for answer in attendee["responses"]] == ["ميناء دبي", "العربية"]


def test_a_page_laid_out_from_right_to_left_is_no_wider(fresh: Product, open_walk: OpenWalk) -> None:
    walk = open_walk(width=NARROW)
    walk.open(FORUM)
    walk.press("Start now")
    walk.page.evaluate("document.documentElement.dir = 'rtl'")
    walk.look()
    box = walk.page.get_by_label("Vegan").bounding_box()
    words = walk.page.get_by_text("Vegan", exact=True).bounding_box()
    assert box
    assert words
    assert box["x"] > words["x"]


def test_by_keyboard_alone(fresh: Product, open_walk: OpenWalk) -> None:
    walk = open_walk()
    page, keyboard = walk.page, walk.page.keyboard
    walk.open(FORUM)

    def tab_to(what: Any) -> None:
        for _ in range(120):
            keyboard.press("Tab")
            if what.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("the keyboard does not reach it")

    def press(name: str) -> None:
        tab_to(page.get_by_role("button", name=name, exact=True))
        with page.expect_navigation():
            keyboard.press("Enter")

    press("Start now")
    for label, text in (("First name", "Ada"), ("Last name", "Example"), ("Email address", "ada@people.example")):
        tab_to(page.get_by_label(label))
        keyboard.type(text)
    tab_to(page.get_by_role("group", name="How did you hear of the forum?").get_by_role("radio").first)
    keyboard.press("ArrowDown")
    tab_to(page.get_by_label("Halal"))
    keyboard.press("Space")
    tab_to(page.get_by_role("group", name="Will you join").get_by_role("radio").first)
    keyboard.press("Space")
    press("Continue")
    tab_to(page.locator("main").get_by_role("link", name="Continue", exact=True))
    with page.expect_navigation():
        keyboard.press("Enter")
    tab_to(page.get_by_role("checkbox", name="Opening").first)
    expect(page.get_by_role("checkbox", name="Opening").first).to_be_in_viewport()
    keyboard.press("Space")
    press("Continue")
    assert walk.heading == "Check your answers"
    page.wait_for_timeout(READING_MS)
    press("Send registration")
    assert walk.heading == "You are registered"
    (body,) = sent_to(fresh, FORUM)
    (attendee,) = body["attendees"]
    assert [answer["value"] for answer in attendee["responses"]] == ["Newsletter", "Halal", "Yes"]


def test_pressing_twice_registers_once(fresh: Product, open_walk: OpenWalk) -> None:
    walk = open_walk()
    walk.reach_check(LIGHTHOUSE)
    walk.page.wait_for_timeout(READING_MS)
    walk.page.get_by_role("button", name="Send registration").dblclick()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("You are registered")
    assert len(sent_to(fresh, LIGHTHOUSE)) == 1


def test_the_captcha_of_an_outbound_event(fresh: Product, open_walk: OpenWalk, complaints: list[str]) -> None:
    fresh.simulator.settings(captcha=True)
    fresh.configure(allow_captcha_script=1)
    fresh.expire()
    walk = open_walk()
    walk.reach_check(LIGHTHOUSE)
    expect(walk.page.get_by_text("Type the word letmein")).to_be_visible()
    send = walk.page.get_by_role("button", name="Send registration")
    walk.page.get_by_label("Your answer").fill("wrong")
    walk.page.wait_for_timeout(READING_MS)
    with walk.page.expect_navigation():  # the captcha's script answers first
        send.click()
    walk.look()
    assert walk.heading == "Check your answers"
    expect(walk.page.get_by_role("alert")).to_be_focused()
    walk.page.get_by_label("Your answer").fill("letmein")
    walk.page.wait_for_timeout(READING_MS)
    send.click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("You are registered")
    assert {complaint.partition("?")[0] for complaint in complaints} == {
        f"request to {fresh.simulator.base_url}/_simulator/hip.js"
    }
    complaints.clear()
    fresh.configure(allow_captcha_script=0)


def test_a_receipt_is_printed_with_its_address_and_without_buttons(fresh: Product, open_walk: OpenWalk) -> None:
    walk = open_walk()
    walk.reach_check(LIGHTHOUSE)
    walk.send()
    walk.page.emulate_media(media="print")
    expect(walk.page.locator("#main").get_by_text(walk.page.url, exact=True)).to_be_visible()
    expect(walk.page.get_by_role("link", name="Add the event to your calendar")).to_be_hidden()
