"""One page of a long list."""

from __future__ import annotations

import pytest

from portal.domain.paging import paginate


@pytest.mark.parametrize(
    ("count", "number", "items", "pages", "previous", "following"),
    [
        (0, 1, (), 1, None, None),
        (3, 1, (0, 1, 2), 1, None, None),
        (4, 1, (0, 1, 2), 2, None, 2),
        (4, 2, (3,), 2, 1, None),
        (9, 2, (3, 4, 5), 3, 1, 3),
    ],
)
def test_a_page_knows_its_place(
    count: int,
    number: int,
    items: tuple[int, ...],
    pages: int,
    previous: int | None,
    following: int | None,
) -> None:
    page = paginate(range(count), number, size=3)
    assert (page.items, page.pages, page.previous, page.next) == (items, pages, previous, following)
    assert (page.total, page.is_beyond, page.is_only) == (count, False, pages == 1)


@pytest.mark.parametrize(("count", "number"), [(0, 2), (3, 2), (4, 999_999)])
def test_a_page_beyond_the_end_is_empty_and_says_so(count: int, number: int) -> None:
    page = paginate(range(count), number, size=3)
    assert (page.items, page.is_beyond, page.previous, page.next) == ((), True, None, None)
