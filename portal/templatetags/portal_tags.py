"""What templates need to link, group and lay out the records: addresses, pictures, navigation."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from portal.domain import identifiers, links, venue
from portal.domain.identifiers import short_id
from portal.domain.query import write
from portal.domain.text import fold
from portal.events_api.types import Building, Event, Pass, Room, Session, Speaker, SpeakerReference, Track
from portal.services import zone_choice
from portal.services.applications import Site
from portal.services.catalogue import EventWhole
from portal.services.paths import path_of

PATTERNS, TILES = 8, 3  # of plate.css: motifs, and sizes of each

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """Where a word leads. ``key`` tells the links of one navigation apart."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a speaker is found; ``url`` is "" for what is no address, such as "@name"."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room of the programme; ``building`` only where it is not the event's."""

    room: Room
    building: Building | None


# --- Addresses ---


@register.filter
def path_part(record: Session | Speaker | SpeakerReference) -> str:
    """Return the part of the address that names a session or a speaker."""
    return identifiers.path_part(record.id, record.name)


@register.simple_tag
def page_url(view_name: str, *arguments: str, **query: object) -> str:
    """Return the address of a public page, with the time zone the visitor chose: `{% page_url 'event' id %}`."""
    return address(view_name, write(query.items()), *arguments)


@register.simple_tag
def session_url(whole: EventWhole, session: Session) -> str:
    """Return the address of a session. A schedule has hundreds: the part they share is made once."""
    shared = path_of("portal:sessions", whole.event.readable_event_id)
    return zone_choice.carried(f"{shared}{path_part(session)}/")


@register.filter
def fragment(session: Session) -> str:
    """Return the id of a session inside a page, which stays when its title changes."""
    return f"s-{short_id(session.id)}"


@register.simple_tag
def picture(whole: EventWhole, kind: str, guid: str) -> str:
    """Return the address of a speaker's picture or a sponsor's logo; "" where there is none."""
    file_name = whole.picture(kind, guid)
    return path_of("files:picture", kind, file_name) if file_name else ""


@register.simple_tag
def banner(event: Event, site: Site) -> str:
    """Return the address of the event's banner if an administrator allowed its host; else ""."""
    url = links.safe_url(event.image, schemes=("https",))
    return url if url and _full_host(url) in site.banner_hosts else ""


@register.simple_tag
def registration_url(event: Event, site: Site) -> str:
    """Return the https address the organiser gave for the event, unless it leads back to this site; else ""."""
    url = links.safe_url(event.public_event_url, schemes=("https",))
    return url if url and _full_host(url) != _full_host(site.origin) else ""


@register.filter
def profile_url(value: str | None) -> str:
    """Return a safe address for what a person typed as their site; "" where it is none."""
    return links.profile_url(value) or ""


@register.simple_tag
def profiles(speaker: Speaker) -> list[Profile]:
    """Return what a speaker typed as their sites and profiles, in words that can be read."""
    typed = [
        (_("Website"), speaker.website),
        (_("Blog"), speaker.blog),
        ("LinkedIn", speaker.linkedin),
        ("X", speaker.twitter),
    ]
    found = ((label, links.profile_url(value) or "", links.handle(value)) for label, value in typed)
    return [Profile(label, links.host(url) if url else text, url) for label, url, text in found if url or text]


@register.filter
def host(url: str) -> str:
    """Return the host name to show for an address."""
    return links.host(url)


@register.filter
def map_url(building: Building) -> str:
    """Return the address of a map; "" without street or town."""
    return venue.map_url(building) or ""


@register.filter
def address_lines(building: Building) -> tuple[str, ...]:
    """Return the postal address, a line each."""
    return venue.address_lines(building)


# --- The page ---


@register.simple_tag(takes_context=True)
def page_title(context: Context, *parts: str) -> str:
    """Return "Schedule – Summit – Site" of the parts that are not empty."""
    site = context.get("site")
    return " – ".join([part for part in parts if part] + ([site.title] if site else []))


@register.simple_tag
def pattern(event: Event) -> str:
    """Return the classes of the ornament that stands where an event has no banner; always the same for one event."""
    number, tile = divmod(zlib.crc32(event.event_id.encode("utf-8", "surrogatepass")) % (PATTERNS * TILES), TILES)
    return f"pattern-{number} tile-{tile}"


@register.simple_tag
def event_links(whole: EventWhole) -> list[Link]:
    """Return the pages of an event that have something to show."""
    pages = [
        ("event", _("Overview"), True),
        ("schedule", _("Schedule"), whole.has("sessions")),
        ("speakers", _("Speakers"), whole.has("speakers")),
        ("sponsors", _("Sponsors"), whole.has("sponsorships")),
        ("passes", _("Passes"), whole.has("passes")),
        ("venue", _("Venue"), whole.event.building is not None),
    ]
    arguments = [whole.event.readable_event_id]
    return [Link(key, label, page_url(key, *arguments)) for key, label, shown in pages if shown]


@register.simple_tag
def accessibility(building: Building | None, room: Room | None = None) -> tuple[tuple[venue.Access, bool], ...]:
    """Return what is known about accessibility."""
    return venue.accessibility(building, room)


@register.filter
def hybrid(event: Event) -> bool:
    """Tell whether the event is held both online and at a place."""
    return venue.is_hybrid(event)


@register.filter
def online(event: Event) -> bool:
    """Tell whether the event is held online only."""
    return venue.is_online(event)


@register.filter
def rooms(whole: EventWhole) -> tuple[RoomEntry, ...]:
    """Return the rooms of the programme, the event's own first, then by name."""
    home = whole.event.building
    found = {whole.event.room.id: RoomEntry(whole.event.room, None)} if whole.event.room else {}
    for session in sorted(whole.sessions, key=lambda item: fold(item.room.name) if item.room else ""):
        if session.room is not None and session.room.id not in found:
            elsewhere = session.building if session.building and home and session.building.id != home.id else None
            found[session.room.id] = RoomEntry(session.room, elsewhere)
    return tuple(found.values())


# --- The programme ---


@register.filter
def tracks_of(whole: EventWhole, session: Session) -> Sequence[Track]:
    """Return the tracks of a session."""
    return whole.tracks_by_session.get(session.id, ())


@register.filter
def sessions_of_pass(whole: EventWhole, item: Pass) -> tuple[Session, ...]:
    """Return the sessions a pass opens, in the order of the programme."""
    opened = set(item.session_ids)
    return tuple(session for session in whole.schedule.sessions if session.id in opened)


def address(view_name: str, query_string: str, *arguments: str) -> str:
    """Return the address of a page of the portal with its query and the time zone the visitor chose."""
    path = path_of(f"portal:{view_name}", *arguments)
    return zone_choice.carried(f"{path}?{query_string}" if query_string else path)


def _full_host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition(":")[0].lower()
