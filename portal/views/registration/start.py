"""Where a registration begins: what will be asked, or why nobody can register now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from portal.domain.identifiers import short_id
from portal.domain.links import safe_url
from portal.domain.microsoft_form import MicrosoftForm, read_snippet
from portal.domain.party import Party, Person
from portal.models import WebApplication
from portal.services.registration.opening import Opening
from portal.views.registration import policy
from portal.views.registration.flow import Visit
from portal.views.registration.pages import no_form_page, registration_page

MOST_STARRED = 60


@registration_page
def start(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """The start page. Sending it begins a form; only then anything is kept of the visitor."""
    visit = Visit(request, readable_event_id)
    if visit.opening.no_form is not None:
        return no_form_page(request, visit)
    elsewhere = _elsewhere(request, visit)
    if elsewhere is not None:
        return elsewhere
    if request.method == "POST":
        waiting = (Person(waitlisted=True),) if visit.opening.waitlist_only else ()
        starred = _starred(request.POST.get("s", ""), visit.opening)
        visit.begin(Party(people=waiting, session_ids=starred))
        return HttpResponseRedirect(visit.entrance(visit.steps[0]))
    context = {
        "whole": visit.opening.whole,
        "visit": visit,
        "starred": request.GET.get("s", "")[:2_000],
    }
    return TemplateResponse(request, "portal/register/start.html", context)


def _elsewhere(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """Microsoft's own form, or a link to it, for events that have one, as the administrator wishes."""
    event, wish = visit.opening.event, visit.site.row.registration_form
    if not event.registration_form or wish == WebApplication.RegistrationForm.OURS:
        return None
    form: MicrosoftForm | None = None
    if wish == WebApplication.RegistrationForm.EMBED:
        form = read_snippet(event.registration_form, readable_event_id=event.readable_event_id)
    url = safe_url(event.public_event_url, schemes=("https",))
    if form is None and url is None:
        return None  # nothing safe to show: our own form takes the registration too
    context = {"whole": visit.opening.whole, "visit": visit, "form": form, "url": url}
    response = TemplateResponse(request, "portal/register/microsoft_form.html", context)
    if form is not None:
        policy.allow(response, policy.for_microsoft_form(form))
    return response


def _starred(text: str, opening: Opening) -> tuple[str, ...]:
    """The sessions a visitor has starred, which come as short ids joined by "~"."""
    wanted = set(text.split("~")[:MOST_STARRED])
    return tuple(session.id for session in opening.sessions if short_id(session.id) in wanted)
