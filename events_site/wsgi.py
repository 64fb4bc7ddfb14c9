"""The WSGI application, behind one guard.

CPython before 3.11.10, 3.12.6 and 3.13 needs seconds to parse crafted cookies (CVE-2024-7592), so long cookie headers
are refused before Django reads them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "events_site.settings")

MAX_COOKIE_CHARACTERS = 4096

_django = get_wsgi_application()

from portal.pages import with_kept_pages  # noqa: E402 -- Django's registry of apps has to be ready

_pages = with_kept_pages(_django)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve one request; a cookie header beyond ``MAX_COOKIE_CHARACTERS`` is answered 400."""
    if len(environ.get("HTTP_COOKIE", "")) > MAX_COOKIE_CHARACTERS:
        body = b"The cookies sent with this request are too long. Delete this site's cookies and try again.\n"
        start_response(
            "400 Bad Request",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [body]
    response: Iterable[bytes] = _pages(environ, start_response)
    if environ["REQUEST_METHOD"] == "HEAD":
        # Django leaves the body to the server to drop, and gunicorn logs a warning for each.
        close = getattr(response, "close", None)
        if close is not None:
            close()
        return []
    return response
