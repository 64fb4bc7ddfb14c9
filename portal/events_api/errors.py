"""The one family of errors of the events API.

An error says the operation, the kind of failure and the HTTP status. It never holds an address, a query string, a body
or a value, and it is raised outside any ``except`` block, because requests' own exceptions contain the token.

Facts: design/faults.md §1 (kinds), events-api/codes.md §2 (error codes).
"""

from __future__ import annotations


class EventsAPIError(Exception):
    """Base of the family.

    ``operation``  what was asked for, for people: "list published events"
    ``kind``       one word of the table in faults.md §1: "timeout", "auth", "bad_json", ...
    ``status``     HTTP status, None when there was no answer
    ``sent``       True once bytes of the request may have left this machine
    ``retry_after_s``  seconds the API asked us to wait, capped at 3600; None when it did not say
    ``reason``     more about a kind, from a fixed list. For ``tls`` one of ``transport.tls_reason``; else None
    """

    def __init__(
        self,
        operation: str,
        kind: str,
        *,
        status: int | None = None,
        sent: bool = True,
        retry_after_s: float | None = None,
        reason: str | None = None,
    ) -> None:
        self.operation = operation
        self.kind = kind
        self.status = status
        self.sent = sent
        self.retry_after_s = retry_after_s
        self.reason = reason
        answer = f"HTTP {status}" if status is not None else "no answer"
        super().__init__(f"{operation}: {kind} ({answer})")


class EventsAPINotFound(EventsAPIError):
    """The API does not know this event, session or picture (kind ``not_found``)."""


class EventsAPIConfigurationRefused(EventsAPIError):
    """The settings are wrong: ``auth``, ``redirect``, ``bad_url``, ``forbidden_address``, ``not_json`` or ``refused``.

    ``refused`` is a 400 without a known error code: the token or the Origin header did not arrive.
    """


class EventsAPIUnavailable(EventsAPIError):
    """No usable answer now: ``dns``, ``unreachable``, ``tls``, ``timeout``, ``broken``, ``unavailable``."""


class EventsAPIInvalidAnswer(EventsAPIError):
    """An answer that cannot be read: ``bad_json``, ``bad_image``, ``too_big``, ``empty``."""


class EventsAPIRejected(EventsAPIError):
    """The API understood and said no (kind ``rejected``).

    ``error_code`` is one of ``codes.ERROR_CODES`` or None; upstream text is never kept.
    """

    def __init__(
        self,
        operation: str,
        *,
        status: int | None = None,
        error_code: str | None = None,
    ) -> None:
        super().__init__(operation, "rejected", status=status)
        self.error_code = error_code


class OperationNotOffered(EventsAPIError):
    """This dialect has no such operation (kind ``not_offered``); nothing was sent. Ask ``client.offers`` first."""

    def __init__(self, operation: str) -> None:
        super().__init__(operation, "not_offered", sent=False)
