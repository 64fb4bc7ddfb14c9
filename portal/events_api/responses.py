"""An answer of the API as bytes, read within its limits.

Only ``transport.py`` reads answers; what an answer means is decided in ``answers.py`` and ``decode.py``.

Facts: design/faults.md §1 (rules 2, 4, 5), §3 (Retry-After), §10 A15-A22 and B5.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3.response import BaseHTTPResponse

from portal.events_api.deadlines import Deadline

CHUNK_BYTES = 64 * 1024
MAX_RETRY_AFTER_S = 3600.0
_READABLE_ENCODINGS = {"", "identity", "gzip"}
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_LONGEST_NUMBER = 10  # digits; a longer number of seconds or bytes is beyond every limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A complete answer of any status but a redirect.

    ``media_type``     lower case, without parameters; "" when the API did not say
    ``body``           decoded bytes; b"" for a status of 400 and above whose body could not be read
    ``elapsed_s``      from the call to the last byte, retry included
    ``retry_after_s``  seconds the API asked us to wait, capped at 3600; None when it did not say or cannot be read
    """

    status: int
    media_type: str = ""
    body: bytes = field(default=b"", repr=False)
    elapsed_s: float = 0.0
    retry_after_s: float | None = None


class Unusable(Exception):
    """An answer that is refused. ``kind`` is redirect, too_big or broken."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def receive(answer: BaseHTTPResponse, *, max_bytes: int, deadline: Deadline, started_at: float) -> Response:
    """Read an answer whose headers have arrived.

    The status of an error counts even if its body cannot be read: a 503 says that nothing was done.

    Raises Unusable, TimeoutError, and whatever urllib3 raises for a broken body.
    """
    status = answer.status
    if 300 <= status < 400:
        raise Unusable("redirect")
    if not 200 <= status < 600:
        raise Unusable("broken")
    try:
        body = _read_body(answer, max_bytes, deadline)
    except Exception:
        if status < 400:
            raise
        body = b""
    return Response(
        status=status,
        media_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=body,
        elapsed_s=time.monotonic() - started_at,
        retry_after_s=parse_retry_after(answer.headers.get("retry-after")),
    )


def parse_retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """Read a Retry-After header: seconds or an HTTP date, capped at one hour. None if past or unreadable."""
    text = (value or "").strip()
    if _DIGITS.fullmatch(text):
        return min(float(text), MAX_RETRY_AFTER_S) if len(text) <= _LONGEST_NUMBER else MAX_RETRY_AFTER_S
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        wait_s = (moment - (now or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(wait_s, MAX_RETRY_AFTER_S) if wait_s >= 0 else None


def _read_body(answer: BaseHTTPResponse, max_bytes: int, deadline: Deadline) -> bytes:
    """Return the body, decoded. Refused by its declared length first, then by the bytes that come out."""
    if answer.headers.get("content-encoding", "").strip().lower() not in _READABLE_ENCODINGS:
        raise Unusable("broken")
    declared = answer.headers.get("content-length")
    if declared is not None:
        if not _DIGITS.fullmatch(declared):
            raise Unusable("broken")
        if len(declared) > _LONGEST_NUMBER or int(declared) > max_bytes:
            raise Unusable("too_big")
    chunks: list[bytes] = []
    size = 0
    for chunk in answer.stream(CHUNK_BYTES, decode_content=True):
        size += len(chunk)
        if size > max_bytes:
            raise Unusable("too_big")
        if deadline.expired:
            break
        chunks.append(chunk)
    if deadline.expired:  # the end of a shut socket looks like the end of the body
        raise TimeoutError
    return b"".join(chunks)
