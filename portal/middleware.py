"""Two layers around every view: security headers, and the site that serves the request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

from portal.services import applications

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Content-Security-Policy and Permissions-Policy on every response, static files and errors included.

    Django has a policy of its own from 6.0 on only, and ours differs by site: banners come from hosts an administrator
    allowed. A view may set its own, stricter header.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        site = getattr(request, "site", None)
        used = site is not None and site._wrapped is not empty  # a response that never asked for the site needs none
        response.headers.setdefault("Content-Security-Policy", content_security_policy(site if used else None))
        response.headers.setdefault("Permissions-Policy", "interest-cohort=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def content_security_policy(site: applications.Site | None) -> str:
    """The header's value for a page of this site."""
    policy = dict(settings.CONTENT_SECURITY_POLICY)
    if site is not None and site.banner_hosts:
        policy["img-src"] = [*policy["img-src"], *(f"https://{host}" for host in site.banner_hosts)]
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class WebApplicationMiddleware:
    """Gives each request ``request.site``, found at first use: health and static files need no database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.site = SimpleLazyObject(lambda: applications.site_for_host(request.get_host()))
        return self.get_response(request)
