"""The portal in this process, served from a running simulator: what integration tests talk to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from portal.models import WebApplication
from portal.services import applications
from portal.services.snapshots import background
from tests.simulation import Simulator

HOST = "events.example.org"  # the host of simulation.ORIGIN
DIALECTS = ("outbound-v2", "realtime-v1")
IDLE_LIMIT_S = 20


def endpoint_of(simulator: Simulator, dialect: str) -> str:
    return simulator.v2_endpoint if dialect == "outbound-v2" else simulator.realtime_endpoint


@dataclass
class ServedSite:
    """The default web application, configured for one simulator, and its pages as a visitor gets them."""

    simulator: Simulator
    row: WebApplication
    host: str = HOST

    @property
    def site(self) -> applications.Site:
        return applications.site_for_host(self.host)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> HttpResponse:
        client = Client(enforce_csrf_checks=True, headers={"host": self.host} | headers)
        return client.generic(method, path)

    def page(self, path: str) -> str:
        """The text of a page that has to be there."""
        response = self.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        return response.content.decode()

    def warm(self, *paths: str) -> None:
        """Visit and let everything that was started in the background end."""
        for path in paths:
            self.get(path)
        self.settle()

    def settle(self) -> None:
        assert background.wait_until_idle(IDLE_LIMIT_S)

    def calls(self) -> Counter[str]:
        """How often each operation was asked for since the journal was cleared."""
        return Counter(entry["operation"] for entry in self.simulator.journal())


def serve(simulator: Simulator, settings: Settings, dialect: str = "outbound-v2", **fields: Any) -> ServedSite:
    """Point the default web application at a simulator, whose loopback address the environment permits."""
    settings.EVENTS_API_ENDPOINT = simulator.base_url
    row, _ = WebApplication.objects.get_or_create(is_default=True, defaults={"name": "Default"})
    row.endpoint = endpoint_of(simulator, dialect)
    row.origin = simulator.origin
    row.set_token(simulator.token)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return ServedSite(simulator, row)


class _Text(HTMLParser):
    """Collects what a reader sees inside <main>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.parts.append(data)


def main_text(html: str) -> str:
    """What a reader sees of a page's main part, blanks run together."""
    reader = _Text()
    reader.feed(html)
    return re.sub(r"\s+", " ", " ".join(reader.parts)).strip()


def links(html: str, prefix: str) -> list[str]:
    """The addresses below ``prefix`` that a page links to, each once, in order."""
    found = [unescape(address) for address in re.findall(r'href="([^"]*)"', html)]
    return list(dict.fromkeys(address.split("#")[0] for address in found if address.startswith(prefix)))
