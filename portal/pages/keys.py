"""Which requests a kept page may answer, and the key of the page: host, scheme, path and canonical query.

Nothing of a request reaches a page but what its key holds: Django gets an environment made from the key alone. What
the key holds was accepted by Django when the page was made, so hosts and paths need no further check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from portal.services import languages, zone_choice
from portal.services.shown import QUERY_AS_SENT

Key = tuple[str, bool, str, str]  # host in lower case, whether by https, path as WSGI has it, canonical query

MAX_HOST = 255  # characters, with the port
MAX_PATH = 2000
MAX_QUERY = 4000


class Parsed(Protocol):
    """What a page understood of a query: ``domain.search.EventQuery`` and its like."""

    @property
    def problems(self) -> Mapping[str, Any]: ...

    def query_string(self) -> str: ...


class PageQuery(Protocol):
    """The parameters of a page."""

    def parse(self, parameters: Mapping[str, Sequence[str]], /) -> Parsed: ...


def key_of(environ: WSGIEnvironment) -> Key | None:
    """The key of the page that answers a request; None: not one that is kept."""
    get = environ.get
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or get("HTTP_COOKIE")
        or get("HTTP_AUTHORIZATION")
        or get("SCRIPT_NAME")
        or get("CONTENT_LENGTH", "0") not in {"", "0"}
        or get("HTTP_TRANSFER_ENCODING")
    ):
        return None
    host, path, query = get("HTTP_HOST", ""), get("PATH_INFO") or "/", get("QUERY_STRING", "")
    if not host or len(host) > MAX_HOST or len(path) > MAX_PATH:
        return None
    if query:
        canonical = canonical_query(path, query) if len(query) <= MAX_QUERY else None
        if canonical is None:
            return None
        query = canonical
    return host.lower(), _is_secure(environ), path, query


def is_page(path: str) -> bool:
    """Whether a public page is served at a path."""
    return _view_of(path)[0]


@lru_cache(maxsize=1024)
def canonical_query(path: str, query: str) -> str | None:
    """What the page at a path understands of a query, in one spelling and without unknown parameters.

    None: the answer depends on more than that. A page for one visitor's zone; a form that shows what was mistyped.
    """
    _, kind = _view_of(path)
    if kind is None:
        return None
    try:
        given = QueryDict(query.encode("latin-1"))
    except (SuspiciousOperation, UnicodeEncodeError):
        return None
    if zone_choice.PARAMETER in given:
        return None
    parsed = kind.parse(dict(given.lists()))
    return None if parsed.problems else parsed.query_string()


def environ_for(key: Key, environ: WSGIEnvironment) -> WSGIEnvironment:
    """The environment Django makes a page in: no header of the request but those the key was made of."""
    host, _, path, query = key
    proxy_header = settings.SECURE_PROXY_SSL_HEADER
    spared = {"HTTP_HOST", proxy_header[0] if proxy_header else ""}
    kept = {name: value for name, value in environ.items() if not name.startswith("HTTP_") or name in spared}
    return kept | {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": host,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        QUERY_AS_SENT: environ.get("QUERY_STRING", ""),
    }


@lru_cache(maxsize=2048)
def _view_of(path: str) -> tuple[bool, PageQuery | None]:
    """Whether there is a page that may be kept, and what it understands of a query (None: it does not say)."""
    try:
        decoded = get_path_info({"PATH_INFO": path})
        with translation.override(languages.of_path(decoded).code):
            view = resolve(decoded).func
    except (Resolver404, UnicodeError):
        return False, None
    return hasattr(view, "page_query"), getattr(view, "page_query", None)


def _is_secure(environ: WSGIEnvironment) -> bool:
    """As ``HttpRequest.is_secure``."""
    proxy_header = settings.SECURE_PROXY_SSL_HEADER
    if proxy_header and (told := environ.get(proxy_header[0])) is not None:
        return bool(told.partition(",")[0].strip() == proxy_header[1])
    return bool(environ["wsgi.url_scheme"] == "https")
