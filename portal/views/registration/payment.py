"""Paying: a page with a link to the payment host, and a page to come back to. Neither claims that anything was paid."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.services.registration import payments
from portal.services.registration.payments import Finalized, PaymentState
from portal.services.registration.receipts import Receipt, find_registration
from portal.views.registration.pages import registration_page
from portal.views.registration.receipt import expired, read_receipt, receipt_context

# Text keys of design/forms.md §8.
_RETURNED = {
    PaymentState.PAID: "paid",
    PaymentState.PENDING: "pay_returned",
    PaymentState.GIVEN_UP: "pay_cancelled",
}


@registration_page
def pay(request: HttpRequest, readable_event_id: str, receipt_key: str) -> HttpResponse:
    """Where to pay. Posting it asks for the demonstration of paying, where the administrator offers it."""
    receipt = read_receipt(request, readable_event_id, receipt_key)
    if receipt is None:
        return expired(request)
    row = find_registration(request.site, receipt_key)
    if not row.payment_state:
        raise Http404
    if row.payment_state == PaymentState.PAID:
        return HttpResponseRedirect(_address("return", receipt))
    finalized: Finalized | None = None
    if request.method == "POST":
        finalized = payments.finalize_demo(row)
        if finalized is Finalized.PAID:
            return HttpResponseRedirect(_address("return", receipt))
    context = receipt_context(receipt) | {"finalized": finalized}
    return TemplateResponse(request, "portal/register/pay.html", context, status=409 if finalized else 200)


@registration_page
def come_back(request: HttpRequest, readable_event_id: str, receipt_key: str) -> HttpResponse:
    """Back from paying: paid, being checked, or given up. Posting it says that the visitor did not pay."""
    receipt = read_receipt(request, readable_event_id, receipt_key)
    if receipt is None:
        return expired(request)
    row = find_registration(request.site, receipt_key)
    if not row.payment_state:
        raise Http404
    if request.method == "POST":
        payments.give_up(row)
        return HttpResponseRedirect(request.path)
    context = receipt_context(receipt) | {"key": _RETURNED[PaymentState(row.payment_state)]}
    return TemplateResponse(request, "portal/register/payment_return.html", context)


def _address(page: str, receipt: Receipt) -> str:
    return reverse(f"portal:register_{page}", args=[receipt.readable_event_id, receipt.receipt_key])
