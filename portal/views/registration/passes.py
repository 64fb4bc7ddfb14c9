"""The passes a person of a party can choose, in words."""

from __future__ import annotations

from collections import Counter

from portal.domain.availability import is_sold_out
from portal.domain.party import Party
from portal.events_api.types import Pass
from portal.services.registration.opening import Opening
from portal.templatetags.portal_words import between_items, name, price


def passes_left_for(opening: Opening, party: Party, number: int) -> list[tuple[str, str]]:
    """Pass id and label of the passes that are left for attendee ``number``, the others' choices taken off."""
    used = Counter(
        person.pass_id
        for at, person in enumerate(party.people, start=1)
        if at != number and person.pass_id and not person.waitlisted
    )
    return [(item.pass_id, label(item)) for item in opening.passes if _is_left(item, used[item.pass_id])]


def label(item: Pass) -> str:
    """A pass on one line: its name and price."""
    return f"{name(item)}{between_items()}{price(item)}"


def _is_left(item: Pass, used: int) -> bool:
    left = item.number_of_passes_left
    return not is_sold_out(item) and (left is None or left > used)
