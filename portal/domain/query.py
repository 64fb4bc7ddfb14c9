"""Reading filters from a query string, and writing them back in one spelling.

Reading never fails: a value that makes no sense is left out, named in ``problems`` and kept as typed for the form.
Unknown parameters are ignored. Source: design/urls.md §4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from portal.domain.text import visible

MAX_TEXT = 200  # characters of a search text
MAX_VALUES = 20  # of a repeatable parameter

Parameters = Mapping[str, Sequence[str]]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,5}", re.ASCII)

E = TypeVar("E", bound=StrEnum)


class Problem(StrEnum):
    """Why a value was left out."""

    NOT_A_DATE = "not_a_date"
    BEFORE_FROM = "before_from"  # the last day is before the first
    NOT_A_PAGE = "not_a_page"
    NOT_OFFERED = "not_offered"  # none of a fixed set of values
    TOO_LONG = "too_long"


class Reader:
    """Reads one parameter after another and remembers what it had to leave out."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self.problems: dict[str, Problem] = {}
        self.typed: dict[str, str] = {}

    def refuse(self, name: str, problem: Problem) -> None:
        """Note that the value of ``name`` was left out."""
        self.problems[name] = problem
        self.typed[name] = ", ".join(self._values(name))[:MAX_TEXT]

    def text(self, name: str) -> str:
        """Return a search text; empty if absent or too long."""
        value = self._last(name)
        if len(value) > MAX_TEXT:
            self.refuse(name, Problem.TOO_LONG)
            return ""
        return value

    def value(self, name: str) -> str:
        """Return one value of an open set, lower-case; empty if absent."""
        return self._last(name).lower()[:MAX_TEXT]

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a repeatable parameter, lower-case, each once, sorted."""
        return tuple(sorted({value.lower()[:MAX_TEXT] for value in self._values(name)})[:MAX_VALUES])

    def choice(self, name: str, choices: type[E], default: E) -> E:
        """Return one of a fixed set."""
        value = self._last(name)
        if not value:
            return default
        try:
            return choices(value)
        except ValueError:
            self.refuse(name, Problem.NOT_OFFERED)
            return default

    def choices(self, name: str, choices: type[E]) -> tuple[E, ...]:
        """Return those of a fixed set that were asked for, in the set's order."""
        asked = set(self._values(name))
        if asked - set(choices):
            self.refuse(name, Problem.NOT_OFFERED)
        return tuple(choice for choice in choices if choice in asked)

    def date(self, name: str) -> date | None:
        """Return a day written YYYY-MM-DD."""
        value = self._last(name)
        if not value:
            return None
        try:
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.refuse(name, Problem.NOT_A_DATE)
        return None

    def page(self, name: str = "page") -> int:
        """Return a page number from 1."""
        value = self._last(name)
        if not value:
            return 1
        if _PAGE.fullmatch(value):
            return int(value)
        self.refuse(name, Problem.NOT_A_PAGE)
        return 1

    def flag(self, name: str) -> bool:
        """Return whether a switch is "1"."""
        value = self._last(name)
        if value not in {"", "0", "1"}:
            self.refuse(name, Problem.NOT_OFFERED)
        return value == "1"

    def _last(self, name: str) -> str:
        return next(iter(reversed(self._values(name))), "")

    def _values(self, name: str) -> list[str]:
        return [text for value in self._parameters.get(name, ()) if (text := visible(value))]


def write(parameters: Iterable[tuple[str, object]]) -> str:
    """Return a query string in the order given, without "?"; empty values are dropped, tuples are repeated."""
    pairs: list[tuple[str, str]] = []
    for name, value in parameters:
        values = value if isinstance(value, tuple) else (value,)
        pairs.extend((name, str(item)) for item in values if item not in {None, ""})
    return urlencode(pairs)


class NoQuery:
    """The query of a page without parameters: whatever is asked, there is one answer."""

    problems: Mapping[str, Problem] = {}

    @classmethod
    def parse(cls, parameters: Parameters) -> NoQuery:
        """Ignore everything."""
        return cls()

    def query_string(self) -> str:
        """Return the canonical query string, which is empty."""
        return ""
