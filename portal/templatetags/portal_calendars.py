"""Calendar entries of what a page shows, and the links that put them into a visitor's calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
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
    path = reverse("portal:schedule_ics", args=[whole.event.readable_event_id])
    return _subscription(site, path, calendar_filters(query))


@register.simple_tag
def speaker_subscription(speaker: Speaker, whole: EventWhole, site: Site) -> Subscription:
    """Return where the sessions of a speaker can be had as a calendar."""
    part = path_part(speaker.id, speaker.name)
    return _subscription(site, reverse("portal:speaker_ics", args=[whole.event.readable_event_id, part]), "")


@register.simple_tag
def list_subscription(query: EventQuery, site: Site) -> Subscription:
    """Return where the upcoming events, filtered as the page is, can be had as a calendar."""
    return _subscription(site, reverse("portal:events_ics"), query.query_string(page=1))


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
    address = f"{site.origin}{reverse('portal:event', args=[event.readable_event_id])}"
    return calendar.event_entry(event, address=address, changed_at=changed_at, words=words())


def session_entry(site: Site, session: Session, event: Event, changed_at: datetime) -> calendar.Entry | None:
    """The calendar entry of a session; None while it has no time."""
    part = path_part(session.id, session.name)
    address = f"{site.origin}{reverse('portal:session', args=[event.readable_event_id, part])}"
    return calendar.session_entry(session, event, address=address, changed_at=changed_at, words=words())


def _subscription(site: Site, path: str, query_string: str) -> Subscription:
    address = f"{path}?{query_string}" if query_string else path
    return Subscription(f"webcal://{urlsplit(site.origin).netloc}{address}", address)
