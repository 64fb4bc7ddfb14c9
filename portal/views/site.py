"""What concerns the site as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

from portal.views.responses import public_page, read_only


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit. Pictures stay allowed: link previews need them."""
    lines = ["User-agent: *"]
    if request.site.row.allow_indexing:
        lines += ["Disallow: /admin/", "Disallow: /health/", "Disallow: /events/*/register/"]
    else:
        lines += ["Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@read_only
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page names none (the admin's, plain problem pages)."""
    return HttpResponseRedirect(static("portal/img/icon.svg"))
