"""Calendar files: all events, one event, its programme, a session, the sessions of a speaker.

They take the filters of the page they belong to and speak the language of their address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.domain.identifiers import path_part, slug
from portal.domain.search import EventQuery
from portal.domain.session_search import ScheduleQuery
from portal.events_api.types import Session
from portal.formats.calendar import Entry, calendar
from portal.models import Tombstone
from portal.services import catalogue
from portal.services.applications import Site
from portal.services.catalogue import EventWhole, feeds
from portal.templatetags.portal_calendars import event_entry, session_entry, uid_domain
from portal.templatetags.portal_words import name
from portal.views.machines import Document, for_machines, refuse_bad_filters
from portal.views.responses import moved

ICALENDAR = "text/calendar; charset=utf-8"
# What a page knows and a calendar does not: it has one page, no layout, absolute times, and keeps full sessions.
LIST_ONLY = frozenset({"page", "tz"})
SCHEDULE_ONLY = frozenset({"view", "tz", "places"})


@for_machines
def events(request: HttpRequest) -> Document:
    """The upcoming events that the filters of the list leave."""
    query = EventQuery.parse(dict(request.GET.lists()))
    refuse_bad_filters(query.problems, ignored=LIST_ONLY)
    found = feeds.find_events(request.site, replace(query, page=1))
    entries = [event_entry(request.site, event, found.changed_at) for event in found.events]
    entries += [_cancelled(row, _event_address(request.site, row)) for row in found.withdrawn]
    return _document(request.site, request.site.title, entries, found.changed_at, file_name="events")


@for_machines
def event(request: HttpRequest, readable_event_id: str) -> Document | HttpResponse:
    """One event; said to be cancelled for a while after it was withdrawn."""
    site = request.site
    if feeds.is_listed(site, f"{readable_event_id}.ics"):  # an event whose id ends like a format: its page is meant
        return moved(request, "portal:event", f"{readable_event_id}.ics")
    try:
        whole = catalogue.load_event(site, readable_event_id)
    except catalogue.Gone:
        row = feeds.withdrawn_event(site, readable_event_id)
        if row is None:
            raise
        entry = _cancelled(row, _event_address(site, row))
        return _document(site, row.name, [entry], row.gone_at, file_name=slug(row.name))
    changed_at = feeds.event_changed_at(site, whole)
    entry = event_entry(site, whole.event, changed_at)
    return _document(site, name(whole.event), [entry], changed_at, file_name=slug(whole.event.event_name))


@for_machines
def schedule(request: HttpRequest, readable_event_id: str) -> Document:
    """The programme that the filters of the schedule leave; without any, with what was withdrawn."""
    whole = catalogue.load_event(request.site, readable_event_id)
    query = ScheduleQuery.parse(dict(request.GET.lists()))
    refuse_bad_filters(query.problems, ignored=SCHEDULE_ONLY)
    query = replace(query, places=False)
    found = whole.programme.index.search(query, event=whole.event, now=whole.now)
    changed_at = feeds.programme_changed_at(request.site, whole)
    withdrawn = () if query.is_filtered else feeds.withdrawn_sessions(request.site, whole)
    entries = _entries(request.site, whole, found.sessions, changed_at)
    address = f"{request.site.origin}{reverse('portal:schedule', args=[readable_event_id])}"
    entries += [_cancelled(row, address) for row in withdrawn]
    return _document(
        request.site, name(whole.event), entries, changed_at, file_name=f"{slug(whole.event.event_name)}-schedule"
    )


@for_machines
def session(request: HttpRequest, readable_event_id: str, part: str) -> Document | HttpResponse:
    """One session; without an entry while it has no time."""
    whole = catalogue.load_event(request.site, readable_event_id)
    found = catalogue.session_at(request.site, whole, part)
    canonical = path_part(found.id, found.name)
    if part != canonical:
        return moved(request, "portal:session_ics", readable_event_id, canonical)
    changed_at = feeds.programme_changed_at(request.site, whole)
    entries = _entries(request.site, whole, [found], changed_at)
    return _document(request.site, name(found), entries, changed_at, file_name=slug(found.name))


@for_machines
def speaker(request: HttpRequest, readable_event_id: str, part: str) -> Document | HttpResponse:
    """The sessions of one speaker."""
    whole = catalogue.load_event(request.site, readable_event_id)
    found = catalogue.speaker_at(whole, part)
    canonical = path_part(found.id, found.name)
    if part != canonical:
        return moved(request, "portal:speaker_ics", readable_event_id, canonical)
    changed_at = feeds.programme_changed_at(request.site, whole)
    entries = _entries(request.site, whole, whole.sessions_of(found), changed_at)
    title = _("%(speaker)s at %(event)s") % {"speaker": name(found), "event": name(whole.event)}
    return _document(request.site, title, entries, changed_at, file_name=slug(found.name))


def _entries(site: Site, whole: EventWhole, sessions: Iterable[Session], changed_at: datetime) -> list[Entry]:
    made = (session_entry(site, item, whole.event, changed_at) for item in sessions)
    return [entry for entry in made if entry is not None]


def _cancelled(row: Tombstone, address: str) -> Entry:
    assert row.starts_at is not None  # noqa: S101 -- withdrawn ones have a time, see services.snapshots.tombstones
    return Entry(
        id=row.guid,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=row.name or _("Untitled"),
        address=address,
        changed_at=row.gone_at,
        is_cancelled=True,
    )


def _event_address(site: Site, row: Tombstone) -> str:
    return f"{site.origin}{reverse('portal:event', args=[row.readable_event_id])}"


def _document(site: Site, title: str, entries: Iterable[Entry], changed_at: datetime, *, file_name: str) -> Document:
    return Document(
        content=calendar(title, entries, domain=uid_domain(site)),
        media_type=ICALENDAR,
        changed_at=changed_at,
        file_name=f"{file_name or 'calendar'}.ics",
    )
