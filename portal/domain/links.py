"""Addresses that people typed into Dynamics: linked only where that is safe.

Everything here is untrusted: a speaker's website, an event's public address, a link in a description. An address with
a user part, a backslash, white space or a control character is never linked (design/faults.md C22, C31).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

MAX_LENGTH = 2_000  # characters

_REFUSED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\\"<>`]")
# Host names in Unicode or Punycode, IPv4; not IPv6, which no organiser types.
_HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)*[^\W_](?:[\w-]{0,61}[^\W_])?\.?")
_BARE = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#].*)?")
_CONTACT = re.compile(r"(?:mailto:[^@?,;:]+@[^@?,;:]+|tel:\+?[\d().-]+)(?:\?[^?]*)?", re.IGNORECASE)


def safe_url(value: str | None, *, schemes: Collection[str] = ("https", "http")) -> str | None:
    """Return a complete web address fit for a link, or ``None``.

    It has one of ``schemes``, a plain host name, no user part and nothing that browsers read in two ways.
    """
    address = (value or "").strip()
    if not address or len(address) > MAX_LENGTH or _REFUSED.search(address):
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in schemes or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    # urlsplit reads "https:host" as a path, and then finds no host; browsers would go there.
    return address


def profile_url(value: str | None) -> str | None:
    """Return a safe web address for what a person typed as their site, or ``None``.

    "www.contoso.com" and "//contoso.com" become https; "@name" is no address, see ``handle``.
    """
    address = (value or "").strip()
    if address.startswith("//"):
        address = "https:" + address
    elif "://" not in address and _BARE.fullmatch(address):
        address = "https://" + address
    return safe_url(address)


def handle(value: str | None) -> str:
    """Return what to show for a profile that is no address, such as "@name"; empty if it is one or is blank."""
    text = " ".join((value or "").split())
    return "" if profile_url(text) else text


def link_target(value: str) -> str | None:
    """Return where a link inside a description may lead: https, http, mailto or tel; ``None`` drops the target.

    ``//host`` becomes https. Relative links are dropped: they would lead into this site.
    """
    address = value.strip()
    if address.startswith("//"):
        address = "https:" + address
    if _CONTACT.fullmatch(address) and not _REFUSED.search(address):
        return address
    return safe_url(address)


def host(url: str) -> str:
    """Return the host name of an address, lower-case, for display; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
