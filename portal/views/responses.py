"""What all public views share: the methods they take, how long answers may be kept, and a page for each problem."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from portal.services import catalogue, zone_choice
from portal.services.shown import QUERY_AS_SENT
from portal.views import problems

# Public pages carry nothing personal, so a shared cache may keep them a moment and show them while it renews them.
SHARED_CACHE_S = 30
STALE_WHILE_REVALIDATE_S = 300
DATABASE_RETRY_AFTER_S = 5

View = Callable[..., HttpResponse]

logger = logging.getLogger(__name__)


def read_only(view: View) -> View:
    """GET and HEAD; anything else is 405, whether or not a CSRF token came with it."""
    return csrf_exempt(require_safe(view))


def public_page(view: View) -> View:
    """A public page: GET and HEAD, cacheable by anybody, without cookies; what services raise becomes a page.

    With a time zone in its query it is for one visitor: kept by the browser alone, and nothing for search engines.
    """

    @read_only
    @wraps(view)
    def public(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        choice = zone_choice.read(request.GET)
        with choice.in_force():
            response = with_problem_pages(view)(request, *args, **kwargs)
            if choice.typed and isinstance(response, SimpleTemplateResponse):
                response.render()  # while the choice is in force
        if response.status_code not in {200, 301}:
            return response
        if choice.typed:
            patch_cache_control(response, private=True, max_age=SHARED_CACHE_S)
            response["X-Robots-Tag"] = "noindex"  # its canonical address is the bare one
        else:
            patch_cache_control(
                response, public=True, max_age=SHARED_CACHE_S, stale_while_revalidate=STALE_WHILE_REVALIDATE_S
            )
        return response

    public.page_query = None  # type: ignore[attr-defined]  # kept without a query alone; ``takes`` says more
    return public


def takes(query: type[Any]) -> Callable[[View], View]:
    """Say which parameters a public page understands: ``EventQuery`` and its like, ``NoQuery`` for none.

    The page is kept then for queries with unknown parameters, too, such as those of newsletters. Such a page sees the
    parameters it understands alone, in their canonical spelling (portal/pages/keys.py).
    """

    def saying(view: View) -> View:
        view.page_query = query  # type: ignore[attr-defined]
        return view

    return saying


def with_problem_pages(view: View) -> View:
    """A view in which what services raise becomes a page."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except catalogue.Unknown:
            return problems.not_found(request)
        except catalogue.Gone as gone:
            return problems.gone(request, gone.departed)
        except catalogue.Moved as elsewhere:
            return respelled(request, elsewhere.readable_event_id)
        except catalogue.NothingKnownYet as nothing:
            return problems.unavailable(request, nothing.retry_after_s)
        except DatabaseError as error:
            logger.error("database not usable: %s", type(error).__name__)
            return problems.unavailable(request, DATABASE_RETRY_AFTER_S, plain=True)

    return answered


def moved(request: HttpRequest, name: str, *args: str) -> HttpResponse:
    """301 to the canonical address, the query string kept."""
    address = reverse(name, args=args)
    query = request.META.get(QUERY_AS_SENT) or request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def respelled(request: HttpRequest, readable_event_id: str) -> HttpResponse:
    """301 to the same page of the event under the right spelling of its id."""
    match = request.resolver_match
    assert match is not None  # noqa: S101 -- a view raised, so an address matched
    others = [str(value) for key, value in match.kwargs.items() if key != "readable_event_id"]
    return moved(request, match.view_name, readable_event_id, *others)
