"""Records as bytes and back, for stored copies.

JSON by msgspec: fields in the order of their declaration, keys of mappings sorted, instants as ISO 8601 in UTC,
decimals as text, bytes as base64. Equal values give equal bytes, so a digest of them tells whether anything changed.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

# msgspec notes on each record what it learnt of it before it has learnt everything; a second thread that builds a
# decoder for the same record meanwhile crashes the process when it decodes.
_building = threading.Lock()
_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="string")


class StoredRecordUnreadable(Exception):
    """The bytes are no such record: another release wrote them, or they are damaged. Treat it as nothing stored."""


def dump(value: object) -> bytes:
    """Return the value, a record or a collection of records, as bytes."""
    return _encoder.encode(value)


def load(kind: type[T], data: bytes) -> T:
    """Return what ``dump`` was given. ``kind`` is its type, such as ``Event`` or ``tuple[Event, ...]``.

    Unknown fields are left out and missing ones take their default, so copies survive an upgrade where they can.

    Raises StoredRecordUnreadable.
    """
    target: Any = kind  # mypy thinks a type[T] cannot be hashed
    try:
        with _building:
            decoder = _decoder(target)
        value: T = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoredRecordUnreadable(str(error)) from error  # names a path and types, never a value
    return value


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
