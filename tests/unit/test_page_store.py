"""The store of kept pages: bounded, whatever is asked for."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from portal.pages.page import Page
from portal.pages.store import Store
from portal.services.shown import Shown

KB = 1024


def page(path: str, content: bytes = b"<p>Hello</p>") -> Page:
    return Page(("host", True, path, ""), [("Content-Type", "text/html")], content, Shown(site=(1, "a")), 0.0, "br")


def sizes(store: Store, paths: list[str]) -> list[str]:
    return [path for path in paths if store.get(("host", True, path, "")) is not None]


def test_a_hundred_thousand_addresses_stay_within_the_bound() -> None:
    store = Store(max_bytes=500 * KB, max_pages=10_000)
    for number in range(100_000):
        store.put(page(f"/{number}"))
        assert store.bytes_used <= 500 * KB
    assert 50 < len(store) < 200


def test_the_number_of_pages_is_bounded_too() -> None:
    store = Store(max_bytes=500 * KB, max_pages=7)
    for number in range(100):
        store.put(page(f"/{number}"))
    assert len(store) == 7


def test_addresses_asked_for_once_do_not_push_out_what_everybody_reads() -> None:
    store = Store(max_bytes=200 * KB, max_pages=10_000)
    everybodys = [f"/popular/{number}" for number in range(20)]
    for path in everybodys:
        store.put(page(path))
    assert sizes(store, everybodys) == everybodys
    for number in range(10_000):
        store.put(page(f"/once/{number}"))
    assert sizes(store, everybodys) == everybodys


def test_pages_that_nobody_reads_any_more_make_room() -> None:
    store = Store(max_bytes=200 * KB, max_pages=10_000)
    old, new = [f"/old/{number}" for number in range(40)], [f"/new/{number}" for number in range(40)]
    for paths in (old, new):
        for path in paths:
            store.put(page(path))
            store.get(("host", True, path, ""))
            store.get(("host", True, path, ""))
    assert len(sizes(store, new)) == 40
    assert len(sizes(store, old)) < 40


def test_a_page_larger_than_the_store_is_not_kept() -> None:
    store = Store(max_bytes=4 * KB, max_pages=10)
    store.put(page("/", random.Random(1).randbytes(5 * KB)))
    assert (len(store), store.bytes_used) == (0, 0)


def test_a_page_that_grew_counts_with_its_new_size() -> None:
    store = Store(max_bytes=500 * KB, max_pages=10)
    grown = page("/")
    store.put(grown)
    before = store.bytes_used
    grown.answer("identity")
    store.put(grown)
    assert store.bytes_used == before + len(b"<p>Hello</p>")


@given(st.lists(st.tuples(st.sampled_from("pgd"), st.integers(0, 12), st.integers(0, 3000)), max_size=60))
def test_the_bounds_hold_and_the_count_is_right_after_any_sequence(actions: list[tuple[str, int, int]]) -> None:
    store = Store(max_bytes=20 * KB, max_pages=5)
    last: dict[int, Page] = {}
    for action, number, size in actions:
        if action == "p":
            last[number] = page(f"/{number}", b"\xff" * size)
            store.put(last[number])
        elif action == "d" and number in last:
            store.drop(last[number])
            assert store.get(last[number].key) is None
        else:
            found = store.get(("host", True, f"/{number}", ""))
            assert found is None or found is last[number]
        kept = [each for each in last.values() if store.get(each.key) is each]
        assert store.bytes_used == sum(each.size for each in kept) <= 20 * KB
        assert len(store) == len(kept) <= 5
