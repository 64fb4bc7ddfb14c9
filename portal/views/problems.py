"""Pages that say what went wrong and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from portal.services.catalogue import Departed
from portal.services.style_sheet import style_sheet


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense. Without the site's design, since the host may be the wrong part."""
    return _alone("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _problem(request, "403.html", 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form was sent without its one-time value."""
    return _problem(request, "csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _problem(request, "404.html", 404)


def gone(request: HttpRequest, departed: Departed) -> HttpResponse:
    """410: an event or session that is no longer listed."""
    return _problem(request, "410.html", 410, {"departed": departed})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: stands alone, so that it can be shown whatever broke."""
    return _alone("500.html", 500)


def unavailable(request: HttpRequest, retry_after_s: int, *, plain: bool = False) -> HttpResponse:
    """503 at the same address, with the time after which it is worth asking again.

    ``plain``: without the site's design, for when the database that holds it is the problem.
    """
    response = (
        _alone("500.html", 503) if plain else _problem(request, "503.html", 503, {"retry_after_s": retry_after_s})
    )
    response["Retry-After"] = str(retry_after_s)
    return response


def _alone(template: str, status: int) -> HttpResponse:
    page = get_template(template).render({"style_url": style_sheet().address})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def _problem(
    request: HttpRequest, template: str, status: int, context: dict[str, object] | None = None
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response
