"""What somebody hears who has the site read aloud: Chromium's accessibility tree, page by page."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.site import FREE, pages
from tests.browser.tour import READING_MS, Tour, forget_registrations
from tests.product import Product

pytestmark = pytest.mark.browser

_NODE = re.compile(r'^\s*- (?:\')?(?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?P<rest>.*)$', re.MULTILINE)
_MUST_HAVE_NAMES = {
    *("link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "img", "table", "region"),
    *("navigation", "search", "dialog", "heading", "spinbutton"),
}
_ONCE = ("banner", "main", "contentinfo")


class Heard:
    """The parts of a page in the order they are read."""

    def __init__(self, page: Page) -> None:
        self._nodes = [match.groupdict() for match in _NODE.finditer(page.locator("body").aria_snapshot())]

    def roles(self) -> Counter[str]:
        return Counter(node["role"] for node in self._nodes)

    def names(self, role: str) -> list[str]:
        return [node["name"] or "" for node in self._nodes if node["role"] == role]

    def heading_levels(self) -> list[int]:
        rests = [node["rest"] for node in self._nodes if node["role"] == "heading"]
        return [int(match[1]) for rest in rests if (match := re.search(r"\[level=(\d)\]", rest))]

    def faults(self) -> list[str]:
        """What is missing, doubled or out of order."""
        counts = self.roles()
        found = [f"{counts[role]} × {role}" for role in _ONCE if counts[role] != 1]
        found += [
            f"{role} without a name" for role in _MUST_HAVE_NAMES for name in self.names(role) if not name.strip()
        ]
        places = Counter(("navigation", name) for name in self.names("navigation"))
        places += Counter(("region", name) for name in self.names("region"))
        found += [f"{count} × {role} “{name}”" for (role, name), count in places.items() if count > 1]
        levels = self.heading_levels()
        if levels.count(1) != 1:
            found.append(f"headings of levels {levels}")
            return found
        levels = levels[levels.index(1) :]  # the summary of errors stands before, and takes the focus
        found += [f"level {after} follows {before}" for before, after in pairwise(levels) if after > before + 1]
        return found


def test_every_page_has_landmarks_headings_and_names(open_page: OpenPage, restored: Product) -> None:
    page = open_page()
    found = {}
    for name, path in pages(restored).items():
        page.goto(path)
        found[name] = Heard(page).faults()
    for name in Tour(page, restored).everything():
        found[name] = Heard(page).faults()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_faults_of_a_page_are_found(open_page: OpenPage) -> None:
    page = open_page()
    page.set_content(
        "<main><h1>One</h1><h3>Three</h3><a href=/x></a><nav aria-label=Same></nav><nav aria-label=Same></nav></main>"
    )
    assert Heard(page).faults() == [
        "0 × banner",
        "0 × contentinfo",
        "link without a name",
        "2 × navigation “Same”",
        "level 3 follows 1",
    ]


def test_registering_by_ear(open_page: OpenPage, restored: Product) -> None:
    forget_registrations(restored)
    page = open_page()
    page.goto(f"/events/{FREE}/register/")
    assert "Start now" in Heard(page).names("button")
    page.get_by_role("button", name="Start now").press("Enter")
    expect(page).to_have_title(re.compile("^Your details"))
    assert [
        name for name in ("First name", "Last name", "Email address") if name not in Heard(page).names("textbox")
    ] == []
    page.get_by_role("button", name="Continue").press("Enter")
    expect(page).to_have_title(re.compile("^Error: Your details"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert").get_by_role("heading")).to_have_text("There is a problem")
    email = page.get_by_role("textbox", name="Email address")
    expect(email).to_have_accessible_description(re.compile("Error: Enter your email address"))
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_attribute("autocomplete", "email")
    page.get_by_role("textbox", name="First name").fill("Ada")
    page.get_by_role("textbox", name="Last name").fill("Example")
    email.fill("ada@people.example")
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_role("main").get_by_role("link", name="Continue", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.wait_for_timeout(READING_MS)
    page.get_by_role("button", name="Send registration").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered")
    expect(page).to_have_title(re.compile("^You are registered"))
