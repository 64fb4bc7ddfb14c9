"""System checks: combinations of settings that start well and fail later. Run by every management command.

What cannot even start is refused in settings.py. Nothing here contacts the API; ``check_events_api`` does.
"""

from __future__ import annotations

import ssl
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal.events_api.dialects import find_dialect
from portal.events_api.endpoint import Endpoint


@register(Tags.security, deploy=True)
def check_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without https visitors' registrations and the admin's password can be read on the way."""
    if not settings.SITE_HTTPS and _is_real(settings.EVENTS_API_ENDPOINT):
        return [
            Warning(
                "SITE_HTTPS is off while a real endpoint is configured.",
                hint="Serve the site by https with SITE_HTTPS=1; behind a proxy set TRUST_X_FORWARDED_PROTO=1 too.",
                id="portal.W001",
            )
        ]
    return []


@register()
def check_connection_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The connection given in the environment has the right form."""
    problems: list[CheckMessage] = []
    if settings.EVENTS_API_ENDPOINT:
        try:
            find_dialect(settings.EVENTS_API_ENDPOINT)
        except ValueError as error:
            problems.append(Error("EVENTS_API_ENDPOINT cannot be used.", hint=str(error), id="portal.E002"))
    origin = settings.EVENTS_API_ORIGIN
    if origin and ((parsed := Endpoint.parse(origin)) is None or parsed.path != "/"):
        problems.append(
            Error(
                "EVENTS_API_ORIGIN cannot be used.",
                hint="It is scheme, host and, if any, port of the site, for example https://events.example.org.",
                id="portal.E003",
            )
        )
    token = settings.EVENTS_API_TOKEN
    if token and (token != token.strip() or not token.isprintable() or token[0] in "\"'"):
        problems.append(
            Error(
                "EVENTS_API_TOKEN has blanks, line breaks or quotation marks around it.",
                hint="Give the token alone, exactly as the web application record shows it.",
                id="portal.E004",
            )
        )
    if settings.EVENTS_API_CA_BUNDLE and not _is_readable(settings.EVENTS_API_CA_BUNDLE):
        problems.append(
            Error(
                "EVENTS_API_CA_BUNDLE cannot be read.",
                hint="It names a file of certificates in PEM form that this user may read.",
                id="portal.E005",
            )
        )
    return problems


@register()
def check_limits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Deadlines that contradict each other would make visitors wait for nothing."""
    limits = (
        ("EVENTS_API_OLD_COPY_WAIT_S", "EVENTS_API_REQUEST_DEADLINE_S", "portal.E006"),
        ("EVENTS_API_REQUEST_DEADLINE_S", "EVENTS_API_REFRESH_DEADLINE_S", "portal.E007"),
    )
    problems: list[CheckMessage] = [
        Error(
            f"{shorter} is longer than {longer}.",
            hint=f"They are {getattr(settings, shorter):g} and {getattr(settings, longer):g} seconds.",
            id=identifier,
        )
        for shorter, longer, identifier in limits
        if getattr(settings, shorter) > getattr(settings, longer)
    ]
    if settings.EVENTS_API_REQUEST_DEADLINE_S <= 0:
        problems.append(Error("EVENTS_API_REQUEST_DEADLINE_S must be above zero.", id="portal.E008"))
    if settings.EVENTS_API_CONCURRENCY < 1:
        problems.append(Error("EVENTS_API_CONCURRENCY must be at least 1.", id="portal.E009"))
    if settings.EVENTS_API_TOTAL_CONCURRENCY < 1:
        problems.append(Error("EVENTS_API_TOTAL_CONCURRENCY must be at least 1.", id="portal.E011"))
    if settings.EVENTS_API_CALL_BUDGET < 1:
        problems.append(Error("EVENTS_API_CALL_BUDGET must be at least 1.", id="portal.E010"))
    return problems


def _is_real(endpoint: str) -> bool:
    parsed = Endpoint.parse(endpoint)
    return bool(endpoint) and not (parsed and parsed.is_loopback)


def _is_readable(ca_bundle: str) -> bool:
    try:
        ssl.create_default_context(cafile=ca_bundle)
    except OSError:  # ssl.SSLError is one
        return False
    return True
