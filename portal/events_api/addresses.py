"""Which machines the portal may connect to.

A name is resolved once, every address of the answer is checked, and the socket is opened to an address that was
checked: nothing can change between the check and the connection (DNS rebinding). One forbidden address refuses the
name.

Facts: design/faults.md §4; dependencies.md §5 (``is_global`` and ``urlsplit`` are wrong on some patch levels of Python,
hence the deny list and the patterns of our own).
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]  # one row of socket.getaddrinfo
Resolver: TypeAlias = Callable[..., Sequence[AddressInfo]]
IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

HTTPS_PORT = 443
MAX_HOST_CHARACTERS = 253
MAX_LOOKUPS = 8  # threads of this process that may wait for a resolver at one time

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?", re.ASCII)
_LOOKS_NUMERIC = re.compile(r"(?:.*\.)?[0-9][^.]*\.?", re.ASCII)  # 127.1, 0x7f000001, 2130706433, 0177.0.0.1, 0
_DENIED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64: an IPv4 address in disguise
        "64:ff9b:1::/48",  # the same, local use
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "192.0.0.0/24",  # protocol assignments
        "100.64.0.0/10",  # carrier-grade NAT, and some clouds' metadata
        "168.63.129.16/32",  # Azure's platform services
    )
)
_IPV4_MAPPED = ipaddress.ip_network("::ffff:0:0/96")
_lookups = threading.BoundedSemaphore(MAX_LOOKUPS)


class NotConnected(Exception):
    """No connection was opened. ``kind`` is one of bad_url, forbidden_address, dns, unreachable, timeout."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


class AddressPolicy:
    """What may be connected to: https on port 443 of a public host name, and nothing else.

    ``loopback_exception``  (scheme, host, port) of the simulator, matched exactly. It may use plain http and a loopback
                            address. It comes from the environment, never from a form.
    ``resolver``            has the signature of ``socket.getaddrinfo``.
    """

    def __init__(
        self,
        *,
        loopback_exception: tuple[str, str, int] | None = None,
        resolver: Resolver = socket.getaddrinfo,
    ) -> None:
        self._exception = loopback_exception
        self._resolver = resolver

    def check(self, scheme: str, host: str, port: int) -> None:
        """Refuse an address by its form alone, before anything is resolved. ``host`` in lower case.

        Raises NotConnected: ``forbidden_address`` for an IP address in whatever disguise, else ``bad_url``.
        """
        if self._is_exception(scheme, host, port):
            return
        if host.startswith("[") or _LOOKS_NUMERIC.fullmatch(host):
            raise NotConnected("forbidden_address")
        if not is_host_name(host) or scheme != "https" or port != HTTPS_PORT:
            raise NotConnected("bad_url")

    def resolve(self, scheme: str, host: str, port: int, *, timeout_s: float) -> list[AddressInfo]:
        """Return the checked addresses of a name, in the resolver's order; never empty.

        ``getaddrinfo`` cannot be interrupted, so it runs in a thread of its own and is left behind at the time-out.

        Raises NotConnected: dns, timeout, forbidden_address.
        """
        found = self._look_up(host, port, timeout_s)
        loopback_allowed = self._is_exception(scheme, host, port)
        if not all(is_allowed(info[4][0], loopback_allowed=loopback_allowed) for info in found):
            raise NotConnected("forbidden_address")
        return found

    def connect(self, scheme: str, host: str, port: int, *, connect_s: float, remaining_s: float) -> socket.socket:
        """Open a TCP connection to the first checked address that answers.

        ``connect_s`` bounds each try and ``remaining_s`` everything together, the look-up included. An address that
        stays silent leaves their share of the time to those after it.

        Raises NotConnected: dns, forbidden_address, unreachable, timeout.
        """
        ends_at = time.monotonic() + remaining_s
        addresses = self.resolve(scheme, host.strip("[]"), port, timeout_s=remaining_s)
        kind = "timeout"
        for position, (family, kind_of_socket, protocol, _, address) in enumerate(addresses):
            share_s = (ends_at - time.monotonic()) / (len(addresses) - position)
            if share_s <= 0:
                break
            try:
                return _open(family, kind_of_socket, protocol, address, min(connect_s, share_s))
            except TimeoutError:
                kind = "timeout"
            except OSError:
                kind = "unreachable"
        raise NotConnected(kind)

    def _is_exception(self, scheme: str, host: str, port: int) -> bool:
        return self._exception == (scheme, host, port)

    def _look_up(self, host: str, port: int, timeout_s: float) -> list[AddressInfo]:
        ends_at = time.monotonic() + timeout_s
        if not _lookups.acquire(timeout=timeout_s):
            raise NotConnected("timeout")
        answer: queue.SimpleQueue[list[AddressInfo]] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                found = list(self._resolver(host, port, type=socket.SOCK_STREAM))
            except Exception:  # gaierror, UnicodeError: whatever it is, the caller must not wait for it
                found = []
            finally:
                _lookups.release()
            answer.put(found)

        threading.Thread(target=look_up, name="events-api-lookup", daemon=True).start()
        try:
            found = answer.get(timeout=max(0.0, ends_at - time.monotonic()))
        except queue.Empty:
            raise NotConnected("timeout") from None
        if not found:
            raise NotConnected("dns")
        return found


def is_host_name(text: str) -> bool:
    """Whether this is a well-formed host name in lower case, and no IP address."""
    return len(text) <= MAX_HOST_CHARACTERS and _HOST_NAME.fullmatch(text) is not None


def is_allowed(text: str, *, loopback_allowed: bool = False) -> bool:
    """Whether an IP address, as a resolver writes it, may be connected to. Unreadable text may not."""
    try:
        address = _unmapped(ipaddress.ip_address(text))
    except ValueError:
        return False
    if loopback_allowed and address.is_loopback:
        return True
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _DENIED)
    )


def _unmapped(address: IPAddress) -> IPAddress:
    """Return the IPv4 address inside ``::ffff:a.b.c.d``, any other address as it is."""
    if isinstance(address, ipaddress.IPv6Address) and address in _IPV4_MAPPED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _open(family: int, kind: int, protocol: int, address: tuple[Any, ...], timeout_s: float) -> socket.socket:
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(timeout_s)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock
