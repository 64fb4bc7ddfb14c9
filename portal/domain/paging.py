"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of the items and where they stand. ``number`` counts from 1."""

    items: tuple[T, ...]
    number: int
    pages: int  # at least 1
    total: int  # items on all pages

    @property
    def is_beyond(self) -> bool:
        """Whether the list has become too short for this page: answer with a redirect to page 1."""
        return self.number > self.pages

    @property
    def is_only(self) -> bool:
        """Whether a pager would be noise."""
        return self.pages == 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if 1 < self.number <= self.pages else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def paginate(items: Sequence[T], number: int, *, size: int) -> Page[T]:
    """Return page ``number`` of ``items``; empty and ``is_beyond`` when there is no such page."""
    start = (number - 1) * size
    return Page(
        items=tuple(items[start : start + size]),
        number=number,
        pages=max(1, -(-len(items) // size)),
        total=len(items),
    )
