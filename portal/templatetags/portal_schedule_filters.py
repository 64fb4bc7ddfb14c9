"""What a schedule can be filtered by, in words: the fields of the form, and a chip for each filter in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django import template
from django.utils.translation import gettext as _

from portal.domain.search import Facet
from portal.domain.session_search import ScheduleQuery, SessionIndex
from portal.services.catalogue import EventWhole
from portal.services.readings import day_heading
from portal.templatetags.portal_schedule import schedule_url
from portal.templatetags.portal_tags import Link
from portal.templatetags.portal_words import facet_label

register = template.Library()

# Parameters that take several values, and the fields of ScheduleQuery that hold them.
_SEVERAL = {
    "track": "tracks",
    "room": "rooms",
    "type": "types",
    "language": "languages",
    "speaker": "speakers",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form. What is asked for and not offered is kept in hidden fields."""

    parameter: str
    facets: Sequence[Facet]  # none: not offered
    chosen: tuple[str, ...]  # slugs of facets
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """The form. ``choices`` are check boxes; speakers are many, so that one is chosen from a list."""

    days: tuple[date, ...]
    choices: tuple[tuple[str, Field], ...]  # with their legends
    speaker: Field
    places: bool

    @property
    def is_empty(self) -> bool:
        """Whether a search text is all there is to ask for."""
        return not (self.days or self.speaker.facets or self.places or any(field.facets for _, field in self.choices))


@register.simple_tag
def schedule_fields(whole: EventWhole, query: ScheduleQuery) -> Fields:
    """Return the form's fields: what some session has, where there is a choice."""
    index = whole.programme.index
    facets = index.facets
    return Fields(
        days=facets.days,
        choices=(
            (_("Track"), _field(index, "track", facets.tracks, query.tracks)),
            (_("Room"), _field(index, "room", facets.rooms, query.rooms)),
            (_("Type"), _field(index, "type", facets.types, query.types)),
            (_("Language"), _field(index, "language", facets.languages, query.languages)),
        ),
        speaker=_field(index, "speaker", facets.speakers, query.speakers, most=1),
        places=facets.places,
    )


@register.simple_tag
def schedule_chips(whole: EventWhole, query: ScheduleQuery) -> list[Link]:
    """Return the filters in force in words, each with the address of the schedule without it."""
    index = whole.programme.index
    found: list[Link] = []

    def add(key: str, label: str, without: ScheduleQuery) -> None:
        found.append(Link(key, label, schedule_url(whole, without)))

    if query.q:
        add("q", _("“%(text)s”") % {"text": query.q}, replace(query, q=""))
    if query.day:
        add("day", day_heading(query.day), replace(query, day=None))
    for parameter, name in _SEVERAL.items():
        values: tuple[str, ...] = getattr(query, name)
        for value in values:
            others = tuple(other for other in values if other != value)
            add(parameter, _value_name(index, parameter, value), replace(query, **{name: others}))
    if query.places:
        add("places", _("Places left"), replace(query, places=False))
    return found


@register.filter
def unknown_values(unknown: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the values that name nothing (any more), as they were asked for; a day without sessions is no such."""
    return [value for parameter, values in unknown.items() if parameter != "day" for value in values]


@register.filter
def without_filters(query: ScheduleQuery) -> ScheduleQuery:
    """Return a query for everything, in the same view."""
    return ScheduleQuery(view=query.view)


def _field(
    index: SessionIndex, parameter: str, facets: Sequence[Facet], values: tuple[str, ...], most: int | None = None
) -> Field:
    meant = {value: index.facet(parameter, value) for value in values}
    offered = [facet.slug for facet in meant.values() if facet is not None and facet in facets][:most]
    kept = (value for value, facet in meant.items() if facet is None or facet.slug not in offered)
    return Field(parameter, facets, tuple(offered), tuple(kept))


def _value_name(index: SessionIndex, parameter: str, value: str) -> str:
    facet = index.facet(parameter, value)
    if facet is None or facet.label is None:
        return value
    return facet_label(facet.label) if parameter in {"type", "language"} else facet.label
