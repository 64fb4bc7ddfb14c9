"""What the two pages that run scripts of Microsoft's need beyond the site's policy. No other page is widened."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse

from portal.domain.microsoft_form import MicrosoftForm


def allow(response: HttpResponse, more: Mapping[str, list[str]]) -> None:
    """Widen the Content-Security-Policy of one response: sources by directive, see SecurityHeadersMiddleware."""
    response.policy_additions = more  # type: ignore[attr-defined] -- read by the middleware


def for_microsoft_form(form: MicrosoftForm) -> dict[str, list[str]]:
    """What Microsoft's form loader needs: its hosts, and the styles it writes into the page."""
    hosts = [f"https://{host}" for host in form.hosts]
    return {
        "script-src": hosts,
        "connect-src": hosts,
        "img-src": hosts,
        "font-src": hosts,
        "style-src": [*hosts, "'unsafe-inline'"],
    }


def for_captcha(origin: str) -> dict[str, list[str]]:
    """What Microsoft's captcha needs: its host for script, picture and sound, and styles written into the page."""
    return {
        "script-src": [origin],
        "connect-src": [origin],
        "img-src": [origin],
        "media-src": [origin],
        "style-src": ["'unsafe-inline'"],
    }
