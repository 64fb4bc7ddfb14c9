"""The list of events: its active filters in words, its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import template
from django.utils.translation import gettext as _

from portal.domain import venue
from portal.domain.search import EventQuery, Facet
from portal.services.catalogue import EventList
from portal.templatetags.portal_tags import Link, address
from portal.templatetags.portal_times import day_heading
from portal.templatetags.portal_words import access_label, facet_label

register = template.Library()


@register.simple_tag
def list_url(page: EventList, number: int = 1) -> str:
    """Return the address of a page of the list, its filters kept."""
    return _list_address(page, page.query, number)


@register.simple_tag
def page_number(page: EventList) -> str:
    """Return "page 2 of 5" for the title of a page of the list; "" on the first."""
    cards = page.cards
    return (
        _("page %(number)d of %(pages)d") % {"number": cards.number, "pages": cards.pages} if cards.number > 1 else ""
    )


@register.simple_tag
def chips(page: EventList) -> list[Link]:
    """Return the active filters in words, each with the address of the list without it."""
    query = page.query
    found: list[Link] = []

    def add(key: str, label: str, without: EventQuery) -> None:
        found.append(Link(key, label, _list_address(page, without)))

    if query.q:
        add("q", _("“%(text)s”") % {"text": query.q}, replace(query, q=""))
    for value in query.formats:
        add("format", _facet(page.facets.formats, value), replace(query, formats=_without(query.formats, value)))
    for value in query.types:
        add("type", _facet(page.facets.types, value), replace(query, types=_without(query.types, value)))
    if query.place:
        add("place", _facet(page.facets.places, query.place), replace(query, place=""))
    for fact in query.access:
        add("access", access_label(fact), replace(query, access=_without(query.access, fact)))
    if query.from_date:
        label = _("From %(date)s") % {"date": day_heading(query.from_date)}
        add("from", label, replace(query, from_date=None))
    if query.to_date:
        label = _("Until %(date)s") % {"date": day_heading(query.to_date)}
        add("to", label, replace(query, to_date=None))
    return found


@register.simple_tag
def access_facts() -> tuple[venue.Access, ...]:
    """Return the accessibility facts one can filter by."""
    return tuple(venue.Access)


def _facet(facets: Sequence[Facet], value: str) -> str:
    """The label of a filter value; the value itself where no event has it (any more)."""
    return next((facet_label(facet.label) for facet in facets if facet.slug == value), value)


def _without(values: tuple[Any, ...], value: object) -> tuple[Any, ...]:
    return tuple(item for item in values if item != value)


def _list_address(page: EventList, query: EventQuery, number: int = 1) -> str:
    return address("past_events" if page.is_past else "events", query.query_string(page=number))
