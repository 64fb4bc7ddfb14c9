"""Where an API lives, and what may be asked below it.

Addresses are read by a strict pattern: ``urlsplit`` accepts malformed hosts on some patch levels of Python.

Facts: design/faults.md §1 rule 10, §4; events-api/outbound-v2.md §2, differences.md U7 (``imageUrl``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.%]*\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_HAS_SCHEME = re.compile(r"[^/?#]*:|//")
_TARGET = re.compile(r"/(?P<path>[!-~]*?)(?:\?[!-~]*)?")
_SEPARATOR = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The base address of an API. ``host`` is in lower case; ``path`` begins and ends with a slash."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str) -> Endpoint | None:
        """Read ``scheme://host[:port][/path]``; None for all else: user part, query, fragment, blanks, backslash."""
        match = _URL.fullmatch(text)
        if match is None:
            return None
        path = match["path"] or "/"
        if _is_unsafe(path) or "?" in path:
            return None
        return cls(*_authority(match), path if path.endswith("/") else f"{path}/")

    def target(self, path: str) -> str | None:
        """Return the request target of ``path``: absolute path and query. None if it lies outside this endpoint.

        ``path`` is relative to the endpoint, with each segment percent-encoded, or absolute as the API writes some
        picture addresses.
        """
        if _HAS_SCHEME.match(path):
            match = _URL.fullmatch(path)
            if match is None or _authority(match) != (self.scheme, self.host, self.port):
                return None
            target = match["path"] or "/"
        else:
            target = path if path.startswith("/") else f"{self.path}{path}"
        return None if _is_unsafe(target) or not target.startswith(self.path) else target

    @property
    def is_loopback(self) -> bool:
        """Whether the host is a name of this machine."""
        return self.host in _LOOPBACK

    @property
    def origin(self) -> str:
        """``scheme://host[:port]``, the port only where it is not the scheme's own."""
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


def _authority(match: re.Match[str]) -> tuple[str, str, int]:
    scheme = match["scheme"].lower()
    return scheme, match["host"].lower(), int(match["port"] or _DEFAULT_PORTS[scheme])


def _is_unsafe(target: str) -> bool:
    """Whether a target has a blank, a fragment, a backslash, or a segment that climbs, encoded or not."""
    match = _TARGET.fullmatch(target)
    if match is None or "#" in target or "\\" in target:
        return True
    return any(segment in {".", ".."} for segment in _SEPARATOR.split(unquote(match["path"])))
