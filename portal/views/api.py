"""The portal's own JSON API: read-only, public, the same in every language, filtered as the pages are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest
from django.urls import reverse

from portal.domain.identifiers import path_part
from portal.domain.query import Problem
from portal.domain.search import EventQuery
from portal.domain.session_search import ScheduleQuery
from portal.events_api.types import Session, Speaker, SpeakerReference
from portal.formats import api_records as records
from portal.formats.openapi import description
from portal.services import catalogue
from portal.services.applications import Site
from portal.services.catalogue import EventWhole, feeds
from portal.views.calendars import LIST_ONLY
from portal.views.machines import BadFilter, Document, for_machines, refuse_bad_filters

WHEN = ("upcoming", "past")


@for_machines
def events(request: HttpRequest) -> Document:
    """All events the filters of the list leave: upcoming ones, or past ones with ``when=past``."""
    site: Site = request.site
    when = request.GET.get("when", "upcoming")
    query = replace(EventQuery.parse(dict(request.GET.lists())), page=1)
    refuse_bad_filters(query.problems, ignored=LIST_ONLY)
    if when not in WHEN:
        raise BadFilter({"when": Problem.NOT_OFFERED})
    found = feeds.find_events(site, query, past=when == "past")
    content = {
        "events": [
            records.event_record(event, address=_absolute(site, "portal:event", event.readable_event_id))
            for event in found.events
        ]
    }
    return _document(content, found.changed_at)


@for_machines
def event(request: HttpRequest, readable_event_id: str) -> Document:
    """One event, whether one can register for it, and where its parts are."""
    site: Site = request.site
    whole = catalogue.load_event(site, readable_event_id)
    parts = {
        "sessions": _absolute(site, "files:api_sessions", readable_event_id),
        "speakers": _absolute(site, "files:api_speakers", readable_event_id),
        "calendar": _absolute(site, "portal:event_ics", readable_event_id),
        "schedule_calendar": _absolute(site, "portal:schedule_ics", readable_event_id),
        "schedule": _absolute(site, "files:schedule_json", readable_event_id),
    }
    if whole.availability.can_register:
        parts["register"] = _absolute(site, "portal:register_start", readable_event_id)
    content = records.event_details(
        whole.event,
        address=_absolute(site, "portal:event", readable_event_id),
        availability=whole.availability,
        passes=None if "passes" in whole.missing else whole.passes,
        currency=site.row.currency_code,
        sponsors=whole.sponsorships if site.row.show_sponsors else (),
        addresses=parts,
    )
    return _document(content, feeds.event_changed_at(site, whole))


@for_machines
def sessions(request: HttpRequest, readable_event_id: str) -> Document:
    """The sessions the filters of the schedule leave, also those without a time, which come last."""
    site: Site = request.site
    whole = catalogue.load_event(site, readable_event_id)
    query = ScheduleQuery.parse(dict(request.GET.lists()))
    refuse_bad_filters(query.problems, ignored=frozenset({"view", "tz"}))
    found = whole.programme.index.search(query, event=whole.event, now=whole.now)
    people = {item.id: _page(site, whole, item) for item in whole.speakers} if site.row.show_speakers else {}
    content = {
        "sessions": [
            records.session_record(
                item,
                whole.event,
                address=_page(site, whole, item),
                tracks=whole.schedule.tracks(item),
                speakers=people,
            )
            for item in found.sessions
        ]
    }
    return _document(content, feeds.programme_changed_at(site, whole))


@for_machines
def speakers(request: HttpRequest, readable_event_id: str) -> Document:
    """The speakers in alphabetical order; none where the site shows no pages of theirs."""
    site: Site = request.site
    whole = catalogue.load_event(site, readable_event_id)
    shown = whole.speakers_by_name if site.row.show_speakers else ()
    content = {
        "speakers": [
            records.speaker_record(
                item,
                address=_page(site, whole, item),
                picture=_picture(site, whole, item),
                sessions=[(session, _page(site, whole, session)) for session in whole.sessions_of(item)],
            )
            for item in shown
        ]
    }
    return _document(content, feeds.programme_changed_at(site, whole))


@for_machines
def openapi(request: HttpRequest) -> Document:
    """What this API offers, for tools that read such descriptions."""
    return _document(description(title=request.site.title, address=request.site.origin), None)


def _page(site: Site, whole: EventWhole, item: Session | Speaker | SpeakerReference) -> str:
    kind = "session" if isinstance(item, Session) else "speaker"
    return _absolute(site, f"portal:{kind}", whole.event.readable_event_id, path_part(item.id, item.name))


def _picture(site: Site, whole: EventWhole, speaker: Speaker) -> str:
    file_name = whole.picture("speaker", speaker.id)
    return _absolute(site, "files:picture", "speaker", file_name) if file_name else ""


def _absolute(site: Site, view_name: str, *arguments: str) -> str:
    return f"{site.origin}{reverse(view_name, args=arguments)}"


def _document(content: Any, changed_at: datetime | None) -> Document:
    return Document(content=msgspec.json.encode(content), media_type="application/json", changed_at=changed_at)
