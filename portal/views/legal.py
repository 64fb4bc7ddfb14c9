"""The pages that the law asks for: written in the admin, or a link to another site."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from portal.domain.query import NoQuery
from portal.services import legal
from portal.services.legal import LegalPage
from portal.views.responses import public_page, takes


@takes(NoQuery)
@public_page
def page(request: HttpRequest, page: LegalPage) -> HttpResponse:
    """The text of the organisation; where it has the page elsewhere, the way there; else 404."""
    elsewhere = legal.external_url(request.site.row, page)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    text = legal.text_of(request.site, page)
    if text is None:
        raise Http404
    return TemplateResponse(request, "portal/legal.html", {"heading": legal.title(page), "text": text})
