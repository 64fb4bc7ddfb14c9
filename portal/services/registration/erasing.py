"""Erases what people filled in once it is no longer needed. Rows stay: their receipts then say that they expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from portal.models import Draft, Registration, WebApplication
from portal.services.registration import clock, limits
from portal.services.registration.outbox import State

# Never what is leased or still to be sent.
ERASABLE = (State.SENT, State.REJECTED, State.FAILED, State.UNCERTAIN)
UNDECIDED = (State.FAILED, State.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many of each were erased."""

    registrations: int
    undecided: int  # nobody decided about them in time
    drafts: int
    counters: int


def erase_expired() -> Erased:
    """Erase everything whose time is over. Doing it twice changes nothing more.

    Delivered and refused registrations: ``retention_days`` after that; those nobody decided about: ``undecided_days``
    after they were made. Unfinished forms, the browser sessions they were bound to, and counts of past
    minutes go as a whole.
    """
    now = clock.now()
    registrations = undecided = 0
    for application in WebApplication.objects.all():
        own = Registration.objects.filter(application=application)
        decided_before = now - timedelta(days=application.retention_days)
        made_before = now - timedelta(days=application.undecided_days)
        registrations += erase(own.filter(state__in=Registration.FINISHED, decided_at__lt=decided_before), now)
        undecided += erase(own.filter(state__in=UNDECIDED, created_at__lt=made_before), now)
    drafts, _ = Draft.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    return Erased(registrations=registrations, undecided=undecided, drafts=drafts, counters=limits.prune(now))


def erase(rows: QuerySet[Registration], now: datetime) -> int:
    """Erase what these registrations hold of people, where their state allows it; return how many it was."""
    return rows.filter(state__in=ERASABLE, erased_at__isnull=True).update(
        payload_encrypted="", fingerprint="", redirect_url="", purchase_id="", erased_at=now
    )


def erases_at(row: Registration) -> datetime | None:
    """When a registration will be erased; None while that is not settled."""
    if row.state in Registration.FINISHED and row.decided_at is not None:
        return row.decided_at + timedelta(days=row.application.retention_days)
    return row.created_at + timedelta(days=row.application.undecided_days) if row.state in UNDECIDED else None
