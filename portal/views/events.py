"""The event list, past events, and the pages about one event as a whole."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.domain.query import NoQuery
from portal.domain.search import EventQuery
from portal.services import catalogue, zone_choice
from portal.services.catalogue import EventWhole
from portal.views.responses import public_page, takes


@takes(NoQuery)
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The next events and the way to all of them."""
    page = catalogue.list_events(request.site, EventQuery())
    return TemplateResponse(request, "portal/home.html", {"page": page})


@takes(EventQuery)
@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """Upcoming events, searched, filtered, paged."""
    return _list(request, past=False)


@takes(EventQuery)
@public_page
def past_events(request: HttpRequest) -> HttpResponse:
    """Past events, latest first."""
    return _list(request, past=True)


@takes(NoQuery)
@public_page
def event(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """One event."""
    return _page(request, "portal/event.html", catalogue.load_event(request.site, readable_event_id))


@takes(NoQuery)
@public_page
def sponsors(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The sponsors of an event; 404 when it has none."""
    whole = catalogue.load_event(request.site, readable_event_id)
    return _page(request, "portal/sponsors.html", whole, exists=whole.has("sponsorships"))


@takes(NoQuery)
@public_page
def passes(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The passes of a paid event; 404 for a free one."""
    whole = catalogue.load_event(request.site, readable_event_id)
    return _page(request, "portal/passes.html", whole, exists=whole.has("passes"))


@takes(NoQuery)
@public_page
def venue(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """Where the event is held; 404 when no building is given."""
    whole = catalogue.load_event(request.site, readable_event_id)
    return _page(request, "portal/venue.html", whole, exists=whole.event.building is not None)


def _page(request: HttpRequest, template: str, whole: EventWhole, *, exists: bool = True) -> HttpResponse:
    if not exists:
        raise Http404
    return TemplateResponse(request, template, {"whole": whole})


def _list(request: HttpRequest, *, past: bool) -> HttpResponse:
    query = EventQuery.parse(dict(request.GET.lists()))
    page = catalogue.list_events(request.site, query, past=past)
    if page.cards.is_beyond:
        address = reverse("portal:past_events" if past else "portal:events")
        filters = query.query_string(page=1)
        return HttpResponseRedirect(zone_choice.carried(f"{address}?{filters}" if filters else address))
    return TemplateResponse(request, "portal/event_list.html", {"page": page})
