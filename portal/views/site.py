"""What concerns the site as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.views.responses import public_page


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit. Pictures stay allowed: link previews need them."""
    lines = ["User-agent: *"]
    if request.site.row.allow_indexing:
        lines += ["Disallow: /admin/", "Disallow: /health/", "Disallow: /events/*/register/"]
    else:
        lines += ["Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
