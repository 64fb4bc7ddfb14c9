"""Calendar entries of what a page shows, and the links that put them into a visitor's calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from django import template
from django.utils.translation import gettext as _

from portal.domain.identifiers import path_part
from portal.domain.links import host
from portal.domain.search import EventQuery
from portal.domain.session_search import ScheduleQuery, View
from portal.events_api.types import Event, Session, Speaker
from portal.formats import calendar
from portal.formats.add_to_calendar import CalendarLink, calendar_links
from portal.services.applications import Site
from portal.services.catalogue import EventWhole
from portal.services.paths import path_of
from portal.templatetags.portal_tags import Link
from portal.templatetags.portal_words import name

register = template.Library()


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a calendar feed is: to subscribe to and to download once."""

    subscribe_url: str  # webcal, absolute
    download_url: str


@register.simple_tag
def add_event_links(whole: EventWhole, site: Site) -> tuple[CalendarLink, ...]:
    """Return the web calendars to which the event can be added."""
    return calendar_links(event_entry(site, whole.event, whole.freshness.updated_at))


@register.simple_tag
def add_session_links(session: Session, whole: EventWhole, site: Site) -> tuple[CalendarLink, ...]:
    """Return the web calendars to which a session can be added; none while it has no time."""
    entry = session_entry(site, session, whole.event, whole.freshness.updated_at)
    return calendar_links(entry) if entry is not None else ()


@register.simple_tag
def schedule_subscription(whole: EventWhole, query: ScheduleQuery, site: Site) -> Subscription:
    """Return where the programme, filtered as the page is, can be had as a calendar."""
    path = path_of("portal:schedule_ics", whole.event.readable_event_id)
    return _subscription(site, path, calendar_filters(query))


@register.simple_tag
def speaker_subscription(speaker: Speaker, whole: EventWhole, site: Site) -> Subscription:
    """Return where the sessions of a speaker can be had as a calendar."""
    part = path_part(speaker.id, speaker.name)
    return _subscription(site, path_of("portal:speaker_ics", whole.event.readable_event_id, part), "")


@register.simple_tag
def list_subscription(query: EventQuery, site: Site) -> Subscription:
    """Return where the upcoming events, filtered as the page is, can be had as a calendar."""
    return _subscription(site, path_of("portal:events_ics"), query.query_string(page=1))


@register.simple_tag
def feed_url(query: EventQuery) -> str:
    """Return where the upcoming events, filtered as the page is, can be had as an Atom feed."""
    return _with_query(path_of("portal:events_atom"), query.query_string(page=1))


@register.simple_tag
def schedule_formats(whole: EventWhole, query: ScheduleQuery) -> tuple[Link, ...]:
    """Return where the programme, filtered as the page is, can be had in other formats."""
    arguments = [whole.event.readable_event_id]
    formats = (
        ("portal:schedule_csv", _("Table for spreadsheets (CSV)")),
        ("portal:schedule_txt", _("Plain text")),
        ("files:schedule_json", _("For conference apps (JSON)")),
        ("files:schedule_xml", _("For conference apps (XML)")),
    )
    filters = calendar_filters(query)
    return tuple(Link(view, label, _with_query(path_of(view, *arguments), filters)) for view, label in formats)


@register.simple_tag
def share_links(whole: EventWhole, site: Site) -> tuple[Link, ...]:
    """Return links that pass the page of an event on. They lead to services, which learn of it when one is followed."""
    title, address = name(whole.event), event_address(whole.event, site)
    return (
        Link("mail", _("E-mail"), f"mailto:?{_quoted(subject=title, body=address)}"),
        Link("whatsapp", "WhatsApp", f"https://wa.me/?{_quoted(text=f'{title} {address}')}"),
        Link("linkedin", "LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?{_quoted(url=address)}"),
    )


@register.simple_tag
def event_address(event: Event, site: Site) -> str:
    """Return the absolute address of an event's page."""
    return f"{site.origin}{path_of('portal:event', event.readable_event_id)}"


@register.filter
def calendar_filters(query: ScheduleQuery) -> str:
    """Return the query string of a page's calendar: a calendar must not lose sessions because they filled up."""
    return replace(query, places=False).query_string(view=View.LIST)


def words() -> calendar.Words:
    """What calendars say in the language of the address."""
    return calendar.Words(untitled=_("Untitled"), no_room=_("Room to be announced"), online=_("Online"))


def uid_domain(site: Site) -> str:
    """The fixed part of each UID: the site's configured host, never the request's."""
    return host(site.origin) or "events.invalid"


def event_entry(site: Site, event: Event, changed_at: datetime) -> calendar.Entry:
    """The calendar entry of an event."""
    return calendar.event_entry(event, address=event_address(event, site), changed_at=changed_at, words=words())


def session_entry(site: Site, session: Session, event: Event, changed_at: datetime) -> calendar.Entry | None:
    """The calendar entry of a session; None while it has no time."""
    part = path_part(session.id, session.name)
    address = f"{site.origin}{path_of('portal:session', event.readable_event_id, part)}"
    return calendar.session_entry(session, event, address=address, changed_at=changed_at, words=words())


def _subscription(site: Site, path: str, query_string: str) -> Subscription:
    address = _with_query(path, query_string)
    return Subscription(f"webcal://{urlsplit(site.origin).netloc}{address}", address)


def _with_query(path: str, query_string: str) -> str:
    return f"{path}?{query_string}" if query_string else path


def _quoted(**values: str) -> str:
    return urlencode(values, quote_via=quote)
