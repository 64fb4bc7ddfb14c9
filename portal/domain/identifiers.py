"""Stable short identifiers and readable slugs for addresses.

A path part is ``<short id>-<slug>``: the short id decides, the slug is for people, so links survive renames.
Source: design/urls.md §2.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol, TypeVar

from portal.domain.text import fold

MAX_SLUG = 60  # characters

_PATH_PART = re.compile(r"([a-z2-7]{8})(?:-.*)?", re.DOTALL)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class Named(Protocol):
    """A session, speaker, track or room."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


@lru_cache(maxsize=16_384)
def short_id(guid: str) -> str:
    """Return 8 lower-case base-32 characters: 40 bits of a hash of the whole GUID.

    The same GUID in another letter case, with or without braces and hyphens, gives the same characters.
    """
    digest = blake2b(_normalised(guid).encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return b32encode(digest).decode("ascii").lower()


def slug(title: str) -> str:
    """Return ``title`` in lower-case ASCII words joined by hyphens, at most 60 characters; may be empty."""
    words = _NOT_IN_SLUG.sub("-", fold(title)).strip("-")
    if len(words) <= MAX_SLUG:
        return words
    whole_words, _, _ = words[: MAX_SLUG + 1].rpartition("-")
    return whole_words or words[:MAX_SLUG]


def path_part(guid: str, title: str) -> str:
    """Return the canonical path part of a record: short id and slug, or the short id alone."""
    words = slug(title)
    return f"{short_id(guid)}-{words}" if words else short_id(guid)


def split_path_part(part: str) -> str | None:
    """Return the short id of a path part in any letter case, or ``None`` if it has none."""
    match = _PATH_PART.fullmatch(part.lower())
    return match[1] if match else None


def find(items: Iterable[N], part: str) -> N | None:
    """Return the item that a path part names, whatever its slug says; ``None`` if there is none.

    The caller compares ``path_part(item.id, item.name)`` with what was asked for and redirects if they differ. Should
    two items share a short id, the slug tells them apart.
    """
    wanted = split_path_part(part)
    if wanted is None:
        return None
    matches = [item for item in items if short_id(item.id) == wanted]
    exact = (item for item in matches if path_part(item.id, item.name) == part)
    return next(exact, matches[0] if matches else None)


def collisions(guids: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of different GUIDs that share a short id: to be reported to staff. Normally empty."""
    by_short_id: dict[str, dict[str, str]] = {}
    for guid in guids:
        by_short_id.setdefault(short_id(guid), {}).setdefault(_normalised(guid), guid)
    return tuple(tuple(group.values()) for group in by_short_id.values() if len(group) > 1)


def _normalised(guid: str) -> str:
    return guid.strip().strip("{}").replace("-", "").lower()
