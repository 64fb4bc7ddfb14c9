"""Parts of pages that are rendered once for each state of what they show.

``{% kept whole site %}…{% endkept %}`` renders what is inside once for each language, chosen zone and state of the
values it names, and gives the same text from then on. What is inside must show nothing else: nothing of the request,
of the clock or of how old a copy is.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.translation import get_language

from portal.domain.session_search import ScheduleQuery
from portal.services import zone_choice
from portal.services.applications import Site
from portal.services.catalogue import EventCard, EventWhole
from portal.services.identity import Same

LARGE, SMALL = 48, 1024  # how many renderings of a part a process keeps: of an event, of anything less

register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Render what is inside once for each state of the values named."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(values, inside)


class KeptNode(template.Node):
    """Its renderings are kept by the node itself, and so as long as the template."""

    child_nodelists = ("inside",)

    def __init__(self, values: list[FilterExpression], inside: NodeList) -> None:
        self.values, self.inside = values, inside
        self._small, self._large = lru_cache(SMALL)(_empty), lru_cache(LARGE)(_empty)

    def render(self, context: Context) -> str:
        values = [value.resolve(context) for value in self.values]
        slot = self._large if any(isinstance(value, EventWhole) for value in values) else self._small
        rendering = slot(get_language(), zone_choice.chosen(), *map(state_of, values))
        if not rendering:
            rendering[:] = [self.inside.render(context)]
        return rendering[0]


def state_of(value: object) -> Hashable:
    """Return what equals itself only as long as everything is the same that pages show of a value."""
    match value:
        case EventWhole():
            return (
                value.programme,
                value.availability,
                Same(value.passes),
                Same(value.speakers),
                Same(value.sponsorships),
                Same(value.picture_index) if value.picture_index else None,
                value.tiers,
                value.missing,
            )
        case EventCard():
            return Same(value.event), value.availability
        case Site():
            return Same(value.row), value.connection
        case ScheduleQuery():
            return value.query_string(), *value.problems.items(), *value.typed.items()
        case _:
            assert isinstance(value, Hashable), value  # noqa: S101 -- a mistake in a template
            return value


def _empty(*_key: Hashable) -> list[str]:
    return []
