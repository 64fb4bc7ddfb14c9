"""Sponsorships in tiers."""

from __future__ import annotations

from portal.domain.sponsors import Tier, in_tiers, topic_key
from portal.events_api.types import Sponsorship

GOLD = Tier(name="Gold", size="large", topics=frozenset({topic_key("Gold"), topic_key("Platinum")}))
SILVER = Tier(name="Silver", size="small", topics=frozenset({topic_key("Argentín")}))


def sponsor(name: str | None, topic: str | None) -> Sponsorship:
    return Sponsorship(id=f"{name}-{topic}", sponsor_name=name, sponsorship_topic=topic)


SPONSORS = [
    sponsor("Zeta", "gold "),
    sponsor("Nobody", None),
    sponsor("Alpha", "PLATINUM"),
    sponsor("Beta", "argentin"),
]


def grouped(*tiers: Tier) -> list[tuple[str | None, str, list[str | None]]]:
    return [
        (group.tier.name if group.tier else None, group.size, [item.sponsor_name for item in group.sponsorships])
        for group in in_tiers(SPONSORS, tiers)
    ]


def test_tiers_come_in_their_order_and_the_rest_last() -> None:
    assert grouped(GOLD, SILVER) == [
        ("Gold", "large", ["Alpha", "Zeta"]),
        ("Silver", "small", ["Beta"]),
        (None, "medium", ["Nobody"]),
    ]


def test_a_tier_nobody_is_in_is_left_out() -> None:
    empty = Tier(name="Bronze", size="small", topics=frozenset({"bronze"}))
    assert [name for name, _, _ in grouped(empty, SILVER)] == ["Silver", None]


def test_without_tiers_all_are_together() -> None:
    assert grouped() == [(None, "medium", ["Alpha", "Beta", "Nobody", "Zeta"])]
