"""The style sheet of the public pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from portal.services.style_sheet import style_sheet, style_sheet_of
from portal.views.responses import read_only

ONE_YEAR_S = 365 * 24 * 3600


@read_only
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The sheet at the address that names its content; an outdated address leads to the current one.

    The default sheet needs no database, so that pages about a problem are styled whatever broke.
    """
    sheet = style_sheet()
    if digest != sheet.digest:
        sheet = style_sheet_of(request.site)
    if digest != sheet.digest:
        # Not permanent: the organisation may return to that look.
        return HttpResponseRedirect(sheet.address)
    encoding = _best_encoding(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(sheet.encoded.get(encoding, sheet.content), content_type="text/css; charset=utf-8")
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    return response


def _best_encoding(accepted: str) -> str:
    """The smallest encoding a browser takes, from its Accept-Encoding; "" for none."""
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, weight = offer.strip().partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if offers.get(name)), "")
