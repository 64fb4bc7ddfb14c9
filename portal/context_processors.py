"""What every template may use: the site, its style sheet, and the canonical address of the page."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest

from portal.services.style_sheet import style_sheet, style_sheet_of


def site(request: HttpRequest) -> dict[str, Any]:
    """``site``, ``style_url`` and ``canonical_url`` (absolute, without a query).

    Without a database there is no site; problem pages are shown all the same, in the default look.
    """
    served = getattr(request, "site", None)
    try:
        sheet = style_sheet_of(served) if served is not None else None
        if served is not None:
            _ = served.look  # asked for here, so that no template finds out that the database is gone
    except DatabaseError:
        sheet = None
    if sheet is None:
        return {"site": None, "style_url": style_sheet().address, "canonical_url": ""}
    return {
        "site": served,
        "style_url": sheet.address,
        "canonical_url": f"{served.origin}{request.path}",
    }
