"""A visitor who fills in a registration form, page by page, through Django's test client."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from portal.domain.identifiers import short_id
from tests.served_site import ServedSite

HOST = "events.example.org"
PATIENCE_S = 2.0  # longer than what makes a sender suspect


class Page:
    """What a visitor sees of an answer: its heading, text, problems and form."""

    def __init__(self, response: HttpResponse) -> None:
        self.status = response.status_code
        self.html = response.content.decode()
        self.headers = response.headers
        parts = _Parts()
        parts.feed(self.html)
        self.title = " ".join(parts.title.split())
        self.heading = " ".join("".join(parts.heading).split())
        self.text = " ".join("".join(parts.text).split())
        self.problems = [unescape(message) for message in re.findall(r'<li><a href="#[^"]+">([^<]*)</a>', self.html)]
        self.hidden = dict(parts.hidden)
        self.links = parts.links

    def field_of(self, question_id: str) -> str:
        return f"q-{short_id(question_id)}"


class Visitor:
    """One browser. ``clock`` lets time pass between two pages."""

    def __init__(self, served: ServedSite, event: str, *, clock: Any = None, enforce_csrf: bool = False) -> None:
        self.served = served
        self.event = event
        self.clock = clock
        self.client = Client(headers={"host": HOST}, enforce_csrf_checks=enforce_csrf)
        self.at = ""

    def address(self, path: str = "") -> str:
        return path if path.startswith("/") else f"/events/{self.event}/register/{path}"

    def get(self, path: str = "", *, follow: bool = True) -> Page:
        return self._page(self.client.get(self.address(path), follow=follow))

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True) -> Page:
        return self._page(self.client.post(self.address(path), data or {}, follow=follow))

    def start(self, **data: Any) -> Page:
        return self.post("", data)

    def person(self, number: int = 1, **fields: Any) -> Page:
        return self.post(f"attendees/{number}/", PERSON | {"email": f"person{number}@people.example"} | fields)

    def check(self) -> Page:
        page = self.get("check/")
        assert "submission_key" in page.hidden, f"not the check page: {page.heading}"
        return page

    def send(self, page: Page | None = None, *, follow: bool = True, **changed: Any) -> Page:
        """Press the button of the check page, not suspiciously fast."""
        hidden = {name: value for name, value in (page or self.check()).hidden.items() if name != "csrfmiddlewaretoken"}
        if self.clock is not None:
            self.clock.shift(PATIENCE_S)
        return self.post("check/", hidden | changed, follow=follow)

    def _page(self, response: Any) -> Page:
        chain = getattr(response, "redirect_chain", None)
        self.at = urlsplit(chain[-1][0] if chain else response.request["PATH_INFO"]).path
        return Page(response)


PERSON = {"first_name": "Ada", "last_name": "Marker-Surname"}


class _Parts(HTMLParser):
    """Title, first heading, text of main, hidden fields, links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.heading: list[str] = []
        self.text: list[str] = []
        self.hidden: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input" and values.get("type") == "hidden":
            self.hidden.append((values["name"], values.get("value", "")))
        if tag == "a":
            self.links.append(values.get("href", ""))
        if tag in {"title", "h1", "main"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        if "h1" in self._open:
            self.heading.append(data)
        if "main" in self._open:
            self.text.append(data)
