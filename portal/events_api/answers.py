"""From an HTTP answer to a JSON tree, or to the error it stands for. Pure.

The body is read by msgspec. What it refuses gets one second reading by the standard parser, which lets a lone surrogate
or a number of ten thousand digits cost a field instead of the whole answer. NaN and Infinity are no JSON, nor are bytes
that are not UTF-8; a byte-order mark is accepted.

Errors are raised outside ``except`` blocks: a parser's own exception quotes the body.

Facts: design/faults.md §1, design/dependencies.md §3 ("Strict parser, tolerant reader"), events-api/codes.md §2.
"""

from __future__ import annotations

import json
import math
from typing import Final, NoReturn, Protocol

import msgspec

from portal.events_api.codes import ERROR_CODES
from portal.events_api.errors import (
    EventsAPIConfigurationRefused,
    EventsAPIInvalidAnswer,
    EventsAPINotFound,
    EventsAPIRejected,
    EventsAPIUnavailable,
)
from portal.events_api.fields import UNREADABLE

_NO_JSON: Final = object()
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_LONGEST_INTEGER = 20  # digits of 2**64


class Response(Protocol):
    """What decoding needs of an answer."""

    @property
    def status(self) -> int: ...
    @property
    def media_type(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def retry_after_s(self) -> float | None: ...


def check_status(operation: str, response: Response, *, whole_list: bool = False) -> None:
    """Do nothing for a 2xx status, and raise the error that any other one stands for.

    ``whole_list`` says that the operation names no single thing: a 404 then means that the endpoint is wrong.

    Raises EventsAPINotFound, EventsAPIConfigurationRefused, EventsAPIUnavailable, EventsAPIRejected.
    """
    status = response.status
    if 200 <= status < 300:
        return
    if status in (401, 403):
        raise EventsAPIConfigurationRefused(operation, "auth", status=status)
    if status in (404, 410):
        if whole_list:
            raise EventsAPIConfigurationRefused(operation, "not_found", status=status)
        raise EventsAPINotFound(operation, "not_found", status=status)
    if 300 <= status < 400:
        raise EventsAPIConfigurationRefused(operation, "redirect", status=status)
    if status == 429 or not 400 <= status < 500:
        raise EventsAPIUnavailable(operation, "unavailable", status=status, retry_after_s=response.retry_after_s)
    error_code = _error_code(response.body)
    if status == 400 and error_code is None:
        raise EventsAPIConfigurationRefused(operation, "refused", status=status)
    raise EventsAPIRejected(operation, status=status, error_code=error_code)


def read_json(operation: str, response: Response) -> object:
    """Return the JSON tree of a 2xx answer.

    Raises EventsAPIInvalidAnswer ("empty", "bad_json") and EventsAPIConfigurationRefused ("not_json": a web page).
    """
    body = response.body.strip()
    if not body:
        invalid(operation, response, "empty")
    refuse_html(operation, response)
    tree = _tree(body)
    if tree is _NO_JSON:
        invalid(operation, response)
    return tree


def refuse_html(operation: str, response: Response) -> None:
    """Raise EventsAPIConfigurationRefused ("not_json") for a web page: a proxy or a log-in page answers."""
    media_type = response.media_type.partition(";")[0].strip().lower()
    if media_type in _HTML_TYPES or response.body.lstrip().startswith(b"<"):
        raise EventsAPIConfigurationRefused(operation, "not_json", status=response.status)


def try_json(body: bytes) -> object:
    """Return the JSON tree of a body, or None if it is no JSON."""
    tree = _tree(body)
    return None if tree is _NO_JSON else tree


def invalid(operation: str, response: Response, kind: str = "bad_json") -> NoReturn:
    """Raise EventsAPIInvalidAnswer for an answer that is not what was asked for."""
    raise EventsAPIInvalidAnswer(operation, kind, status=response.status)


def known_error_code(value: object) -> str | None:
    """Return one of ``codes.ERROR_CODES``, or None: upstream text is never kept."""
    return value if isinstance(value, str) and value in ERROR_CODES else None


def _error_code(body: bytes) -> str | None:
    tree = try_json(body)
    return known_error_code(tree.get("errorCode")) if isinstance(tree, dict) else None


def _tree(body: bytes) -> object:
    """Return the tree, or _NO_JSON."""
    try:
        text = body.decode("utf-8-sig")
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_refuse)
    except (ValueError, RecursionError):  # not UTF-8, no JSON, a constant of JavaScript, nested too deep
        return _NO_JSON


def _integer(digits: str) -> object:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else UNREADABLE


def _float(digits: str) -> object:
    value = float(digits)
    return value if math.isfinite(value) else UNREADABLE


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
