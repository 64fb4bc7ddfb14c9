"""The receipt of a registration: what its page says now. First names only, no e-mail address.

Text keys and words: design/forms.md §8. "received_on_hold" never arises: who waits for the event sends no sessions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.events_api import storage
from portal.events_api.dialects import EndpointError, find_dialect
from portal.events_api.timezones import in_event_zone
from portal.events_api.types import Event, Session
from portal.events_api.types import Registration as Sent
from portal.models import CannotDecrypt, Registration
from portal.services import snapshots
from portal.services.applications import Site
from portal.services.registration import clock, erasing, payments
from portal.services.registration.outbox import State
from portal.services.registration.outcomes import Outcome
from portal.services.registration.payments import PaymentLink, PaymentState
from portal.services.snapshots import resources

# Real-time creates registrations for up to six hours (realtime-v1.md §6.2).
PROCESSING_TIME = timedelta(hours=6)
# Until then staff should have looked at one that may or may not have arrived.
CHECKING_TIME = timedelta(days=1)


class ReceiptUnknown(Exception):
    """There is no such receipt: 404."""


class ReceiptExpired(Exception):
    """What it told was erased: 410. The registration itself is not affected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as it is now."""

    key: str  # text key of forms.md §8
    registers_later: bool  # the API answers before the registration exists (real-time)
    is_settled: bool  # False: it may change within moments or hours without anybody doing anything
    reference: str
    receipt_key: str
    first_names: tuple[str, ...] = field(repr=False)
    people_count: int
    waitlisted_count: int  # of people_count
    readable_event_id: str
    event_name: str  # as it was when the registration was made, like the three below
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    event: Event | None  # as it is listed now; None: no longer
    sessions: tuple[Session, ...]  # with a place, as far as they are still listed
    waitlisted_sessions: tuple[Session, ...]
    received_at: datetime
    sent_at: datetime | None
    hear_by: datetime | None  # without news by then, people should ask the organiser
    payment: PaymentLink | None
    pay_before: datetime | None
    offers_demo_payment: bool
    expires_at: datetime | None

    @property
    def is_refused(self) -> bool:
        """Whether nobody was registered, and the answers go back into the form."""
        return self.key in {*Outcome}


def find_receipt(site: Site, receipt_key: str) -> Receipt:
    """Return the receipt of an address.

    Raises ReceiptUnknown, ReceiptExpired.
    """
    row = find_registration(site, receipt_key)
    now = clock.now()
    payment = payments.payment_link(site, row) if row.payment_state else None
    registers_later = _registers_later(site)
    key = _key(row, now, registers_later=registers_later, can_pay=payment is not None)
    event, sessions, waitlisted_sessions = _programme(site, row)
    return Receipt(
        key=key,
        registers_later=registers_later,
        is_settled=key not in {"queued", "sending"},
        reference=row.reference,
        receipt_key=row.receipt_key,
        first_names=_first_names(row),
        people_count=row.people_count,
        waitlisted_count=row.waitlisted_count,
        readable_event_id=row.readable_event_id,
        event_name=row.event_name,
        starts_at=row.event_starts_at,
        ends_at=row.event_ends_at,
        time_zone=row.time_zone,
        event=event,
        sessions=sessions,
        waitlisted_sessions=waitlisted_sessions,
        received_at=row.created_at,
        sent_at=row.sent_at,
        hear_by=_hear_by(row, key),
        payment=payment,
        pay_before=payments.pay_before(site, row) if row.payment_state else None,
        offers_demo_payment=payments.offers_demo(site, row),
        expires_at=erasing.erases_at(row),
    )


def find_registration(site: Site, receipt_key: str) -> Registration:
    """Return the row behind a receipt's address, for paying.

    Raises ReceiptUnknown, ReceiptExpired.
    """
    row = Registration.objects.select_related("application").filter(receipt_key=receipt_key).first()
    if row is None or row.application_id != site.row.pk:
        raise ReceiptUnknown
    if row.erased_at is not None:
        raise ReceiptExpired
    return row


def _key(row: Registration, now: datetime, *, registers_later: bool, can_pay: bool) -> str:
    lease_over = row.lease_until is not None and row.lease_until <= now
    match row.state:
        case State.SENT:
            return _key_when_sent(row, registers_later=registers_later, can_pay=can_pay)
        case State.REJECTED:
            return row.outcome or Outcome.REJECTED
        case State.FAILED:
            return "not_sent"
        case State.UNCERTAIN:
            return "uncertain"
        case State.SENDING:
            return "uncertain" if lease_over else "sending"
        case State.CLAIMED:
            return "queued" if lease_over else "sending"
        case State.RECEIVED:
            fresh = row.attempts == 0 and row.next_attempt_at is not None and row.next_attempt_at > now
            return "sending" if fresh else "queued"
        case _:
            return "queued"


def _key_when_sent(row: Registration, *, registers_later: bool, can_pay: bool) -> str:
    if row.payment_state == PaymentState.GIVEN_UP:
        return "pay_cancelled"
    if row.payment_state == PaymentState.PENDING:
        return "pay" if can_pay else "pay_by_organiser"
    if row.waitlisted_count == row.people_count:
        return "received_waitlist"
    if row.waitlisted_session_ids:
        return "received_session_waitlist"
    return "received" if registers_later else "registered"


def _hear_by(row: Registration, key: str) -> datetime | None:
    if key == "uncertain":
        return row.created_at + CHECKING_TIME
    return row.sent_at + PROCESSING_TIME if row.sent_at is not None else None


def _first_names(row: Registration) -> tuple[str, ...]:
    """In the order in which they were sent; none when they cannot be read."""
    try:
        sent = storage.load(Sent, row.payload() or b"")
    except (CannotDecrypt, storage.StoredRecordUnreadable):
        return ()
    return tuple(attendee.first_name for attendee in sent.attendees)


def _programme(site: Site, row: Registration) -> tuple[Event | None, tuple[Session, ...], tuple[Session, ...]]:
    """The event and the chosen sessions from stored copies; nobody waits for newer ones."""
    listed = resources.PUBLISHED
    programme = resources.sessions(row.readable_event_id)
    copies = snapshots.read(site, [], later=[listed, programme])
    events = copies.value(listed, ())
    event = next((event for event in events if event.readable_event_id == row.readable_event_id), None)
    sessions = {
        session.id: in_event_zone(session, event.time_zone, event.time_zone_certain) if event else session
        for session in copies.value(programme, ())
    }
    return event, _chosen(sessions, row.session_ids), _chosen(sessions, row.waitlisted_session_ids)


def _chosen(sessions: dict[str, Session], ids: list[str]) -> tuple[Session, ...]:
    found = [sessions[session_id] for session_id in ids if session_id in sessions]
    return tuple(sorted(found, key=lambda session: (session.starts_at is None, session.starts_at, session.name)))


def _registers_later(site: Site) -> bool:
    try:
        return find_dialect(site.connection.endpoint, forced=site.connection.dialect).registers_later
    except EndpointError:
        return True  # promises less
