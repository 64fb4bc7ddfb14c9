"""Three layers around every view: security headers, the site that serves the request, and its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject, empty

from portal.services import applications, languages, look

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Content-Security-Policy and Permissions-Policy on every response, static files and errors included.

    Django has a policy of its own from 6.0 on only, and ours differs by site: banners come from hosts an administrator
    allowed. A view may set its own, stricter header, or name what its page needs in ``response.policy_additions``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        site = getattr(request, "site", None)
        used = site is not None and site._wrapped is not empty  # a response that never asked for the site needs none
        policy = content_security_policy(site if used else None, getattr(response, "policy_additions", {}))
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "interest-cohort=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def content_security_policy(site: applications.Site | None, more: Mapping[str, Sequence[str]]) -> str:
    """The header's value for a page of this site. ``more``: further sources by directive, for that page alone."""
    policy = {directive: list(sources) for directive, sources in settings.CONTENT_SECURITY_POLICY.items()}
    if site is not None:
        policy["img-src"] += [f"https://{host}" for host in site.banner_hosts]
    for directive, sources in more.items():
        kept = [source for source in policy.get(directive, []) if source != "'none'"]  # 'none' stands alone
        policy[directive] = [*kept, *sources]
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class WebApplicationMiddleware:
    """Gives each request ``request.site``, found at first use: health and static files need no database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.site = SimpleLazyObject(lambda: applications.site_for_host(request.get_host()))
        with look.speaking_for(request.site):
            return self.get_response(request)


class LanguageMiddleware:
    """Speaks the language of the address; the admin, whose addresses have none, follows the browser.

    A language the site does not offer is not spoken: its addresses lead nowhere.
    """

    ADMIN = "/admin/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path_info.startswith(self.ADMIN)
        language = _of_browser(request) if is_admin else _of_address(request)
        with translation.override(language.code):
            response = self.get_response(request)
        if is_admin:
            patch_vary_headers(response, ["Accept-Language"])
        if response.get("Content-Type", "").startswith(_READ_BY_PEOPLE):
            response.headers.setdefault("Content-Language", language.tag)
        return response


_READ_BY_PEOPLE = ("text/html", "text/plain", "text/calendar", "text/csv", "application/atom+xml")


def _of_browser(request: HttpRequest) -> languages.Language:
    return languages.of_code(translation.get_language_from_request(request))


def _of_address(request: HttpRequest) -> languages.Language:
    language = languages.of_path(request.path_info)
    if language == languages.DEFAULT:
        return language
    try:
        return language if language in languages.offered(request.site) else languages.DEFAULT
    except (DatabaseError, DisallowedHost):
        return language  # what cannot be asked is taken as offered: the problem page speaks it
