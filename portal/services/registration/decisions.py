"""What a person decides about a registration. Each is one conditional UPDATE; False: its state does not allow it."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from portal.models import Registration
from portal.services.registration import clock, erasing
from portal.services.registration.outbox import State
from portal.services.registration.outcomes import Outcome

MAY_RESEND = (State.WAITING, State.FAILED, State.UNCERTAIN)
MAY_MARK_ARRIVED = (State.FAILED, State.UNCERTAIN)
MAY_REJECT = (State.RECEIVED, State.WAITING, State.FAILED, State.UNCERTAIN)
MAY_ERASE = erasing.ERASABLE


def resend(pk: int, *, though_uncertain: bool = False) -> bool:
    """Have it sent at the next opportunity.

    ``though_uncertain``: also if it may have arrived, which may register people a second time. Whoever decides has to
    know: one that became uncertain a moment ago is left alone otherwise.
    """
    states = [state for state in MAY_RESEND if though_uncertain or state != State.UNCERTAIN]
    kept = Registration.objects.filter(pk=pk, state__in=states).exclude(payload_encrypted="")
    return kept.update(state=State.WAITING, attempts=0, next_attempt_at=clock.now(), decided_at=None, outcome="") == 1


def mark_arrived(pk: int) -> bool:
    """It is in Dynamics 365: found there, or entered by hand."""
    now = clock.now()
    undecided = Registration.objects.filter(pk=pk, state__in=MAY_MARK_ARRIVED)
    return undecided.update(state=State.SENT, sent_at=Coalesce("sent_at", now), decided_at=now, outcome="") == 1


def reject(pk: int) -> bool:
    """It shall not be sent (again)."""
    unsent = Registration.objects.filter(pk=pk, state__in=MAY_REJECT)
    return unsent.update(state=State.REJECTED, outcome=Outcome.REJECTED, decided_at=clock.now()) == 1


def erase(pk: int) -> bool:
    """Erase what was filled in now, whatever its age; the row stays, so that its receipt can say so."""
    return erasing.erase(Registration.objects.filter(pk=pk), clock.now()) == 1
