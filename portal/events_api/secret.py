"""A value that must not be shown: the API token.

Facts: design/faults.md §2 (where plain requests spread the token, and the cure).
"""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """An opaque text that appears in no repr, str, format, pickle or copy of its holder's fields.

    The value is kept exactly as given: never trimmed, decoded or checked. ``reveal()`` is the one way to read it.
    False when empty; equality takes the same time wherever two values of one length differ.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the value itself, for the one place that sends or encrypts it."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __bool__(self) -> bool:
        return self.__value != ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")

    def _bytes(self) -> bytes:
        return self.__value.encode("utf-8", "surrogatepass")
