"""A way through every page of the registration form, its error states and receipts.

It finds its way by the structure of the pages, never by their words, so that it works in every language. The pages
come one by one as the browser shows them: ``for name in tour(page, product): look at page``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.site import CLOSED, FREE, PAID, WAITLIST
from tests.product import Product
from tests.simulation import FORUM

# People take longer than this to read the last page; whoever does not is taken for a program (portal.forms.sending).
READING_MS = 1_100
# What the API answers, by the page that follows. The last one pauses deliveries.
ANSWERS: dict[str, dict[str, Any]] = {
    "register, refused": {"json": {"status": "Error", "errorMessage": "", "errorCode": "RegistrationsClosed"}},
    "register, receipt uncertain": {"reset": "after"},
    "register, receipt queued": {"status": 503},
}
_ANSWER_REQUIRED_QUESTIONS = """() => {
  const main = document.querySelector("main");
  const names = new Set([...main.querySelectorAll("input[type=radio]:enabled")].map((radio) => radio.name));
  for (const name of names) main.querySelector(`input[type=radio][name="${name}"]:enabled`).checked = true;
  for (const list of main.querySelectorAll("select")) list.selectedIndex = Math.min(1, list.options.length - 1);
  for (const field of main.querySelectorAll("input[type=text], textarea")) {
    if (!field.value && field.checkVisibility() && field.tabIndex >= 0) field.value = "Example";
  }
}"""


def forget_registrations(product: Product) -> None:
    """Registrations, what limits them and what holds them back: whoever registers then is the first to do so."""
    for table in ("ratecounter", "deliverypause", "registration"):
        product.execute(f"DELETE FROM portal_{table}")  # noqa: S608 -- the tests' own words


class Tour:
    """A visitor of one variant. ``prefix`` is the language part of addresses, e.g. ``/ar``."""

    def __init__(self, page: Page, product: Product, prefix: str = "") -> None:
        self.page = page
        self._product = product
        self._prefix = prefix

    def everything(self) -> Iterator[str]:
        """Every page; the name of each while the browser shows it."""
        self._product.simulator.settings(demo_payment=True)
        self._product.configure(
            payment_hosts="payments.example.org",
            payment_page="https://payments.example.org/pay",
            offer_demo_payment=True,
        )
        yield from self.for_two_people_with_sessions()
        yield from self.with_a_pass()
        yield from self.on_the_waitlist()
        yield from self.without_a_form()
        yield from self.while_the_service_is_away()

    def details(self) -> Iterator[str]:
        """The first two pages of the form, and the second with errors."""
        forget_registrations(self._product)
        self._open(FORUM)
        yield "register, start"
        self._press()
        yield "register, details"
        self._press()
        yield "register, details with errors"

    def for_two_people_with_sessions(self) -> Iterator[str]:
        """A free event with questions and a choice of sessions, up to its receipt."""
        page = self.page
        yield from self.details()
        self._fill_in("Ada")
        self._press()
        yield "register, who is coming"
        self._follow("a[href$='/attendees/2/']")
        yield "register, second person"
        self._fill_in("Ben")
        self._press()
        yield "register, two people"
        self._follow("a[href$='/remove/']")
        yield "register, remove a person"
        page.go_back()
        self._follow("a.button")
        yield "register, sessions"
        self._press()
        yield "register, sessions with errors"
        page.locator("main input[type=checkbox]:enabled").first.check()
        self._press()
        yield "register, consent"
        self._press()
        yield "register, consent with errors"
        page.locator("main input[type=checkbox]:enabled").last.check()
        self._press()
        yield "register, check"
        self._send()
        yield "register, receipt"

    def with_a_pass(self) -> Iterator[str]:
        """An event with passes, up to the page about paying."""
        self._open(PAID)
        yield "register, start with passes"
        self._press()
        yield "register, passes"
        self._press()
        yield "register, passes with errors"
        self.page.locator("main input[type=radio]:enabled").last.check()
        self._press()
        self._fill_in("Ada")
        self._press()
        self._follow("a.button")
        yield "register, check with a pass"
        self._send()
        yield "register, receipt unpaid"
        self._follow("a.button")
        yield "register, pay"
        self._follow("a[href*='/return/']")
        yield "register, back from paying"

    def on_the_waitlist(self) -> Iterator[str]:
        """A full event."""
        self._open(WAITLIST)
        yield "register, full"
        self._press()
        self._fill_in("Ada")
        self._press()
        self._follow("a.button")
        yield "register, waitlist"
        self._press()
        self._send()
        yield "register, receipt of the waitlist"

    def without_a_form(self) -> Iterator[str]:
        """Pages of those who come too late."""
        self._open(CLOSED)
        yield "register, closed"
        self.page.goto(f"{self._prefix}/events/{FORUM}/register/done/{'x' * 22}/")
        yield "register, receipt gone"

    def while_the_service_is_away(self) -> Iterator[str]:
        """The receipt of a registration that waits, and of one nobody knows whether it arrived."""
        # The same person is not sent twice while it is uncertain whether they arrived.
        for first_name, (name, fault) in zip(("Ada", "Ben", "Cleo"), ANSWERS.items(), strict=True):
            self._open(FREE)
            self._press()
            self._fill_in(first_name)
            self._press()
            self._follow("a.button")
            self._product.simulator.fault("create_registration", **fault)
            try:
                self._send()
            finally:
                self._product.simulator.clear_faults()
            yield name
            self.page.context.clear_cookies()

    def _open(self, event: str) -> None:
        self.page.goto(f"{self._prefix}/events/{event}/register/")

    def _press(self) -> None:
        """Send the page's form."""
        self._arrive_by(self.page.locator("main form button[type=submit]").last)

    def _send(self) -> None:
        self.page.wait_for_timeout(READING_MS)
        self._press()

    def _follow(self, link: str) -> None:
        self._arrive_by(self.page.locator(f"main {link}").first)

    def _arrive_by(self, element: Locator) -> None:
        with self.page.expect_navigation():
            element.click()

    def _fill_in(self, first_name: str) -> None:
        page = self.page
        page.locator("[name=first_name]").fill(first_name)
        page.locator("[name=last_name]").fill("Example")
        page.locator("[name=email]").fill(f"{first_name.lower()}@people.example")
        page.evaluate(_ANSWER_REQUIRED_QUESTIONS)
