"""The layer before Django: answers kept pages, has missing ones made once, and lets everything else through."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings

from portal.pages import encodings, keys
from portal.pages.flights import Flights
from portal.pages.keys import Key
from portal.pages.page import Headers, Page, is_keepable
from portal.pages.store import Store
from portal.pages.watch import Watch
from portal.services import shown
from portal.services.snapshots.background import PATIENCE_S

_ETAGS = re.compile(r'(?:W/)?("[^"]*")')


def with_kept_pages(application: WSGIApplication) -> WSGIApplication:
    """The application behind a store of the size that the settings name; 0 bytes: the application alone."""
    if not settings.PAGE_STORE_BYTES:
        return application
    return KeptPages(application, Store(settings.PAGE_STORE_BYTES, settings.PAGE_STORE_PAGES), Watch())


class KeptPages:
    """A WSGI application around another one."""

    def __init__(self, application: WSGIApplication, store: Store, watch: Watch) -> None:
        self._application = application
        self._store = store
        self._watch = watch
        self._flights = Flights()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = keys.key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        page = self._store.get(key)
        if page is not None:
            now = time.time()
            if now < page.changes_at and self._watch.finds_right(page):
                if now >= page.renew_at:
                    self._watch.renew(page, now)
                if now < page.renew_first_at:
                    return self._answer(page, environ, start_response)
            else:
                self._store.drop(page)
                page = None
        elif not keys.is_page(key[2]):
            return self._application(environ, start_response)
        return self._make(key, page, environ, start_response)

    def _make(
        self, key: Key, old: Page | None, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with a page made now, by this request or by one that makes it already.

        ``old``: a page that is right, but whose copies ought to be renewed before it is shown again. Others than the
        one who waits for that get it; and that one, too, when nothing better comes.
        """
        began = time.monotonic()
        flight, is_mine = self._flights.join(key)
        if not is_mine:
            found = old or flight.wait(PATIENCE_S)
            if found is not None:
                return self._answer(found, environ, start_response)
        page: Page | None = None
        try:
            self._watch.catch_up()
            made = _Made()
            read_from = time.monotonic()
            with shown.noting(waiting_since=None if is_mine else began) as noted:
                content = made.run(self._application, keys.environ_for(key, environ))
            if is_keepable(made.status, made.headers, noted):
                coding = encodings.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
                page = Page(key, made.headers, content, noted, read_from, coding)
                self._store.put(page)
        finally:
            if is_mine:
                self._flights.land(key, flight, page)
        if page is None and old is not None and made.status.startswith("5"):
            page = old
        if page is not None:
            return self._answer(page, environ, start_response)
        start_response(made.status, made.headers)
        return [content]

    def _answer(self, page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        coding = encodings.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        size = page.size
        answer = page.answer(coding)
        if page.size != size:
            self._store.put(page)
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and (answer.etag in _ETAGS.findall(asked) or asked.strip() == "*"):
            start_response("304 Not Modified", [*answer.headers_unchanged])
            return []
        start_response("200 OK", [*answer.headers])
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []


class _Made:
    """What an application answers, as a whole."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def run(self, application: WSGIApplication, environ: WSGIEnvironment) -> bytes:
        parts: list[bytes] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Any:
            self.status, self.headers = status, headers
            return parts.append

        answer = application(environ, start_response)
        try:
            parts.extend(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        return b"".join(parts)
