"""schema.org descriptions for search engines. What is not known is left out, never guessed.

Rules: design/pitfalls.md §3. Dates carry the offset of the event's zone, as the page shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.domain.availability import Availability, State, is_sold_out
from portal.domain.event_times import wall_clock
from portal.domain.richtext import excerpt
from portal.domain.text import visible
from portal.domain.venue import is_hybrid, is_online
from portal.events_api.codes import HYBRID, ON_SITE, WEBINAR, language_tag
from portal.events_api.types import Building, Event, Pass, Session

LONGEST_DESCRIPTION = 500  # characters
MOST_PARTS = 20  # sessions and performers named on the page of an event; all have pages of their own

_MODES = {
    ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    WEBINAR: "https://schema.org/OnlineEventAttendanceMode",
    HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
# Inside <script> these could end the block or, in old browsers, the line.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A session or a speaker of an event. ``address`` of its page, absolute."""

    name: str
    address: str


def serialize(data: Mapping[str, Any]) -> str:
    """Return JSON that is safe inside a ``script`` element, with its context."""
    return json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(_ESCAPES)


def event_data(
    event: Event,
    *,
    name: str,
    address: str,
    register_address: str,
    availability: Availability,
    passes: Sequence[Pass] | None,
    currency: str,
    organiser: str,
    organiser_address: str,
    image: str,
    performers: Iterable[Part],
    sessions: Iterable[tuple[Session, Part]],
) -> dict[str, Any]:
    """Return an Event.

    ``passes``    None when they could not be read
    ``currency``  ISO code of their prices; "" where not known, like ``organiser`` and ``image``
    """
    return _known(
        {
            "@type": "Event",
            "@id": f"{address}#event",
            **_occurrence(event, name, event.time_zone),
            "description": excerpt(event.description, LONGEST_DESCRIPTION),
            "url": address,
            "image": [image] if image else None,
            "inLanguage": language_tag(event.event_language),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": _MODES.get(event.event_format or 0),
            "location": _locations(event, address),
            "organizer": _known({"@type": "Organization", "name": visible(organiser), "url": organiser_address})
            if visible(organiser)
            else None,
            "performer": [_person(part) for _, part in zip(range(MOST_PARTS), performers, strict=False)],
            "isAccessibleForFree": None if passes is None else not any(item.price != 0 for item in passes),
            "offers": _offers(availability, passes, register_address, currency),
            "subEvent": [
                _session(session, part, event, address)
                for _, (session, part) in zip(range(MOST_PARTS), sessions, strict=False)
                if session.starts_at is not None
            ],
        }
    )


def session_data(
    session: Session,
    *,
    name: str,
    address: str,
    event: Event,
    event_name: str,
    event_address: str,
    performers: Iterable[Part],
) -> dict[str, Any] | None:
    """Return the Event of a session, part of its event's; None for a session without a time."""
    if session.starts_at is None:
        return None
    return _known(
        {
            **_session(session, Part(name=name, address=address), event, event_address),
            "description": excerpt(session.session_summary or session.detailed_description, LONGEST_DESCRIPTION),
            "inLanguage": language_tag(session.language) or language_tag(event.event_language),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": _MODES.get(session.session_format or event.event_format or 0),
            "performer": [_person(part) for part in performers],
            "superEvent": _known(
                {
                    "@type": "Event",
                    "@id": f"{event_address}#event",
                    **_occurrence(event, event_name, event.time_zone),
                    "url": event_address,
                    "location": _locations(event, event_address),
                }
            ),
        }
    )


def item_list(addresses: Sequence[str]) -> dict[str, Any]:
    """Return a list of pages, in the order in which the page shows them."""
    items = [{"@type": "ListItem", "position": at, "url": url} for at, url in enumerate(addresses, start=1)]
    return {"@type": "ItemList", "itemListElement": items}


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: (name, absolute address) of each step, the page itself last."""
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": url}
        for at, (name, url) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _occurrence(item: Event | Session, name: str, time_zone: str) -> dict[str, Any]:
    assert item.starts_at is not None  # noqa: S101 -- events have a start, sessions without one are left out
    ends_at = item.ends_at if item.ends_at is not None and item.ends_at > item.starts_at else None
    return {
        "name": name,
        "startDate": _local(item.starts_at, time_zone),
        "endDate": None if ends_at is None else _local(ends_at, time_zone),
    }


def _session(session: Session, part: Part, event: Event, event_address: str) -> dict[str, Any]:
    return _known(
        {
            "@type": "Event",
            **_occurrence(session, part.name, event.time_zone),
            "url": part.address,
            "location": _session_locations(session, event, event_address),
        }
    )


def _session_locations(session: Session, event: Event, event_address: str) -> Any:
    room = visible(session.room.name) if session.room is not None else ""
    building = session.building or event.building
    if building is None or session.session_format == WEBINAR or is_online(event):
        return _locations(event, event_address)
    return _place(building, room)


def _locations(event: Event, address: str) -> Any:
    """A place, the page where one learns how to join, or both. The address for joining itself is never public."""
    found = [_place(event.building)] if event.building is not None and not is_online(event) else []
    if is_online(event) or is_hybrid(event):
        found.append({"@type": "VirtualLocation", "url": address})
    return found[0] if len(found) == 1 else found


def _place(building: Building, room: str = "") -> dict[str, Any]:
    street = [visible(line) for line in (building.address_line1, building.address_line2, building.address_line3)]
    postal = _known(
        {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(line for line in street if line),
            "addressLocality": visible(building.city),
            "addressRegion": visible(building.state_province),
            "postalCode": visible(building.postal_code),
            "addressCountry": visible(building.country),
        }
    )
    if len(postal) == 1 and visible(building.address_composite):
        postal["streetAddress"] = visible(building.address_composite)
    name = ", ".join(part for part in (room, visible(building.name)) if part)
    return _known({"@type": "Place", "name": name, "address": postal if len(postal) > 1 else visible(building.name)})


def _offers(availability: Availability, passes: Sequence[Pass] | None, address: str, currency: str) -> Any:
    """An offer for each pass, one for a free event; none unless people can register or could if it were not full."""
    if availability.state not in {State.OPEN, State.WAITLIST, State.FULL} or passes is None:
        return None
    sold_out = availability.state is not State.OPEN
    ends_at = availability.closes_at
    common = {
        "@type": "Offer",
        "url": None if availability.state is State.FULL else address,
        "validFrom": None if availability.opens_at is None else availability.opens_at.isoformat(),
        "validThrough": None if ends_at is None else ends_at.isoformat(),
    }
    if not passes:
        return [_known({**common, **_price(Decimal(0), currency), "availability": _availability(sold_out=sold_out)})]
    return [
        _known(
            {
                **common,
                "name": visible(item.pass_name),
                **_price(item.price, currency),
                "availability": _availability(sold_out=sold_out or is_sold_out(item)),
            }
        )
        for item in passes
    ]


def _availability(*, sold_out: bool) -> str:
    return f"https://schema.org/{'SoldOut' if sold_out else 'InStock'}"


def _price(price: Decimal | None, currency: str) -> dict[str, str]:
    """Price and currency. Dynamics delivers a sign only, so without a code from the settings only 0 can be told."""
    if price is None or (price and not currency):
        return {}
    return _known({"price": str(price), "priceCurrency": currency})


def _person(part: Part) -> dict[str, str]:
    return {"@type": "Person", "name": part.name, "url": part.address}


def _local(instant: datetime, time_zone: str) -> str:
    return wall_clock(instant, time_zone).isoformat(timespec="seconds")


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
