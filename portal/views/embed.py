"""The list and schedules for the pages of other sites: inside a frame, for hosts an administrator named, or not at all.

Whatever is followed there opens the real page in a new tab. Forms are never embedded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from portal.domain.search import EventQuery
from portal.domain.session_search import ScheduleQuery, View
from portal.services import catalogue
from portal.views.machines import Document, for_machines
from portal.views.responses import public_page, takes

ONE_HOUR_S = 3600
_LOADER = settings.BASE_DIR / "static" / "portal" / "js" / "widget.js"


def embeddable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A public page that the site's hosts may frame; 404 where it has none."""

    @public_page
    @wraps(view)
    def framed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        hosts = request.site.embed_hosts
        if not hosts:
            raise Http404
        response = view(request, *args, **kwargs)
        response.policy_additions = {"frame-ancestors": [f"https://{host}" for host in hosts]}  # type: ignore[attr-defined]
        response["X-Robots-Tag"] = "noindex"
        return response

    return xframe_options_exempt(framed)


@takes(EventQuery)
@embeddable
def events(request: HttpRequest) -> HttpResponse:
    """The upcoming events that the filters of the list leave."""
    query = EventQuery.parse(dict(request.GET.lists()))
    page = catalogue.list_events(request.site, query)
    context = {"page": page, "full_url": _full_url(request, reverse("portal:events"), query.query_string(page=1))}
    return TemplateResponse(request, "portal/embed/events.html", context)


@takes(ScheduleQuery)
@embeddable
def schedule(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The programme that the filters of the schedule leave, as a list."""
    whole = catalogue.load_event(request.site, readable_event_id)
    query = replace(ScheduleQuery.parse(dict(request.GET.lists())), view=View.LIST)
    found = whole.programme.index.search(query, event=whole.event, now=whole.now)
    address = reverse("portal:schedule", args=[readable_event_id])
    context = {
        "whole": whole,
        "query": query,
        "shown": whole.schedule.narrowed_to(found.sessions) if query.is_filtered else whole.schedule,
        "unknown": found.unknown,
        "full_url": _full_url(request, address, query.query_string(view=View.LIST)),
    }
    return TemplateResponse(request, "portal/embed/schedule.html", context)


def _full_url(request: HttpRequest, path: str, query_string: str) -> str:
    return f"{request.site.origin}{path}{'?' if query_string else ''}{query_string}"


@for_machines
def loader(request: HttpRequest) -> Document:
    """The script other sites load. At an address that never changes, so it is not kept for long."""
    if not request.site.embed_hosts:
        raise Http404
    return Document(
        content=_LOADER.read_bytes(), media_type="text/javascript; charset=utf-8", changed_at=None, max_age_s=ONE_HOUR_S
    )
