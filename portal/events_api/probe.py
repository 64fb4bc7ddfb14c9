"""What can be learnt about an endpoint before a request is sent: its addresses, and whether its TLS can be trusted.

For the connection test. The same policy and the same certificates as in ``transport.py``; no request is made, so no
token is needed.

Facts: design/faults.md §4 (addresses), §10 A3-A7 and A26-A29.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.events_api.addresses import AddressPolicy, NotConnected
from portal.events_api.connections import tls_context
from portal.events_api.deadlines import Deadline
from portal.events_api.endpoint import Endpoint
from portal.events_api.errors import EventsAPIConfigurationRefused, EventsAPIError, EventsAPIUnavailable
from portal.events_api.transport import tls_reason

_WRONG_SETTINGS = {"bad_url", "forbidden_address"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """A completed connection. ``tls_version`` is like "TLSv1.3", None for plain http; ``expires_at`` is in UTC."""

    tls_version: str | None = None
    expires_at: datetime | None = None


def look_up(endpoint: Endpoint, policy: AddressPolicy, *, timeout_s: float) -> tuple[str, ...]:
    """Return the IP addresses of an endpoint's host, each one checked; never empty.

    Raises EventsAPIConfigurationRefused (bad_url, forbidden_address), EventsAPIUnavailable (dns, timeout).
    """
    failure: str | None = None
    try:
        policy.check(endpoint.scheme, endpoint.host, endpoint.port)
        found = policy.resolve(endpoint.scheme, endpoint.host, endpoint.port, timeout_s=timeout_s)
    except NotConnected as error:
        failure = error.kind
    if failure is not None:
        raise _error("look up the host name", failure)
    return tuple(dict.fromkeys(str(info[4][0]) for info in found))


def greet(
    endpoint: Endpoint, policy: AddressPolicy, *, ca_bundle: str | None, connect_s: float, timeout_s: float
) -> Greeting:
    """Connect, and for https shake hands and verify the certificate; then hang up.

    ``connect_s`` bounds each address tried and ``timeout_s`` everything together.

    Raises EventsAPIConfigurationRefused (bad_url, forbidden_address), EventsAPIUnavailable (dns, unreachable, timeout,
    tls), OSError for certificates that cannot be read.
    """
    context = tls_context(ca_bundle) if endpoint.scheme == "https" else None
    deadline = Deadline(timeout_s)
    kind = reason = None
    try:
        policy.check(endpoint.scheme, endpoint.host, endpoint.port)
        with policy.connect(
            endpoint.scheme, endpoint.host, endpoint.port, connect_s=connect_s, remaining_s=deadline.remaining_s
        ) as sock:
            if context is None:
                return Greeting()
            deadline.guard(sock.fileno())  # a hand-shake can be dripped
            sock.settimeout(max(0.01, deadline.remaining_s))
            with context.wrap_socket(sock, server_hostname=endpoint.host) as line:
                return Greeting(tls_version=line.version(), expires_at=_expires_at(line))
    except NotConnected as error:
        kind = error.kind
    except ssl.SSLError as error:
        kind, reason = ("timeout", None) if deadline.expired else ("tls", tls_reason(error))
    except TimeoutError:
        kind = "timeout"
    except OSError:  # hung up during the hand-shake
        kind = "timeout" if deadline.expired else "unreachable"
    finally:
        deadline.finish()
    raise _error("connect", kind, reason)


def _expires_at(line: ssl.SSLSocket) -> datetime | None:
    text = (line.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC) if isinstance(text, str) else None


def _error(operation: str, kind: str, reason: str | None = None) -> EventsAPIError:
    family = EventsAPIConfigurationRefused if kind in _WRONG_SETTINGS else EventsAPIUnavailable
    return family(operation, kind, sent=False, reason=reason)
