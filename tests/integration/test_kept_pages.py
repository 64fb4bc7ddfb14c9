"""Pages kept as bytes: who gets them, with which headers, and when they are made anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kept_pages import Pages
from tests.served_site import ServedSite
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"


@pytest.fixture
def pages(served: ServedSite) -> Iterator[Pages]:
    pages = Pages()
    yield pages
    pages.watch.stop()


def test_a_page_is_made_once(served: ServedSite, pages: Pages) -> None:
    served.warm(EVENT)
    texts = {pages.page(EVENT) for _ in range(5)}
    assert len(texts) == 1
    assert pages.renders() == [EVENT]
