"""Sponsorships in tiers. The API knows a topic in words only: which topics make a tier, the organisation says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.domain.text import fold, natural_key, visible
from portal.events_api.types import Sponsorship


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A tier as the organisation set it up. ``topics`` are folded (``topic_key``)."""

    name: str
    size: str  # "large", "medium", "small": of the logos
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorGroup:
    """The sponsorships of a tier by name of the sponsor; never empty. ``tier`` is None for those of no tier."""

    tier: Tier | None
    sponsorships: tuple[Sponsorship, ...]

    @property
    def size(self) -> str:
        """The size of the logos; sponsors of no tier get the middle one."""
        return self.tier.size if self.tier else "medium"


def topic_key(topic: str | None) -> str:
    """Return a topic as it is compared: letter case, accents and blanks around it do not count."""
    return fold(visible(topic))


def in_tiers(sponsorships: Iterable[Sponsorship], tiers: Sequence[Tier]) -> tuple[SponsorGroup, ...]:
    """Group sponsorships, each into the first tier that has its topic, the others last."""
    members: dict[Tier | None, list[Sponsorship]] = {tier: [] for tier in (*tiers, None)}
    for item in sponsorships:
        key = topic_key(item.sponsorship_topic)
        members[next((tier for tier in tiers if key in tier.topics), None)].append(item)
    return tuple(
        SponsorGroup(
            tier=tier,
            sponsorships=tuple(sorted(found, key=lambda item: (natural_key(item.sponsor_name or ""), item.id))),
        )
        for tier, found in members.items()
        if found
    )
