"""Payment of paid events: where to pay, until when, and the demonstration of paying.

Money never passes here. The API's address is followed only to hosts the administrator allows, and only by a link.
Facts: events-api/outbound-v2.md §3.11 and §3.12, realtime-v1.md §6.3 and §6.5, differences.md U21; design/forms.md §8.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlencode, urlsplit

from portal.domain.links import host as host_of
from portal.domain.links import safe_url
from portal.events_api import storage
from portal.events_api.dialects import EndpointError, find_dialect
from portal.events_api.errors import EventsAPIError, EventsAPIRejected
from portal.events_api.types import Registration as Sent
from portal.events_api.types import RegistrationResult
from portal.models import CannotDecrypt, Registration
from portal.services import applications
from portal.services.applications import NotConfigured, Site

logger = logging.getLogger(__name__)

# Outbound v2.0 drops what is not paid then; real-time's limit is the payment provider's and not known.
OUTBOUND_PAYMENT_TIME = timedelta(minutes=50)

_UNPAID = ("Initiated", "Redirect")
_HTTPS_PORTS = (None, 443)


class PaymentState(StrEnum):
    """Of a registration that is to be paid; "" where nothing is."""

    PENDING = "pending"
    PAID = "paid"
    GIVEN_UP = "given_up"


UNPAID_STATES = (PaymentState.PENDING, PaymentState.GIVEN_UP)


class Finalized(StrEnum):
    """What became of a demonstration payment."""

    PAID = "paid"
    NOT_OFFERED = "not_offered"  # here, or for this registration
    NOT_ENABLED = "not_enabled"  # switched off in Dynamics 365
    TOO_LATE = "too_late"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # no answer; trying again does no harm


_FINALIZED = {
    "FinalizationNotEnabled": Finalized.NOT_ENABLED,
    "FinalizationAfterTimeLimit": Finalized.TOO_LATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """Where a place is paid. ``host`` is what the page names."""

    url: str
    host: str


def facts_of(result: RegistrationResult) -> dict[str, str]:
    """The fields of a row that say whether and how it is to be paid."""
    redirect_url = result.redirect_url if result.redirect_url and len(result.redirect_url) <= 2000 else ""
    purchase_id = result.purchase_id or _purchase_id_in(redirect_url)
    to_pay = result.status in _UNPAID or bool(redirect_url)
    return {
        "result_status": result.status,
        "redirect_url": redirect_url,
        "purchase_id": purchase_id if len(purchase_id) <= 64 else "",
        "payment_state": PaymentState.PENDING if to_pay else "",
    }


def payment_link(site: Site, row: Registration) -> PaymentLink | None:
    """Where to pay for a registration; None when no allowed host is known, so that the organiser has to tell.

    The API's own address, or the page the administrator entered with ``purchaseId`` added.
    """
    if row.redirect_url:
        return _allowed(site, row.redirect_url)
    if row.purchase_id and site.row.payment_page:
        page, _, fragment = site.row.payment_page.partition("#")
        joint = "&" if "?" in page else "?"
        query = urlencode({"purchaseId": row.purchase_id})
        return _allowed(site, f"{page}{joint}{query}{'#' + fragment if fragment else ''}")
    return None


def pay_before(site: Site, row: Registration) -> datetime | None:
    """Until when the place is held; None where that is not known."""
    try:
        dialect = find_dialect(site.connection.endpoint, forced=site.connection.dialect)
    except EndpointError:
        return None
    if dialect.registers_later or row.sent_at is None:
        return None
    return row.sent_at + OUTBOUND_PAYMENT_TIME


def offers_demo(site: Site, row: Registration) -> bool:
    """Whether the demonstration of paying is to be offered for a registration."""
    return site.row.offer_demo_payment and bool(row.purchase_id) and row.payment_state in UNPAID_STATES


def finalize_demo(row: Registration) -> Finalized:
    """Have the API believe that a registration was paid. Works where Dynamics has the demonstration switched on."""
    site = applications.resolve(row.application)
    if not offers_demo(site, row):
        return Finalized.NOT_OFFERED
    failure: EventsAPIError | None = None
    try:
        captcha = storage.load(Sent, row.payload() or b"").captcha
        applications.client_for(site).finalize_registration(row.readable_event_id, row.purchase_id, captcha=captcha)
    except EventsAPIError as error:
        failure = error
    except (CannotDecrypt, NotConfigured, storage.StoredRecordUnreadable):
        return Finalized.UNKNOWN
    if failure is None:
        _move(row, PaymentState.PAID)
        return Finalized.PAID
    logger.warning("registration %s: demonstration payment failed: %s", row.reference, failure)
    if isinstance(failure, EventsAPIRejected):
        return _FINALIZED.get(failure.error_code or "", Finalized.REFUSED)
    return Finalized.UNKNOWN


def give_up(row: Registration) -> bool:
    """Note that the visitor came back without having paid. The API is not told: it lets the place go by itself."""
    return _move(row, PaymentState.GIVEN_UP)


def take_up_again(row: Registration) -> bool:
    """Note that the visitor wants to pay after all."""
    return _move(row, PaymentState.PENDING)


def _move(row: Registration, state: PaymentState) -> bool:
    """Change the payment state, unless it is paid. Nothing to pay has no state to change."""
    unpaid = Registration.objects.filter(pk=row.pk, payment_state__in=UNPAID_STATES)
    changed = unpaid.update(payment_state=state) == 1
    if changed:
        row.payment_state = state
    return changed


def _allowed(site: Site, address: str) -> PaymentLink | None:
    url = safe_url(address, schemes=("https",))
    if url is None or urlsplit(url).port not in _HTTPS_PORTS:
        return None
    host = (urlsplit(url).hostname or "").rstrip(".")
    allowed = {line.strip().lower() for line in site.row.payment_hosts.split()}
    return PaymentLink(url=url, host=host_of(url)) if host in allowed else None


def _purchase_id_in(address: str) -> str:
    """The purchase id of a payment address: real-time gives it nowhere else."""
    try:
        return parse_qs(urlsplit(address).query).get("purchaseId", [""])[0]
    except ValueError:
        return ""
