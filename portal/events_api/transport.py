"""One HTTP exchange with the events API, bounded in time and size, that never shows the token.

    transport = Transport(base_url, token, origin, policy, ca_bundle=None, on_call=None)
    response = transport.exchange(
        operation,              # for people, in errors and logs: "list published events"
        method,                 # "GET" or "POST"
        path,                   # relative to the base, segments percent-encoded; or absolute inside the base
        query=None,             # Mapping[str, str]
        body=None,              # bytes, sent as application/json
        accept=JSON,            # media type asked for; ANY for pictures
        deadline_s=READ_DEADLINE_S, connect_s=CONNECT_TIMEOUT_S, read_s=READ_TIMEOUT_S,
        max_bytes=MAX_BODY_BYTES,
        retry=True,             # a GET may be tried once more; a POST never is
    )
    response.status, response.media_type, response.body, response.elapsed_s, response.retry_after_s

Every status but a redirect is returned, with its complete body: what a status means is decided in ``answers.py``. A
failure of the exchange itself is an ``EventsAPIError`` of kind bad_url, forbidden_address, redirect
(EventsAPIConfigurationRefused), dns, unreachable, tls, timeout, broken (EventsAPIUnavailable) or too_big
(EventsAPIInvalidAnswer). It is raised outside every ``except`` block, so that neither its cause nor its context holds
what requests knew.

Facts: design/faults.md §1 to §3; events-api/outbound-v2.md §2, realtime-v1.md §2.
"""

from __future__ import annotations

import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import requests

from portal.events_api.addresses import AddressPolicy, NotConnected
from portal.events_api.connections import Attempt, GuardedAdapter
from portal.events_api.deadlines import Deadline
from portal.events_api.endpoint import Endpoint
from portal.events_api.errors import (
    EventsAPIConfigurationRefused,
    EventsAPIError,
    EventsAPIInvalidAnswer,
    EventsAPIUnavailable,
)
from portal.events_api.responses import Response, Unusable, receive
from portal.events_api.secret import Secret

JSON = "application/json"
ANY = "*/*"
USER_AGENT = "dynamics-events-portal"

READ_DEADLINE_S = 3.0  # in a visitor's request
POST_DEADLINE_S = 15.0  # a shorter one turns good registrations uncertain
CONNECT_TIMEOUT_S = 1.0  # for one address
READ_TIMEOUT_S = 2.0  # for one wait
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_LIST_BYTES = 32 * 1024 * 1024  # lists of events and sessions: 5,000 events are about 11 MB
RETRY_PAUSE_S = (0.02, 0.1)  # at random between these
RETRIED_STATUSES = {502, 504}

# OpenSSL's codes for the certificates people meet. All other refusals are "certificate" or "protocol".
TLS_REASONS = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "self_signed",
    20: "unknown_issuer",
    21: "unknown_issuer",
    62: "wrong_host",
}

logger = logging.getLogger("portal.events_api")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why an attempt gave no answer. ``cause`` is the name of an exception's class, for the log; never its text."""

    kind: str
    sent: bool
    status: int | None = None
    reason: str | None = None
    cause: str = ""
    worth_a_retry: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.reason, self.cause)))

    def error(self, operation: str) -> EventsAPIError:
        family = _FAMILIES.get(self.kind, EventsAPIUnavailable)
        return family(operation, self.kind, status=self.status, sent=self.sent, reason=self.reason)


_FAMILIES: dict[str, type[EventsAPIError]] = {
    "bad_url": EventsAPIConfigurationRefused,
    "forbidden_address": EventsAPIConfigurationRefused,
    "redirect": EventsAPIConfigurationRefused,
    "too_big": EventsAPIInvalidAnswer,
}


@dataclass(frozen=True, slots=True)
class _Limits:
    deadline: Deadline
    connect_s: float
    read_s: float
    max_bytes: int
    started_at: float


