"""The receipt: what became of a registration, at an address nobody can guess. First names only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal.formats.qr_code import qr_code_svg
from portal.formats.receipt_calendar import receipt_calendar
from portal.models import Registration
from portal.services.registration import decisions, drafts
from portal.services.registration.receipts import (
    Receipt,
    ReceiptExpired,
    ReceiptUnknown,
    find_receipt,
    find_registration,
)
from portal.templatetags.portal_calendars import uid_domain, words
from portal.views.registration.flow import Visit, sent_from_here
from portal.views.registration.pages import registration_page

# What the visitor may take up again: nobody was registered.
_MAY_REOPEN = (Registration.State.REJECTED, Registration.State.FAILED)


@registration_page
def done(request: HttpRequest, readable_event_id: str, receipt_key: str) -> HttpResponse:
    """The receipt as it is now. Reloading it, or coming back to it, sends nothing."""
    receipt = read_receipt(request, readable_event_id, receipt_key)
    if receipt is None:
        return expired(request)
    is_own = sent_from_here(request, readable_event_id, receipt_key)
    if request.method == "POST":
        return _reopen(request, receipt) if is_own else HttpResponseRedirect(request.path)
    address = f"{request.site.origin}{request.path}"
    qr_code = mark_safe(qr_code_svg(address, title=_("QR code of the address of this page")))  # noqa: S308 -- squares
    context = receipt_context(receipt) | {"is_own": is_own, "address": address, "qr_code": qr_code}
    return TemplateResponse(request, "portal/register/receipt.html", context)


@registration_page
def calendar(request: HttpRequest, readable_event_id: str, receipt_key: str) -> HttpResponse:
    """The chosen sessions, else the whole event, for a calendar."""
    receipt = read_receipt(request, readable_event_id, receipt_key)
    if receipt is None:
        return expired(request)
    if receipt.event is None or receipt.is_refused:
        raise Http404
    address = f"{request.site.origin}{reverse('portal:event', args=[readable_event_id])}"
    content = receipt_calendar(
        receipt.event,
        receipt.sessions,
        address=address,
        domain=uid_domain(request.site),
        made_at=receipt.received_at,
        words=words(),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{receipt.reference}.ics"'
    return response


def read_receipt(request: HttpRequest, readable_event_id: str, receipt_key: str) -> Receipt | None:
    """The receipt of an address; None when it has expired.

    Raises Http404.
    """
    try:
        receipt = find_receipt(request.site, receipt_key)
    except ReceiptUnknown:
        raise Http404 from None
    except ReceiptExpired:
        return None
    if receipt.readable_event_id != readable_event_id:
        raise Http404
    return receipt


def expired(request: HttpRequest) -> HttpResponse:
    """410: what it told was erased."""
    return TemplateResponse(request, "portal/register/receipt_expired.html", status=410)


def receipt_context(receipt: Receipt) -> dict[str, Any]:
    """What every page about a receipt shows."""
    return {
        "receipt": receipt,
        "placed_count": receipt.people_count - receipt.waitlisted_count,
        "may_still_pay": receipt.pay_before is None or receipt.pay_before > timezone.now(),
    }


def _reopen(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Put the answers of a registration that registered nobody back into a form."""
    row = find_registration(request.site, receipt.receipt_key)
    if row.state == Registration.State.FAILED and not decisions.reject(row.pk):
        return HttpResponseRedirect(request.path)  # staff have just decided to send it
    party = drafts.party_of(row) if row.state in _MAY_REOPEN else None
    if party is None:
        return HttpResponseRedirect(request.path)
    visit = Visit(request, receipt.readable_event_id)
    visit.begin(party)
    return HttpResponseRedirect(visit.url("check"))
