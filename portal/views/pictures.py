"""Pictures the portal keeps: of speakers and sponsors, and the organisation's own."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse

from portal.services import site_pictures
from portal.services.catalogue import pictures
from portal.views.responses import read_only

_FILE = re.compile(r"([a-z2-7]{8})-([0-9a-f]{16}\.(?:png|jpg|gif|webp))")
_SITE_FILE = re.compile(r"(logo|logo-dark|icon|preview)-[0-9a-f]{16}\.(?:png|jpg|webp|ico)")
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
    return _kept_for_ever(bytes(row.body), row.media_type)


@read_only
def site_picture(request: HttpRequest, file_name: str) -> HttpResponse:
    """A picture of the organisation; an outdated address leads to the current one."""
    match = _SITE_FILE.fullmatch(file_name)
    row = site_pictures.find(request.site.row, match[1]) if match else None
    if row is None:
        raise Http404
    if site_pictures.file_name(row) != file_name:
        # Not permanent: the organisation may return to that picture.
        return HttpResponseRedirect(site_pictures.link_to(row).url)
    return _kept_for_ever(bytes(row.body), row.media_type)


def _kept_for_ever(body: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # link previews on other sites show them
    return response
