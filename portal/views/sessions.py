"""The schedule of an event and the pages of its sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.domain.availability import session_availability
from portal.domain.identifiers import path_part
from portal.domain.query import NoQuery
from portal.domain.room_table import RoomTable, by_room
from portal.domain.schedule import Day, Schedule, Slot, TrackProgramme, by_track, current_slot, neighbours, now_and_next
from portal.domain.session_search import ScheduleQuery, View
from portal.services import catalogue
from portal.services.catalogue import EventWhole
from portal.views.responses import moved, public_page, takes


@takes(ScheduleQuery)
@public_page
def schedule(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The programme as a list, by room or by track; one day or all."""
    whole = catalogue.load_event(request.site, readable_event_id)
    query = _offered(ScheduleQuery.parse(dict(request.GET.lists())), whole, request)
    found = whole.programme.index.search(query, event=whole.event, now=whole.now)
    shown = whole.schedule.narrowed_to(found.sessions) if query.is_filtered else whole.schedule
    is_grid, is_by_track = query.view is View.GRID, query.view is View.TRACKS
    context = {
        "whole": whole,
        "query": query,
        "shown": shown,
        "unknown": found.unknown,
        "now": now_and_next(whole.schedule, whole.now),
        "has_grid": _has_grid(whole, request),
        "room_tables": tuple(_room_table(shown, day, whole.now) for day in shown.days) if is_grid else (),
        "track_programmes": _track_programmes(shown, whole) if is_by_track else (),
    }
    return TemplateResponse(request, "portal/schedule.html", context)


@public_page
def schedule_day(request: HttpRequest, readable_event_id: str, day: str) -> HttpResponse:
    """An older spelling of one day of the schedule."""
    return _to_schedule(request, readable_event_id, day=day)


@public_page
def session_list(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The list of sessions is the schedule."""
    return _to_schedule(request, readable_event_id, view=View.LIST)


@takes(NoQuery)
@public_page
def session(request: HttpRequest, readable_event_id: str, part: str) -> HttpResponse:
    """One session."""
    whole = catalogue.load_event(request.site, readable_event_id)
    found = catalogue.session_at(request.site, whole, part)
    canonical = path_part(found.id, found.name)
    if part != canonical:
        return moved(request, "portal:session", readable_event_id, canonical)
    speakers = whole.speakers_by_id
    context = {
        "whole": whole,
        "session": found,
        "is_break": whole.schedule.is_break(found),
        "availability": session_availability(
            found, event=whole.event, now=whole.now, few_threshold=request.site.row.few_places_threshold
        ),
        "tracks": whole.schedule.tracks(found),
        "people": tuple(speakers.get(item.id, item) for item in found.speakers),
        "neighbours": neighbours(whole.schedule, found),
    }
    return TemplateResponse(request, "portal/session.html", context)


def _has_grid(whole: EventWhole, request: HttpRequest) -> bool:
    """Whether there are rooms to show side by side, and staff want that."""
    return request.site.row.show_room_grid and any(
        session.room is not None for day in whole.schedule.days for session in day.sessions
    )


def _offered(query: ScheduleQuery, whole: EventWhole, request: HttpRequest) -> ScheduleQuery:
    """The query in a view that exists for this event; the list always does."""
    missing = (query.view is View.GRID and not _has_grid(whole, request)) or (
        query.view is View.TRACKS and not whole.by_track
    )
    return replace(query, view=View.LIST) if missing else query


def _room_table(shown: Schedule, day: Day, now: datetime) -> tuple[Day, RoomTable, Slot | None]:
    return day, by_room(day, is_break=shown.is_break), current_slot(day, now)


def _track_programmes(shown: Schedule, whole: EventWhole) -> tuple[TrackProgramme, ...]:
    """What was found, by track; all in one where nothing of it belongs to any."""
    return by_track(shown, whole.tracks) or tuple(
        TrackProgramme(track=None, sessions=sessions) for sessions in [shown.sessions] if sessions
    )


def _to_schedule(request: HttpRequest, readable_event_id: str, **chosen: str) -> HttpResponse:
    parameters = request.GET.copy()
    for name, value in chosen.items():
        parameters[name] = value
    address = reverse("portal:schedule", args=[readable_event_id])
    return HttpResponsePermanentRedirect(f"{address}?{parameters.urlencode()}")
