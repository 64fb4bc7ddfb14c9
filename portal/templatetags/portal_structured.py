"""What search engines read of a page: schema.org descriptions as data blocks. Nothing on pages they are not to list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.domain.identifiers import path_part
from portal.events_api.types import Event, Session, Speaker, SpeakerReference
from portal.formats import json_ld
from portal.formats.json_ld import Part
from portal.services.applications import Site
from portal.services.catalogue import EventList, EventWhole
from portal.services.paths import path_of
from portal.templatetags.portal_tags import banner, picture
from portal.templatetags.portal_words import name

register = template.Library()


@register.simple_tag
def session_picture(session: Session, whole: EventWhole, site: Site) -> str:
    """Return the address of the picture for previews of a session: of who speaks, else of its event; "" without."""
    photos = (picture(whole, "speaker", speaker.id) for speaker in session.speakers)
    return next((photo for photo in photos if photo), "") or banner(whole.event, site)


@register.simple_tag
def structured_event(whole: EventWhole, site: Site) -> SafeString:
    """Describe an event and where its page stands."""
    event = whole.event
    data = json_ld.event_data(
        event,
        name=name(event),
        address=_event_address(site, event),
        register_address=f"{site.origin}{path_of('portal:register_start', event.readable_event_id)}",
        availability=whole.availability,
        passes=None if "passes" in whole.missing else whole.passes,
        currency=site.row.currency_code,
        organiser=site.row.contact_name,
        organiser_address=f"{site.origin}{path_of('portal:home')}",
        image=banner(event, site),
        performers=[_speaker(site, event, speaker) for speaker in whole.speakers_by_name[: json_ld.MOST_PARTS]],
        sessions=[(item, _session(site, event, item)) for item in whole.schedule.sessions[: json_ld.MOST_PARTS]],
    )
    return _blocks(site, data, _trail(site, event))


@register.simple_tag
def structured_session(session: Session, whole: EventWhole, site: Site) -> SafeString:
    """Describe a session, whose event it is part of, and where its page stands."""
    event = whole.event
    part = _session(site, event, session)
    data = json_ld.session_data(
        session,
        name=part.name,
        address=part.address,
        event=event,
        event_name=name(event),
        event_address=_event_address(site, event),
        performers=[_speaker(site, event, speaker) for speaker in session.speakers],
    )
    schedule = (_("Schedule"), f"{site.origin}{path_of('portal:schedule', event.readable_event_id)}")
    return _blocks(site, data, _trail(site, event, schedule, (part.name, part.address)))


@register.simple_tag
def structured_speaker(speaker: Speaker, whole: EventWhole, site: Site) -> SafeString:
    """Describe where the page of a speaker stands."""
    part = _speaker(site, whole.event, speaker)
    speakers = (_("Speakers"), f"{site.origin}{path_of('portal:speakers', whole.event.readable_event_id)}")
    return _blocks(site, None, _trail(site, whole.event, speakers, (part.name, part.address)))


@register.simple_tag
def structured_list(page: EventList, site: Site) -> SafeString:
    """Describe the list of events as the page shows it; nothing for filtered lists, which are not listed."""
    if page.query.is_filtered or not page.cards.items:
        return SafeString("")
    return _blocks(site, json_ld.item_list([_event_address(site, card.event) for card in page.cards.items]))


def _blocks(site: Site, *data: Mapping[str, Any] | None) -> SafeString:
    if not site.row.allow_indexing or not site.origin:
        return SafeString("")
    parts = [
        format_html(
            '<script type="application/ld+json">{}</script>',
            mark_safe(json_ld.serialize(item)),  # noqa: S308 -- serialize leaves nothing that could end the element
        )
        for item in data
        if item
    ]
    return SafeString("\n".join(parts))


def _trail(site: Site, event: Event, *further: tuple[str, str]) -> dict[str, Any]:
    events = (_("Events"), f"{site.origin}{path_of('portal:events')}")
    return json_ld.breadcrumbs([events, (name(event), _event_address(site, event)), *further])


def _event_address(site: Site, event: Event) -> str:
    return f"{site.origin}{path_of('portal:event', event.readable_event_id)}"


def _session(site: Site, event: Event, session: Session) -> Part:
    path = path_of("portal:session", event.readable_event_id, path_part(session.id, session.name))
    return Part(name=name(session), address=f"{site.origin}{path}")


def _speaker(site: Site, event: Event, speaker: Speaker | SpeakerReference) -> Part:
    path = path_of("portal:speaker", event.readable_event_id, path_part(speaker.id, speaker.name))
    return Part(name=name(speaker), address=f"{site.origin}{path}")
