"""Calling a transport with short limits against a server of this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.events_api.addresses import AddressInfo, AddressPolicy
from portal.events_api.errors import EventsAPIError
from portal.events_api.responses import Response
from portal.events_api.secret import Secret
from portal.events_api.transport import Transport
from tests.faults.leaks import TOKEN_TEXT, leaks_of_error

DEADLINE_S = 0.6
CONNECT_S = 0.3
READ_S = 0.3
SLACK_S = 0.3
PATH = "events/published"


@dataclass
class Caller:
    """Calls a transport with short limits, and checks what holds for every call: the time, and no token in sight."""

    transport: Transport
    limits: dict[str, Any] = field(
        default_factory=lambda: {"deadline_s": DEADLINE_S, "connect_s": CONNECT_S, "read_s": READ_S}
    )

    def get(self, path: str = PATH, **arguments: Any) -> Response:
        return self._call("GET", path, arguments)

    def post(self, path: str = PATH, body: bytes = b'{"attendees": []}', **arguments: Any) -> Response:
        return self._call("POST", path, {"body": body, **arguments})

    def get_fails(self, path: str = PATH, **arguments: Any) -> EventsAPIError:
        return self._fails("GET", path, arguments)

    def post_fails(self, path: str = PATH, body: bytes = b'{"attendees": []}', **arguments: Any) -> EventsAPIError:
        return self._fails("POST", path, {"body": body, **arguments})

    def _call(self, method: str, path: str, arguments: dict[str, Any]) -> Response:
        limits = {**self.limits, **arguments}
        started_at = time.monotonic()
        try:
            return self.transport.exchange("list published events", method, path, **limits)
        finally:
            assert time.monotonic() - started_at <= limits["deadline_s"] + SLACK_S

    def _fails(self, method: str, path: str, arguments: dict[str, Any]) -> EventsAPIError:
        with pytest.raises(EventsAPIError) as caught:
            self._call(method, path, arguments)
        error = caught.value
        assert leaks_of_error(error) == []
        assert (error.__cause__, error.__context__) == (None, None)
        assert error.operation == "list published events"
        return error


def resolving(*addresses: str) -> Callable[..., list[AddressInfo]]:
    """Return a resolver that gives every name these addresses."""

    def resolve(host: str, port: int, **_: Any) -> list[AddressInfo]:
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 0, "", (each, port))
            for each in addresses
        ]

    return resolve


def calling(
    port: int,
    scheme: str = "http",
    host: str = "127.0.0.1",
    resolver: Callable[..., list[AddressInfo]] | None = None,
    ca_bundle: str | None = None,
) -> Caller:
    """Return a caller for a port of this machine, which the address policy excepts."""
    policy = AddressPolicy(loopback_exception=(scheme, host, port), resolver=resolver or resolving("127.0.0.1"))
    base_url = f"{scheme}://{host}:{port}/EvtMgmt/api/v2.0/"
    origin = "https://events.example"
    return Caller(Transport(base_url, Secret(TOKEN_TEXT), origin, policy, ca_bundle=ca_bundle))
