"""QR codes for posters and slides. Each holds the address of a page and is no ticket."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from portal.formats.qr_code import qr_code_file
from portal.services import catalogue
from portal.views.machines import Document, for_machines

ONE_DAY_S = 24 * 3600


@for_machines
def of_event(request: HttpRequest, readable_event_id: str) -> Document:
    """The address of an event's page, in the default language."""
    catalogue.load_event(request.site, readable_event_id)  # none for what has no page
    address = f"{request.site.origin}{reverse('portal:event', args=[readable_event_id])}"
    return Document(content=qr_code_file(address), media_type="image/svg+xml", changed_at=None, max_age_s=ONE_DAY_S)
