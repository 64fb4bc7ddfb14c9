"""The speakers of an event."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.domain.identifiers import path_part
from portal.domain.query import NoQuery
from portal.services import catalogue
from portal.views.responses import moved, public_page, takes


@takes(NoQuery)
@public_page
def speaker_list(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """All speakers with their sessions; 404 when there are none."""
    whole = catalogue.load_event(request.site, readable_event_id)
    if not whole.has("speakers"):
        raise Http404
    return TemplateResponse(request, "portal/speakers.html", {"whole": whole})


@takes(NoQuery)
@public_page
def speaker(request: HttpRequest, readable_event_id: str, part: str) -> HttpResponse:
    """One speaker."""
    whole = catalogue.load_event(request.site, readable_event_id)
    found = catalogue.speaker_at(whole, part)
    canonical = path_part(found.id, found.name)
    if part != canonical:
        return moved(request, "portal:speaker", readable_event_id, canonical)
    context = {"whole": whole, "speaker": found, "sessions": whole.sessions_of(found)}
    return TemplateResponse(request, "portal/speaker.html", context)
