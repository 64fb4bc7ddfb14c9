"""How often one address may post: exact for any number of processes (design/faults.md D31)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connections

from portal.models import RateCounter
from portal.services.registration import clock as database_clock
from portal.services.registration import limits

pytestmark = pytest.mark.django_db(transaction=True)


def hits(scope: str, address: str, number: int, limit: int = 2) -> list[bool]:
    """Whether each of some posts was let through."""
    return [limits.hit(scope, address, limit, 3600) is None for _ in range(number)]


def test_the_post_beyond_the_limit_is_told_how_long_to_wait() -> None:
    with time_machine.travel(datetime(2027, 3, 4, 12, 0, 45, tzinfo=UTC), tick=False):
        assert [limits.hit("form", "192.0.2.1", 2, 60) for _ in range(4)] == [None, None, 15, 15]
    with time_machine.travel(datetime(2027, 3, 4, 12, 1, 0, tzinfo=UTC), tick=False):
        assert limits.hit("form", "192.0.2.1", 2, 60) is None


def test_addresses_and_scopes_are_counted_apart() -> None:
    assert hits("a", "192.0.2.1", 3) == [True, True, False]
    assert hits("a", "192.0.2.2", 2) == [True, True]
    assert hits("b", "192.0.2.1", 2) == [True, True]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", " 192.0.2.1 ", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "unknown", False),
    ],
)
def test_what_counts_as_one_address(first: str, second: str, same: bool) -> None:
    assert (limits.network_of(first) == limits.network_of(second)) is same


def test_the_count_is_exact_when_many_post_at_once() -> None:
    def post(_: int) -> bool:
        try:
            return limits.hit("form", "192.0.2.7", 20, 3600) is None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(post, range(60))) == 20
    assert RateCounter.objects.get().count == 60


def test_no_address_is_stored_and_old_counts_go() -> None:
    hits("form", "192.0.2.77", 1)
    assert "192.0.2" not in str(list(RateCounter.objects.values()))
    assert limits.prune(database_clock.now()) == 0
    assert limits.prune(RateCounter.objects.get().expires_at.replace(year=2999)) == 1
