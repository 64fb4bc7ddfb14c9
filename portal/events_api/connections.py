"""The connections below the transport: urllib3's, with four things of their own.

A connection is opened only where the address policy allows, is hung up at the deadline, notes the moment from which
bytes of the request may have left, and writes the token into the request line. The token is added here, below urllib3
and requests, so that no prepared request, exception or log record of theirs ever holds it.

With ``transport.py`` the only module that knows requests and urllib3; nothing else uses it.

Facts: design/faults.md §1 (rules 1 and 7), §2, §4.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.events_api.addresses import AddressPolicy
from portal.events_api.deadlines import Deadline
from portal.events_api.secret import Secret

TOKEN_PARAMETER = "emApplicationtoken"  # noqa: S105 -- the name of the parameter, not a token
MAX_INTERIM_ANSWERS = 10  # "100 Continue" and "103 Early Hints" before the real one


@dataclass(slots=True)
class Attempt:
    """One try at one exchange: what its connection needs to know, and what is known of it afterwards."""

    policy: AddressPolicy
    token: Secret
    deadline: Deadline
    connect_s: float
    sent: bool = False  # bytes of the request may have left this machine


_attempt: ContextVar[Attempt] = ContextVar("events_api_attempt")


class _Answer(http.client.HTTPResponse):
    def _read_status(self) -> tuple[str, int, str]:
        """Pass over every interim answer; ``http.client`` knows only the 100."""
        for _ in range(MAX_INTERIM_ANSWERS):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if version not in {"HTTP/1.0", "HTTP/1.1"}:
                raise http.client.UnknownProtocol(version)
            if status >= http.HTTPStatus.OK or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.BadStatusLine("too many interim answers")


class _Connection(HTTPConnection):
    scheme = "http"
    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        attempt = _attempt.get()
        sock = attempt.policy.connect(
            self.scheme,
            self.host,
            self.port,
            connect_s=attempt.connect_s,
            remaining_s=attempt.deadline.remaining_s,
        )
        attempt.deadline.guard(sock.fileno())  # before the TLS hand-shake, which can be dripped too
        return sock

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        token = quote(_attempt.get().token.reveal(), safe="")
        joined = f"{url}{'&' if '?' in url else '?'}{TOKEN_PARAMETER}={token}"
        super().putrequest(method, joined, skip_host=skip_host, skip_accept_encoding=skip_accept_encoding)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        attempt = _attempt.get()
        if not attempt.sent:
            attempt.deadline.guard(self.sock.fileno())  # a connection kept from an earlier exchange
            attempt.sent = True
        super().send(data)


class _TLSConnection(_Connection, HTTPSConnection):
    scheme = "https"


class GuardedAdapter(HTTPAdapter):
    """requests' adapter over guarded connections. For one thread; keeps at most one connection alive.

    Used without a ``requests.Session``: there are no redirects, cookies, proxies or ``.netrc`` to switch off, and an
    answer that redirects is not read to its end in memory first.
    """

    def __init__(self, ca_bundle: str | None) -> None:
        self._tls = tls_context(ca_bundle)
        super().__init__(pool_connections=1, pool_maxsize=1)

    def exchange(self, request: requests.PreparedRequest, attempt: Attempt, *, read_s: float) -> requests.Response:
        """Send the request and return the answer with its body unread.

        Raises NotConnected, and whatever requests, urllib3, ssl and http.client raise.
        """
        reset = _attempt.set(attempt)
        try:
            return self.send(request, stream=True, timeout=(attempt.connect_s, read_s))
        finally:
            _attempt.reset(reset)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._tls, **pool_kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _TLSConnection if pool.scheme == "https" else _Connection
        return pool

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the pool alone: our context verifies, and requests would read its bundle anew for each connection."""


@cache
def tls_context(ca_bundle: str | None) -> ssl.SSLContext:
    """Return the context that verifies the server: TLS 1.2 or newer, against this bundle or requests' own.

    Raises OSError when the bundle cannot be read.
    """
    context = ssl.create_default_context(cafile=ca_bundle or DEFAULT_CA_BUNDLE_PATH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
