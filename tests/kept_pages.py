"""The portal's WSGI application with pages kept, asked as a server asks it, beside the same without."""

from __future__ import annotations

import gzip
import io
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import brotli
from django.core.handlers.wsgi import WSGIHandler

from portal.pages import KeptPages
from portal.pages.store import Store
from portal.pages.watch import Watch
from tests import simulation
from tests.served_site import HOST

ENOUGH = 64 * 1024 * 1024


class Answer(simulation.Answer):
    """What a visitor gets."""

    @property
    def text(self) -> str:
        decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("Content-Encoding", ""), bytes)
        return decode(self.body).decode()


def environ_of(path: str, method: str = "GET", *, host: str = HOST, scheme: str = "http", **headers: str) -> Any:
    """What a server makes of a request. Underscores in header names stand for hyphens."""
    parts = urlsplit(path)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_HOST": host,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def ask(application: Any, environ: Any) -> Answer:
    """One request to a WSGI application."""
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        names = [name.lower() for name, _ in headers if name != "Set-Cookie"]
        assert len(set(names)) == len(names), headers
        told.update(status=int(status[:3]), headers=dict(headers))

    answer = application(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return Answer(told["status"], told["headers"], body)


@dataclass
class CountedDjango:
    """Django, which notes the paths it was asked for."""

    handler: WSGIHandler = field(default_factory=WSGIHandler)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        query = environ["QUERY_STRING"]
        self.asked.append(environ["PATH_INFO"] + (f"?{query}" if query else ""))
        return self.handler(environ, start_response)


class Pages:
    """One process that keeps pages."""

    def __init__(self, *, max_bytes: int = ENOUGH, max_pages: int = 100_000) -> None:
        self.django = CountedDjango()
        self.store = Store(max_bytes, max_pages)
        self.watch = Watch()
        self.application = KeptPages(self.django, self.store, self.watch)

    def get(self, path: str, method: str = "GET", **more: Any) -> Answer:
        return ask(self.application, environ_of(path, method, **more))

    def uncached(self, path: str, **more: Any) -> Answer:
        """The same page as Django makes it."""
        return ask(WSGIHandler(), environ_of(path, **more))

    def page(self, path: str, **more: Any) -> str:
        answer = self.get(path, **more)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.text

    def renders(self) -> list[str]:
        """What Django was asked for since the last call."""
        asked, self.django.asked = self.django.asked, []
        return asked

    def a_second_later(self) -> None:
        """What the thread does every second, now: learn what changed, and have renewed what is due."""
        self.watch.poll()
        self.watch.renew_due()
