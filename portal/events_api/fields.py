"""Reading single fields of a JSON object, tolerantly.

Absent and null are normal and read as None. A value of the wrong type is a loss: it is noted with its JSON path and a
reason, never with the value, and reads as None too. Nothing is converted: "92", 92.0 and true are no whole numbers.

NUL and lone surrogates, which neither a database nor a page can hold, are taken out of every text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, TypeVar, cast

from portal.events_api.types import CustomFieldValue, Loss

T = TypeVar("T")

# Stands for a number too large to hold: the field it came in is lost, not the answer.
UNREADABLE: Final = object()

MISSING = "missing"
LISTED_TWICE = "listed twice"
OUT_OF_RANGE = "out of range"
NOT_TEXT = "not a text"
NOT_WHOLE_NUMBER = "not a whole number"
NOT_NUMBER = "not a number"
NOT_BOOLEAN = "not true or false"
NOT_DATE_TIME = "not a date and time"
NOT_OBJECT = "not an object"
NOT_LIST = "not a list"
NOT_PLAIN = "not a plain value, lookup or choice"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
# Pages add days to dates and move them between zones, which overflows near the ends of the calendar.
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), 2**64 - 1


class IdentityMissing(Exception):
    """The object has no usable identity; the loss is already noted."""


class Item:
    """One JSON object of an answer, with its path and the list that collects losses."""

    __slots__ = ("_losses", "_members", "path")

    def __init__(self, members: dict[str, object], path: str, losses: list[Loss]) -> None:
        self._members = members
        self._losses = losses
        self.path = path

    def lose(self, name: str, reason: str) -> None:
        """Note that a field could not be read."""
        self._losses.append(Loss(path=f"{self.path}.{name}", reason=reason))

    def present(self, name: str) -> bool:
        """Tell whether the field was sent with a value, readable or not."""
        return self._members.get(name) is not None

    def identity(self, name: str) -> str:
        """Return a text without which the object is useless, exactly as sent. Raises IdentityMissing."""
        value = self.name(name)
        if not value:
            self.lose(name, MISSING)
            raise IdentityMissing
        return value

    def name(self, name: str) -> str:
        """Return a name: "" if it is sent blank. Raises IdentityMissing if there is none."""
        if not self.present(name):
            self.lose(name, MISSING)
        value = self._cleaned(name)
        if value is None:
            raise IdentityMissing
        return value if value.strip() else ""

    def text(self, name: str) -> str | None:
        """Return a text; None for a blank one, so that no page shows an empty line."""
        value = self._cleaned(name)
        return value if value and value.strip() else None

    def integer(self, name: str, *, minimum: int = _SMALLEST_INTEGER) -> int | None:
        """Return a whole number from ``minimum`` to 64 bits."""
        value = self._members.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.lose(name, NOT_WHOLE_NUMBER)
            return None
        if not minimum <= value <= _LARGEST_INTEGER:
            self.lose(name, OUT_OF_RANGE)
            return None
        return value

    def decimal(self, name: str) -> Decimal | None:
        """Return a number that is not negative, exactly as written."""
        value = self._members.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.lose(name, NOT_NUMBER)
            return None
        if not 0 <= value <= _LARGEST_INTEGER:
            self.lose(name, OUT_OF_RANGE)
            return None
        return abs(Decimal(repr(value)))  # abs: -0.0 is 0

    def boolean(self, name: str) -> bool | None:
        """Return true or false."""
        value = self._members.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.lose(name, NOT_BOOLEAN)
        return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return true or false, and the API's default where it says neither."""
        value = self.boolean(name)
        return default if value is None else value

    def date_time(self, name: str) -> datetime | None:
        """Return a moment: aware in UTC if it was sent with Z or an offset, else a naive wall clock."""
        value = self._members.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
            self.lose(name, NOT_DATE_TIME)
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:  # 30 February, 25 o'clock
            self.lose(name, NOT_DATE_TIME)
            return None
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self.lose(name, OUT_OF_RANGE)
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment

    def item(self, name: str) -> Item | None:
        """Return a nested object."""
        value = self._members.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.lose(name, NOT_OBJECT)
            return None
        return Item(value, f"{self.path}.{name}", self._losses)

    def items(self, name: str) -> list[Item]:
        """Return the objects of a nested list; null is an empty one."""
        value = self._members.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.lose(name, NOT_LIST)
            return []
        return items_of(value, f"{self.path}.{name}", self._losses)

    def custom_fields(self) -> dict[str, CustomFieldValue]:
        """Return the organisation's own columns by logical name.

        Text, numbers and yes/no as they are; a lookup as its ``Name``; a choice as its number.
        """
        # Source: events-api/outbound-v2.md §4.1
        item = self.item("customFields")
        if item is None:
            return {}
        values: dict[str, CustomFieldValue] = {}
        for key, value in item._members.items():
            name, plain = clean(key), _plain(value)
            if plain is UNREADABLE:
                item.lose(name, NOT_PLAIN)
            else:
                values[name] = cast(CustomFieldValue, plain)
        return values

    def _cleaned(self, name: str) -> str | None:
        value = self._members.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.lose(name, NOT_TEXT)
            return None
        return clean(value)


def items_of(values: list[object], path: str, losses: list[Loss]) -> list[Item]:
    """Return the objects of a list; anything else in it is a loss."""
    items = []
    for position, value in enumerate(values):
        if isinstance(value, dict):
            items.append(Item(value, f"{path}[{position}]", losses))
        else:
            losses.append(Loss(path=f"{path}[{position}]", reason=NOT_OBJECT))
    return items


def read_each(items: Iterable[Item], read: Callable[[Item], T], *, identity: str) -> tuple[T, ...]:
    """Read a list of objects in its order, leaving out those without identity.

    Of two with one identity the first is kept, and both are counted.
    """
    records: list[T] = []
    seen: dict[str, Item | None] = {}  # None: already counted
    for item in items:
        try:
            key = item.identity(identity)
            record = read(item)
        except IdentityMissing:
            continue
        if key not in seen:
            seen[key] = item
            records.append(record)
            continue
        first = seen[key]
        if first is not None:
            first.lose(identity, LISTED_TWICE)
            seen[key] = None
        item.lose(identity, LISTED_TWICE)
    return tuple(records)


def _plain(value: object) -> object:
    """Return the value of a custom column, or UNREADABLE."""
    if isinstance(value, dict):
        value = value["Name"] if isinstance(value.get("Name"), str) else value.get("Value", UNREADABLE)
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if _SMALLEST_INTEGER <= value <= _LARGEST_INTEGER else UNREADABLE
    return value + 0.0 if isinstance(value, float) and math.isfinite(value) else UNREADABLE  # -0.0 is 0.0


def clean(text: str) -> str:
    """Return the text without NUL and lone surrogates."""
    return _UNSTORABLE.sub("", text)
