"""A bare WSGI page, and the plain server-rendered page of the browser figures: kept gzip bytes, one style sheet."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

from tests.bench.reference.page import HTML, STYLE

_ANSWERS = {
    "/": (gzip.compress(HTML), "text/html; charset=utf-8"),
    "/style.css": (gzip.compress(STYLE.encode()), "text/css"),
}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer "/" and "/style.css"; anything else with 404."""
    answer = _ANSWERS.get(environ["PATH_INFO"])
    if answer is None:
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]
    body, content_type = answer
    headers = [("Content-Type", content_type), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
