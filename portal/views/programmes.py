"""The programme of an event in formats for apps, spreadsheets and terminals, filtered as its page is."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.domain.event_times import wall_clock
from portal.domain.identifiers import path_part, slug
from portal.domain.richtext import excerpt
from portal.domain.schedule import Schedule, programme_date
from portal.domain.session_search import ScheduleQuery
from portal.events_api.types import Session
from portal.formats import c3voc, programme_table
from portal.services import catalogue
from portal.services.applications import Site
from portal.services.catalogue import EventWhole, feeds
from portal.services.readings import day_heading
from portal.templatetags.portal_times import day_zone, event_dates, session_time
from portal.templatetags.portal_words import language, name, place, room, session_type
from portal.views.machines import Document, for_machines, refuse_bad_filters

# What a page knows and these formats do not. Only JSON may leave out what filled up (urls.md §4).
IGNORED = frozenset({"view", "tz", "places"})
SUMMARY_CHARACTERS = 500


@for_machines
def schedule_json(request: HttpRequest, readable_event_id: str) -> Document:
    """The programme for conference apps."""
    whole, schedule = _load(request, readable_event_id, ignored=IGNORED - {"places"})
    content = c3voc.schedule_json(_programme(request.site, whole, schedule))
    return _document(request.site, whole, content, "application/json")


@for_machines
def schedule_xml(request: HttpRequest, readable_event_id: str) -> Document:
    """The programme for conference apps, older ones too."""
    whole, schedule = _load(request, readable_event_id, ignored=IGNORED)
    content = c3voc.schedule_xml(_programme(request.site, whole, schedule))
    return _document(request.site, whole, content, "application/xml; charset=utf-8")


@for_machines
def schedule_csv(request: HttpRequest, readable_event_id: str) -> Document:
    """The programme as a table."""
    whole, schedule = _load(request, readable_event_id, ignored=IGNORED)
    headings = programme_table.Row(
        day=_("Day"),
        start=pgettext("column of a table", "Start"),
        end=pgettext("column of a table", "End"),
        zone=_("Time zone"),
        title=_("Session"),
        room=_("Room"),
        tracks=_("Tracks"),
        type=_("Type"),
        language=_("Language"),
        speakers=_("Speakers"),
        summary=_("Summary"),
        address=_("Address"),
    )
    rows = [_row(request.site, whole, session) for session in schedule.sessions]
    document = _document(request.site, whole, programme_table.programme_csv(headings, rows), "text/csv; charset=utf-8")
    return replace(document, file_name=f"{slug(whole.event.event_name) or 'schedule'}.csv")


@for_machines
def schedule_text(request: HttpRequest, readable_event_id: str) -> Document:
    """The programme for terminals."""
    whole, schedule = _load(request, readable_event_id, ignored=IGNORED)
    site, event = request.site, whole.event
    days = [
        programme_table.TextDay(
            heading=f"{_plain(day_heading(day.date))} – {day_zone(day.sessions[0], event)}",
            sessions=[(_plain(session_time(item, event)), _row(site, whole, item)) for item in day.sessions],
        )
        for day in schedule.days
    ]
    if schedule.undated:
        undated = [("", _row(site, whole, item)) for item in schedule.undated]
        days.append(programme_table.TextDay(heading=_("Time to be announced"), sessions=undated))
    lines = [_plain(event_dates(event)), place(event), _page_address(site, whole)]
    content = programme_table.programme_text(name(event), [line for line in lines if line], days)
    return _document(site, whole, content, "text/plain; charset=utf-8")


def _load(request: HttpRequest, readable_event_id: str, *, ignored: frozenset[str]) -> tuple[EventWhole, Schedule]:
    """The event and the programme its filters leave.

    Raises BadFilter and what ``load_event`` does.
    """
    whole = catalogue.load_event(request.site, readable_event_id)
    query = ScheduleQuery.parse(dict(request.GET.lists()))
    refuse_bad_filters(query.problems, ignored=ignored)
    if "places" in ignored:
        query = replace(query, places=False)
    found = whole.programme.index.search(query, event=whole.event, now=whole.now)
    return whole, whole.schedule.narrowed_to(found.sessions)


def _programme(site: Site, whole: EventWhole, schedule: Schedule) -> c3voc.Programme:
    return c3voc.Programme(
        event=whole.event,
        title=name(whole.event),
        address=_page_address(site, whole),
        schedule=schedule,
        all_sessions=whole.sessions,
        address_of=lambda session: _session_address(site, whole, session),
        words=c3voc.Words(untitled=_("Untitled session"), no_room=_("Room to be announced")),
    )


def _row(site: Site, whole: EventWhole, session: Session) -> programme_table.Row:
    zone = whole.event.time_zone
    start, end = (None if at is None else wall_clock(at, zone) for at in (session.starts_at, session.ends_at))
    return programme_table.Row(
        day=programme_date(session.starts_at, zone).isoformat() if session.starts_at else "",
        start=f"{start:%Y-%m-%dT%H:%M}" if start else "",
        end=f"{end:%Y-%m-%dT%H:%M}" if end else "",
        zone=day_zone(session, whole.event) if start else "",
        title=name(session),
        room="" if session.room is None and whole.schedule.is_break(session) else room(session),
        tracks=", ".join(track.name for track in whole.schedule.tracks(session)),
        type=session_type(session.session_type),
        language=language(session.language),
        speakers=", ".join(name(speaker) for speaker in session.speakers),
        summary=excerpt(session.session_summary, SUMMARY_CHARACTERS),
        address=_session_address(site, whole, session),
    )


def _page_address(site: Site, whole: EventWhole) -> str:
    return f"{site.origin}{reverse('portal:schedule', args=[whole.event.readable_event_id])}"


def _session_address(site: Site, whole: EventWhole, session: Session) -> str:
    part = path_part(session.id, session.name)
    return f"{site.origin}{reverse('portal:session', args=[whole.event.readable_event_id, part])}"


def _plain(marked_up: str) -> str:
    return unescape(strip_tags(marked_up))


def _document(site: Site, whole: EventWhole, content: bytes, media_type: str) -> Document:
    return Document(content=content, media_type=media_type, changed_at=feeds.programme_changed_at(site, whole))
