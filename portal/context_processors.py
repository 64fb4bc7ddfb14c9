"""What every template may use: the site, its theme, and the canonical address of the page."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from portal.services.theme import theme_of

_NOTHING = {"site": None, "theme_url": "", "canonical_url": ""}


def site(request: HttpRequest) -> dict[str, Any]:
    """``site``, ``theme_url`` ("" for the default look) and ``canonical_url`` (absolute, without a query).

    Without a database there is no site; problem pages are shown all the same.
    """
    served = getattr(request, "site", None)
    if served is None:
        return _NOTHING
    try:
        theme = theme_of(served)
    except DatabaseError:
        return _NOTHING
    return {
        "site": served,
        "theme_url": reverse("files:theme", args=[theme.digest]) if theme else "",
        "canonical_url": f"{served.origin}{request.path}",
    }
