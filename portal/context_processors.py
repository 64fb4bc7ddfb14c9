"""What every template may use: the site, its theme, and the canonical address of the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.views.theme import theme_address


def site(request: HttpRequest) -> dict[str, Any]:
    """``site``, ``theme_url`` ("" for the default look) and ``canonical_url`` (absolute, without a query)."""
    served = getattr(request, "site", None)
    if served is None:
        return {"site": None, "theme_url": "", "canonical_url": ""}
    return {"site": served, "theme_url": theme_address(served), "canonical_url": f"{served.origin}{request.path}"}
