"""403: a page of the form was sent without its one-time value. What was typed is given back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.views import problems
from portal.views.registration.pages import not_kept, typed

MOST_GIVEN_BACK = 100_000  # characters


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form of a registration, or the general one."""
    match = request.resolver_match
    if match is None or not match.view_name.startswith("portal:register_"):
        return problems.csrf_failed(request, reason)
    kept = [] if match.view_name == "portal:register_check" else typed(request)
    if sum(len(name) + len(value) for name, value in kept) > MOST_GIVEN_BACK:
        kept = []
    context = {"typed": kept, "back_url": request.get_full_path()}
    return not_kept(render(request, "portal/register/csrf.html", context, status=403))