class Transport:
    """Exchanges with one endpoint. Safe to share between threads: each keeps a connection of its own.

    ``base_url``   where the API lives, with or without its last slash
    ``token``      sent as ``emApplicationtoken``, percent-encoded and otherwise untouched
    ``origin``     the registered origin; a last slash is dropped
    ``policy``     which machines may be connected to
    ``ca_bundle``  file of trusted certificates in place of certifi's. Raises OSError when it cannot be read
    ``on_call``    told the operation each time a request is about to leave, a second attempt included
    """

    def __init__(
        self,
        base_url: str,
        token: Secret,
        origin: str,
        policy: AddressPolicy,
        *,
        ca_bundle: str | None = None,
        user_agent: str = USER_AGENT,
        on_call: Callable[[str], None] | None = None,
    ) -> None:
        self._endpoint = Endpoint.parse(base_url)
        self._origin = Endpoint.parse(origin)
        self._token = token
        self._policy = policy
        self._ca_bundle = ca_bundle
        self._user_agent = user_agent
        self._on_call = on_call
        self._threads = threading.local()
        self._adapter()  # an unreadable bundle is told now

    def exchange(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        accept: str = JSON,
        deadline_s: float = READ_DEADLINE_S,
        connect_s: float = CONNECT_TIMEOUT_S,
        read_s: float = READ_TIMEOUT_S,
        max_bytes: int = MAX_BODY_BYTES,
        retry: bool = True,
    ) -> Response:
        """Send one request and return its answer, of any status but a redirect.

        Takes ``deadline_s`` at most, whatever the other side does. A GET is tried once more, within the deadline, when
        no connection came about, when the connection was closed before an answer, and on 502 and 504. A POST is sent
        at most once, on a connection of its own. Writes one log record.

        Raises EventsAPIConfigurationRefused, EventsAPIUnavailable, EventsAPIInvalidAnswer.
        """
        started_at = time.monotonic()
        limits = _Limits(Deadline(deadline_s), connect_s, read_s, max_bytes, started_at)
        try:
            request = self._prepare(method, path, query, body, accept)
            outcome = self._outcome(operation, request, limits, retry=retry)
        finally:
            limits.deadline.finish()
        elapsed_ms = (time.monotonic() - started_at) * 1000
        if isinstance(outcome, _Fault):
            logger.warning("%s %s %s %.0fms", method, operation, outcome, elapsed_ms)
            raise outcome.error(operation)
        logger.info("%s %s %d %.0fms", method, operation, outcome.status, elapsed_ms)
        return outcome

    def _prepare(
        self, method: str, path: str, query: Mapping[str, str] | None, body: bytes | None, accept: str
    ) -> requests.PreparedRequest | _Fault:
        """Build the request, without the token: ``connections.py`` adds it as the last step."""
        target = self._endpoint.target(path) if self._endpoint is not None else None
        if self._endpoint is None or target is None or self._origin is None:
            return _Fault("bad_url", sent=False)
        headers = {
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Origin": self._origin.origin,
            "User-Agent": self._user_agent,
        }
        if body is not None:
            headers["Content-Type"] = JSON
        if query:
            target += f"{'&' if '?' in target else '?'}{urlencode(query, quote_via=quote, safe='')}"
        try:
            self._policy.check(self._endpoint.scheme, self._endpoint.host, self._endpoint.port)
            return requests.Request(method, f"{self._endpoint.origin}{target}", headers=headers, data=body).prepare()
        except Exception as err:  # requests refuses with errors of several families
            return _fault(err, sent=False)

    def _outcome(
        self, operation: str, request: requests.PreparedRequest | _Fault, limits: _Limits, *, retry: bool
    ) -> Response | _Fault:
        if isinstance(request, _Fault):
            return request
        first = self._attempt(operation, request, limits)
        if not (retry and request.method == "GET" and _is_worth_a_retry(first)):
            return first
        pause_s = random.uniform(*RETRY_PAUSE_S)  # noqa: S311 -- spreads retries; nothing secret
        if pause_s >= limits.deadline.remaining_s:
            return first
        time.sleep(pause_s)
        second = self._attempt(operation, request, limits)
        if isinstance(second, _Fault):
            return replace(second, sent=second.sent or not isinstance(first, _Fault) or first.sent)
        return second

    def _attempt(self, operation: str, request: requests.PreparedRequest, limits: _Limits) -> Response | _Fault:
        """Send the request once. The one place where everything that requests lets escape is caught."""
        adapter = self._adapter()
        if request.method != "GET":
            adapter.close()  # a kept connection may be dead, and a POST cannot be repeated to find out
        attempt = Attempt(
            self._policy, self._token, limits.deadline, min(limits.connect_s, limits.deadline.remaining_s)
        )
        answer: requests.Response | None = None
        if self._on_call is not None:
            self._on_call(operation)
        try:
            answer = adapter.exchange(request, attempt, read_s=limits.read_s)
            if limits.deadline.expired:  # half of the headers look like all of them
                raise TimeoutError
            return receive(
                answer.raw, max_bytes=limits.max_bytes, deadline=limits.deadline, started_at=limits.started_at
            )
        except Exception as err:
            status = answer.status_code if answer is not None and not limits.deadline.expired else None
            return _fault(err, sent=attempt.sent, status=status, expired=limits.deadline.expired)
        finally:
            if answer is not None:
                answer.close()

    def _adapter(self) -> GuardedAdapter:
        adapter: GuardedAdapter | None = getattr(self._threads, "adapter", None)
        if adapter is None:
            adapter = self._threads.adapter = GuardedAdapter(self._ca_bundle)
        return adapter


def _is_worth_a_retry(outcome: Response | _Fault) -> bool:
    return outcome.worth_a_retry if isinstance(outcome, _Fault) else outcome.status in RETRIED_STATUSES


def _fault(err: Exception, *, sent: bool, status: int | None = None, expired: bool = False) -> _Fault:
    """Name the failure behind an exception, by what is known of the connection before what its classes say."""
    chain = list(_chain(err))
    cause = type(chain[-1]).__name__
    if isinstance(err, Unusable):
        return _Fault(err.kind, sent, status)
    if isinstance(err, NotConnected):
        return _Fault(err.kind, sent=False, worth_a_retry=err.kind == "unreachable")
    if expired or any(isinstance(each, TimeoutError) for each in chain):
        return _Fault("timeout", sent, cause=cause)
    if sent:
        closed = status is None and any(isinstance(each, ConnectionError) for each in chain)
        return _Fault("broken", sent, status, cause=cause, worth_a_retry=closed)
    for each in chain:
        if isinstance(each, ssl.SSLError):
            return _Fault("tls", sent, reason=tls_reason(each), cause=cause)
    if isinstance(err, ValueError):  # an address or a header that cannot be written down
        return _Fault("bad_url", sent, cause=cause)
    return _Fault("unreachable", sent, cause=cause, worth_a_retry=True)


def tls_reason(err: ssl.SSLError) -> str:
    """Return one of ``TLS_REASONS``, "certificate" for another refusal of it, or "protocol"."""
    if isinstance(err, ssl.SSLCertVerificationError):
        return TLS_REASONS.get(err.verify_code, "certificate")
    return "protocol"


def _chain(err: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those it was raised from, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = err
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
