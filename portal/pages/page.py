"""One kept page: its bytes in each content coding, its headers, and how long it is right."""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.pages import encodings
from portal.pages.keys import Key
from portal.services.shown import Name, Shown

Headers = list[tuple[str, str]]

# Made anew for each coding.
_REPLACED = {"content-length", "etag", "vary", "content-encoding"}
_SENT_WITH_304 = {"cache-control", "expires", "content-location", "date"}
# What Python needs for a page besides its bytes: headers, key, notes. Measured with tracemalloc, rounded up.
OVERHEAD_BYTES = 3000
BYTES_PER_SNAPSHOT = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """A page in one coding: what a visitor gets, and what one gets who has it already."""

    body: bytes
    headers: Headers
    etag: str
    headers_unchanged: Headers


class Page:
    """A page as it was made. Instants are seconds since 1970 (``time.time``).

    ``began``: monotonic seconds; everything the page shows was read later than that.
    ``checked``: the version of what the watch knew when it last found this page right.
    """

    __slots__ = (
        "_answers",
        "_headers",
        "_name",
        "began",
        "changes_at",
        "checked",
        "key",
        "renew_at",
        "renew_first_at",
        "renewals",
        "revisions",
        "site",
        "size",
    )

    def __init__(self, key: Key, headers: Headers, content: bytes, shown: Shown, began: float, coding: str) -> None:
        assert shown.site is not None  # noqa: S101 -- is_keepable asked
        self.key = key
        self.began = began
        self.checked = -1
        self.site = shown.site
        self.revisions: Mapping[Name, int] = {_interned(name): number for name, number in shown.revisions.items()}
        self.renewals = {_interned(name): renewal for name, renewal in shown.renewals.items()}
        self.changes_at = _timestamp(shown.changes_at)
        self.renew_first_at = _timestamp(shown.renew_first_at)
        self.renew_at = min((each.due_at.timestamp() for each in self.renewals.values()), default=math.inf)
        # Most values are the same on all pages: kept once.
        self._headers = [(sys.intern(name), sys.intern(value)) for name, value in headers]
        self._name = hashlib.sha256(repr(headers).encode() + content).hexdigest()[:32]
        self._answers: dict[str, Answer] = {}
        self.size = OVERHEAD_BYTES + len(key[2]) + len(key[3]) + BYTES_PER_SNAPSHOT * len(self.revisions)
        self._encode(content, coding)

    def etag(self, coding: str) -> str:
        """The strong validator of the page in a coding."""
        return f'"{self._name}-{coding}"'

    def answer(self, coding: str) -> Answer:
        """The page in a coding, made when the first visitor asks for it."""
        answer = self._answers.get(coding)
        if answer is None:
            known, source = next(iter(self._answers.items()))
            answer = self._encode(encodings.decode(source.body, known), coding)
        return answer

    def _encode(self, content: bytes, coding: str) -> Answer:
        body = encodings.encode(content, coding)
        own = [(name, value) for name, value in self._headers if name.lower() not in _REPLACED]
        validators = [("ETag", self.etag(coding)), ("Vary", "Accept-Encoding")]
        coded = [("Content-Encoding", coding)] if coding != encodings.IDENTITY else []
        self._answers[coding] = answer = Answer(
            body,
            [*own, *coded, ("Content-Length", str(len(body))), *validators],
            self.etag(coding),
            [*(header for header in own if header[0].lower() in _SENT_WITH_304), *validators],
        )
        self.size += len(body)
        return answer


def is_keepable(status: str, headers: Iterable[tuple[str, str]], shown: Shown) -> bool:
    """Whether an answer is one that everybody gets: public, complete, of a stored web application."""
    if not status.startswith("200 ") or shown.site is None:
        return False
    found: dict[str, str] = {}
    for name, value in headers:
        found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
    directives = {part.strip() for part in found.get("cache-control", "").lower().split(",")}
    return (
        "public" in directives
        and not directives & {"private", "no-store", "no-cache"}
        and "set-cookie" not in found
        and "content-encoding" not in found
        and found.get("vary", "accept-encoding").lower() == "accept-encoding"
    )


def _timestamp(instant: datetime | None) -> float:
    return math.inf if instant is None else instant.timestamp()


def _interned(name: Name) -> Name:
    """Pages of an event show the same snapshots: their names are kept once."""
    return sys.intern(name[0]), sys.intern(name[1])
