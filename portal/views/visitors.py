"""Who is asking, as far as that can be known."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's network address, for limits.

    ``X-Forwarded-For`` can be written by anybody: only as many of its last entries count as there are proxies of ours
    (``TRUSTED_PROXY_COUNT``), each of which adds the address it was called from.
    """
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [item.strip() for item in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if item.strip()]
    if count and len(forwarded) >= count:
        return str(forwarded[-count])
    return str(request.META.get("REMOTE_ADDR", ""))
