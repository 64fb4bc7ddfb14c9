"""The schedule of an event and the pages of its sessions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.domain.availability import session_availability
from portal.domain.identifiers import find, path_part, split_path_part
from portal.domain.room_table import by_room
from portal.domain.schedule import build_schedule, by_track, neighbours
from portal.domain.session_search import ScheduleQuery, View, search_sessions
from portal.services import catalogue
from portal.views.responses import moved, public_page


@public_page
def schedule(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The programme as a list, by room or by track; one day or all."""
    whole = catalogue.load_event(request.site, readable_event_id)
    query = ScheduleQuery.parse(dict(request.GET.lists()))
    found = search_sessions(whole.schedule, query, event=whole.event, now=whole.now)
    shown = build_schedule(found.sessions, time_zone=whole.event.time_zone, tracks_by_session=whole.tracks_by_session)
    context = {
        "whole": whole,
        "query": query,
        "days": shown.days,
        "undated": shown.undated,
        "room_tables": tuple((day, by_room(day)) for day in shown.days) if query.view == View.GRID else (),
        "track_programmes": by_track(shown, whole.tracks) if query.view == View.TRACKS else (),
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


@public_page
def session(request: HttpRequest, readable_event_id: str, part: str) -> HttpResponse:
    """One session."""
    whole = catalogue.load_event(request.site, readable_event_id)
    found = find(whole.sessions, part)
    if found is None:
        raise catalogue.departed_session(request.site, whole, split_path_part(part))
    canonical = path_part(found.id, found.name)
    if part != canonical:
        return moved(request, "portal:session", readable_event_id, canonical)
    speakers = whole.speakers_by_id
    context = {
        "whole": whole,
        "session": found,
        "availability": session_availability(
            found, event=whole.event, now=whole.now, few_threshold=request.site.row.few_places_threshold
        ),
        "tracks": whole.schedule.tracks(found),
        "people": tuple(speakers.get(item.id, item) for item in found.speakers),
        "neighbours": neighbours(whole.schedule, found),
    }
    return TemplateResponse(request, "portal/session.html", context)


def _to_schedule(request: HttpRequest, readable_event_id: str, **chosen: str) -> HttpResponse:
    parameters = request.GET.copy()
    for name, value in chosen.items():
        parameters[name] = value
    address = reverse("portal:schedule", args=[readable_event_id])
    return HttpResponsePermanentRedirect(f"{address}?{parameters.urlencode()}")
