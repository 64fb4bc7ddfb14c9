"""What the pages of a registration share: their headers, their context, and the gates before a step."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from portal.domain.party import Party
from portal.models import Registration
from portal.services.registration import drafts
from portal.services.registration.opening import NoForm
from portal.views.registration.flow import Visit
from portal.views.responses import View, with_problem_pages

RETRY_AFTER_S = 60
UNDER_WAY = (Registration.State.RECEIVED, Registration.State.CLAIMED, Registration.State.SENDING)

StepView = Callable[..., HttpResponse]


def registration_page(view: View) -> View:
    """A page of one visitor: never stored by anybody, never indexed; what services raise becomes a page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def private(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return not_kept(with_problem_pages(view)(request, *args, **kwargs))

    return private


def not_kept(response: HttpResponse) -> HttpResponse:
    """The response with the headers of a page that is nobody else's business."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def step(key: str, *, sends: bool = False) -> Callable[[StepView], View]:
    """A step of the form: shown while the form is open, the draft lives, and the steps before it are complete.

    A step this party does not need leads to the first one that is not complete. The view takes request and visit.
    ``sends``: when its form is posted, the view itself tells what changed meanwhile.
    """

    def decorate(view: StepView) -> View:
        @registration_page
        @wraps(view)
        def gated(request: HttpRequest, readable_event_id: str, **kwargs: Any) -> HttpResponse:
            visit = Visit(request, readable_event_id)
            receipt = already_sent(visit, request.POST.get("submission_key", ""))
            if receipt is not None:
                return receipt
            if visit.opening.no_form is not None and not (sends and is_posted(request) and visit.draft is not None):
                return no_form_page(request, visit)
            if visit.draft is None and is_restored(request) and key == "attendees":
                visit.begin(Party())  # the draft is gone, what was typed on this page is not
                return view(request, visit, **kwargs | ({"number": 1} if "number" in kwargs else {}))
            if visit.draft is None:
                return without_draft(request, visit)
            before = visit.unfinished_before(key)
            if sends and is_posted(request):
                return view(request, visit, **kwargs)  # looks at everything again, as it is at that moment
            is_typed = key == "attendees" and is_posted(request)  # kept, whatever else is missing
            if before is not None and not is_typed:
                return HttpResponseRedirect(visit.entrance(before))
            if key not in {"pass", "attendees"} and visit.shortage.people_left is not None:
                return HttpResponseRedirect(visit.url("places"))
            return view(request, visit, **kwargs)

        return gated

    return decorate


def is_posted(request: HttpRequest) -> bool:
    """Whether the visitor sends this page's form. What a problem page gives back is shown first, not taken."""
    return request.method == "POST" and not is_restored(request)


def is_restored(request: HttpRequest) -> bool:
    """Whether a problem page gives back what was typed."""
    return request.method == "POST" and "restore" in request.POST


def step_page(
    request: HttpRequest, visit: Visit, template: str, key: str, context: dict[str, Any], *, has_errors: bool = False
) -> HttpResponse:
    """A step as a page; 422 when it shows errors of what was just sent."""
    shared = {
        "whole": visit.opening.whole,
        "visit": visit,
        "has_errors": has_errors,
        "progress": visit.progress(key),
        "back_url": visit.url_before(key),
    }
    status = 422 if has_errors and is_posted(request) else 200
    return TemplateResponse(request, f"portal/register/{template}", shared | context, status=status)


def no_form_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Why nobody can register now, and what to do instead."""
    no_form = visit.opening.no_form
    context = {"whole": visit.opening.whole, "visit": visit, "key": no_form}
    status = 503 if no_form is NoForm.FIELDS_UNAVAILABLE else 200
    response = TemplateResponse(request, "portal/register/no_form.html", context, status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def without_draft(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A step without a form that was begun: it was sent, it has expired, or it never was."""
    if visit.receipt_key is not None and not visit.had_draft:
        return HttpResponseRedirect(visit.url("done", visit.receipt_key))
    if not visit.had_draft and request.method != "POST":
        return HttpResponseRedirect(visit.url("start"))
    context = {"whole": visit.opening.whole, "visit": visit, "typed": typed(request)}
    return TemplateResponse(request, "portal/register/expired.html", context)


def already_sent(visit: Visit, submission_key: str) -> HttpResponse | None:
    """The receipt of a form that was sent before: double click, reload, Back, another tab."""
    if not submission_key and visit.draft is not None:
        submission_key = visit.draft.submission_key
    row = drafts.sent_as(visit.site, submission_key) if submission_key else None
    if row is None or row.readable_event_id != visit.event_id:
        return None
    if row.state not in UNDER_WAY:  # else the request that sends it may still have to give the answers back
        visit.finish(row)
    return HttpResponseRedirect(visit.url("done", row.receipt_key), status=303)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent with a page, to be given back by a form of hidden fields."""
    skipped = {"csrfmiddlewaretoken", "restore"}
    return [(name, value) for name, values in request.POST.lists() if name not in skipped for value in values]
