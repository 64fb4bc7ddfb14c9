"""Places: where an event is held, how to write its address, how accessible it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from portal.domain.identifiers import short_id, slug
from portal.domain.text import fold, visible
from portal.events_api.codes import HYBRID, WEBINAR
from portal.events_api.types import Building, Event, Room

ONLINE = "online"

_MAP = "https://www.openstreetmap.org/search"


class Access(StrEnum):
    """What a building says about its accessibility; the values of the ``access`` filter (urls.md §4)."""

    STEP_FREE = "step-free"
    TOILETS = "toilets"
    PARKING = "parking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event is held, in one or two words."""

    slug: str  # value of the ``place`` filter
    name: str | None  # None: online; pages then say so in their language


def is_online(event: Event) -> bool:
    """Tell whether the event is held online only."""
    return event.event_format == WEBINAR


def is_hybrid(event: Event) -> bool:
    """Tell whether the event is held both online and at a place."""
    return event.event_format == HYBRID


def place(event: Event) -> Place | None:
    """Return the place to put on a card: the town, else the building, else "online"; ``None`` if not known."""
    return next(iter(places(event)), None)


def places(event: Event) -> tuple[Place, ...]:
    """Return every place by which the event can be found, the one for cards first.

    A hybrid event is found in its town and online; an online one only online.
    """
    return tuple(_places(event))


def _places(event: Event) -> Iterator[Place]:
    if not is_online(event) and event.building is not None:
        for name in dict.fromkeys((visible(event.building.city), visible(event.building.name))):
            if name:
                yield Place(slug=slug(name) or short_id(name), name=name)
    if is_online(event) or is_hybrid(event):
        yield Place(slug=ONLINE, name=None)


def address_lines(building: Building) -> tuple[str, ...]:
    """Return the postal address, a line each, without the building's name, blank lines or repetition; may be empty.

    Dynamics' own composite is taken where it has any text, since it is in the order of its country. It may consist of
    nothing but blanks and commas; then the parts are used.
    """
    composite = (building.address_composite or "").splitlines()
    return _distinct(building.name, composite) or _distinct(building.name, _parts(building))


def map_url(building: Building) -> str | None:
    """Return the address of a map search for the building; ``None`` without street or town."""
    town = " ".join(part for part in (visible(building.postal_code), visible(building.city)) if part)
    query = _distinct("", [building.address_line1 or "", town, building.country or ""])
    if not (visible(building.address_line1) or visible(building.city)):
        query = address_lines(building)
    return f"{_MAP}?{urlencode({'query': ', '.join(query)})}" if query else None


def accessibility(building: Building | None, room: Room | None = None) -> tuple[tuple[Access, bool], ...]:
    """Return what is known about accessibility, in a fixed order; what nobody stated is left out.

    A room without step-free access is not made accessible by its building.
    """
    step_free = [item.disabled_access for item in (building, room) if item is not None]
    facts: list[tuple[Access, bool | None]] = [(Access.STEP_FREE, _all(step_free))]
    if building is not None:
        facts.append((Access.TOILETS, building.accessible_toilets))
        facts.append((Access.PARKING, building.disabled_parking))
    return tuple((fact, available) for fact, available in facts if available is not None)


def _all(stated: list[bool | None]) -> bool | None:
    known = [value for value in stated if value is not None]
    return all(known) if known else None


def _parts(building: Building) -> list[str]:
    region = ", ".join(part for part in (visible(building.city), visible(building.state_province)) if part)
    town = " ".join(part for part in (visible(building.postal_code), region) if part)
    lines = [building.address_line1, building.address_line2, building.address_line3, town, building.country]
    return [line or "" for line in lines]


def _distinct(name: str, lines: list[str]) -> tuple[str, ...]:
    seen = {fold(visible(name))}
    kept: list[str] = []
    for line in lines:
        shown = visible(line).strip(" ,")
        if shown and fold(shown) not in seen:
            seen.add(fold(shown))
            kept.append(shown)
    return tuple(kept)
