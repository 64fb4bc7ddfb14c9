"""What concerns the site as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import escape_leading_slashes

from portal.domain.query import NoQuery
from portal.services.languages import Language, in_language
from portal.views.responses import public_page, read_only, takes

# Without and below the prefix of a language.
NOT_INDEXED = ("/admin/", "/health/", "/embed/", "/*/embed/", "/events/*/register/", "/*/events/*/register/")


@takes(NoQuery)
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit. Pictures stay allowed: link previews need them."""
    lines = ["User-agent: *"]
    if request.site.row.allow_indexing:
        lines += [f"Disallow: {path}" for path in NOT_INDEXED]
        if request.site.origin:
            lines.append(f"Sitemap: {request.site.origin}{reverse('files:sitemap')}")
    else:
        lines += ["Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@read_only
def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page names none (the admin's, plain problem pages)."""
    own = request.site.icon
    return HttpResponseRedirect(own.url if own else static("portal/img/icon.svg"))


@public_page
def respelt_prefix(request: HttpRequest, language: Language, rest: str = "") -> HttpResponse:
    """301 to the one address of a page: the default language has no prefix, the others are spelt in small letters."""
    _prefix, slash, rest = request.get_full_path()[1:].partition("/")  # the whole: with its query, and as it was quoted
    return HttpResponsePermanentRedirect(escape_leading_slashes(in_language(f"{slash}{rest}", language)))
