"""The style sheet of the organisation's colour."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.services.theme import theme_of
from portal.views.responses import read_only

ONE_YEAR_S = 365 * 24 * 3600


@read_only
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The colours at the address that names their content; an outdated address leads to the current one."""
    theme = theme_of(request.site)
    if theme is None:
        raise Http404
    if digest != theme.digest:
        # Not permanent: the organisation may return to that colour.
        return HttpResponseRedirect(reverse("files:theme", args=[theme.digest]))
    response = HttpResponse(theme.css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    return response
