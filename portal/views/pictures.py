"""Speaker pictures and sponsor logos."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from portal.services.catalogue import pictures
from portal.views.responses import read_only

_FILE = re.compile(r"([a-z2-7]{8})-([0-9a-f]{16}\.(?:png|jpg|gif|webp))")
ONE_YEAR_S = 365 * 24 * 3600


@read_only
def picture(request: HttpRequest, kind: str, file_name: str) -> HttpResponse:
    """A stored picture at the address that names its content; an outdated address leads to the current one."""
    match = _FILE.fullmatch(file_name)
    row = pictures.find(request.site, kind, match[1]) if match else None
    if match is None or row is None:
        raise Http404
    if pictures.file_name(row) != match[2]:
        return HttpResponsePermanentRedirect(
            reverse("files:picture", args=[kind, f"{row.short_id}-{pictures.file_name(row)}"])
        )
    response = HttpResponse(bytes(row.body), content_type=row.media_type)
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # link previews on other sites show them
    return response
