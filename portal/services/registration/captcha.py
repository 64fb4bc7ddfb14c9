"""Microsoft's captcha of outbound events: a script on the page that sends a registration, from allowed hosts only.

Facts: events-api/outbound-v2.md §3.10, differences.md U20.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from portal.events_api.errors import EventsAPIError
from portal.services import applications
from portal.services.applications import NotConfigured, Site

logger = logging.getLogger(__name__)

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+svc\.dynamics\.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptchaScript:
    """A new captcha. ``object_name`` is what the script is said to call itself."""

    url: str
    origin: str  # for the Content-Security-Policy
    flow_id: str
    object_name: str


def new_captcha(site: Site, readable_event_id: str) -> CaptchaScript | None:
    """Ask the API for a captcha; None when there is none at the moment, or its script is at a host not allowed."""
    try:
        captcha = (
            applications.client_for(site)
            .get_captcha(readable_event_id, deadline_s=settings.EVENTS_API_REQUEST_DEADLINE_S)
            .value
        )
    except (EventsAPIError, NotConfigured) as problem:
        logger.warning("no captcha: %s", problem)
        return None
    url = captcha.hip_url or ""
    origin = _allowed_origin(site, url)
    if origin is None:
        logger.error("the captcha's script is at a host that is not allowed")
        return None
    name = captcha.object_name or ""
    return CaptchaScript(
        url=url, origin=origin, flow_id=captcha.flow_id, object_name=name if name.isidentifier() else "WLSPHIP0"
    )


def _allowed_origin(site: Site, url: str) -> str | None:
    """https at hosts of Dynamics; besides, the loopback address of a simulator that is the endpoint."""
    try:
        parts = urlsplit(url)
        endpoint = urlsplit(site.connection.endpoint)
    except ValueError:
        return None
    if re.search(r"[\s\"'<>\\;,]", url) or "@" in parts.netloc:
        return None
    if parts.scheme == "https" and _HOST.fullmatch(parts.netloc.lower()):
        return f"https://{parts.netloc.lower()}"
    simulated = (parts.scheme, parts.netloc) == (endpoint.scheme, endpoint.netloc) and parts.scheme == "http"
    return f"http://{parts.netloc}" if simulated else None
