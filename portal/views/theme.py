"""The organisation's colour as a style sheet, since the Content-Security-Policy allows no inline style."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.domain.colour import Shades, ramp
from portal.services.applications import Site

ONE_YEAR_S = 365 * 24 * 3600


def theme_address(site: Site) -> str:
    """The address of the site's colours; "" where the row has none and the defaults of portal.css apply."""
    colour = site.row.brand_colour
    if not colour:
        return ""
    digest, _ = _theme(colour)
    return reverse("portal:theme", args=[digest])


@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The colours at the address that names their content; an outdated address leads to the current one."""
    colour = request.site.row.brand_colour
    if not colour:
        raise Http404
    current, css = _theme(colour)
    if digest != current:
        # Not permanent: the organisation may return to that colour.
        return HttpResponseRedirect(reverse("portal:theme", args=[current]))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    return response


@lru_cache(maxsize=64)
def _theme(colour: str) -> tuple[str, str]:
    """Digest and style sheet of a colour."""
    shades = ramp(colour)
    dark = _properties(shades.dark)
    css = f":root{{{_properties(shades.light)}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return hashlib.sha256(css.encode()).hexdigest()[:16], css


def _properties(shades: Shades) -> str:
    values = {
        "text": shades.text,
        "fill": shades.fill,
        "on-fill": shades.on_fill,
        "tint": shades.tint,
        "plate": shades.plate,
        "on-plate": shades.on_plate,
        "line": shades.line,
    }
    return ";".join(f"--brand-{name}:{value}" for name, value in values.items())
