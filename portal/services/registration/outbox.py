"""The states of a registration and the steps between them: each is one conditional UPDATE.

received, waiting -> claimed -> sending -> sent, rejected, waiting, failed or uncertain. What a process had claimed when
its lease ended is sent by another one; what it was sending then is uncertain. Rules: design/faults.md §7.
"""

from __future__ import annotations

import logging
import random
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from portal.models import Registration

logger = logging.getLogger(__name__)

State = Registration.State

FIRST_RETRY_S = 10.0
LONGEST_RETRY_S = 3600.0
MAX_ATTEMPTS = 34  # about 24 hours: nine in the first hour and a half, then one each hour
JITTER = (0.8, 1.0)


def due(now: datetime) -> QuerySet[Registration]:
    """What may be sent now without a person's decision, the longest waiting first."""
    return Registration.objects.filter(
        Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now), state__in=(State.RECEIVED, State.WAITING)
    ).order_by("next_attempt_at", "pk")


def claim(pk: int, now: datetime, *, early: bool = False) -> str | None:
    """Take a registration; return the name to prove it with, or None when another process was faster.

    ``early``: in the request that stored it, before workers take over. Later attempts keep to their time.
    """
    owner = secrets.token_hex(16)
    free = Registration.objects.filter(state=State.RECEIVED) if early else due(now)
    taken = (
        free.filter(pk=pk)
        .order_by()
        .update(state=State.CLAIMED, lease_owner=owner, lease_until=now + _lease(), attempts=F("attempts") + 1)
    )
    return owner if taken else None


def begin_sending(pk: int, owner: str, now: datetime) -> bool:
    """Note that bytes are about to leave, with a new lease. False: it is no longer ours, so nothing may be sent."""
    mine = Registration.objects.filter(pk=pk, lease_owner=owner, state=State.CLAIMED, lease_until__gt=now)
    return mine.update(state=State.SENDING, lease_until=now + _lease()) == 1


def settle(pk: int, owner: str, **fields: Any) -> bool:
    """Store what came of it and give the registration back. False: the lease ended meanwhile, and others decided."""
    mine = Registration.objects.filter(pk=pk, lease_owner=owner, state__in=(State.CLAIMED, State.SENDING))
    return mine.update(lease_owner="", lease_until=None, **fields) == 1


def sweep(now: datetime) -> None:
    """Take up what processes left behind when they ended."""
    over = Registration.objects.filter(lease_until__lte=now)
    over.filter(state=State.CLAIMED).update(state=State.RECEIVED, next_attempt_at=now, lease_owner="", lease_until=None)
    lost = over.filter(state=State.SENDING).update(
        state=State.UNCERTAIN,
        lease_owner="",
        lease_until=None,
        last_error="The process that was sending it ended before the answer was stored.",
    )
    if lost:
        logger.error("%d registrations are uncertain: a process ended while sending; a person has to decide", lost)


def retry_delay(attempts: int, retry_after_s: float | None = None) -> timedelta:
    """How long to wait after so many attempts: 10 s doubling to 1 h, with jitter, and no less than was asked for."""
    back_off_s = min(FIRST_RETRY_S * 2 ** min(attempts - 1, 20), LONGEST_RETRY_S)
    jittered_s = back_off_s * random.uniform(*JITTER)  # noqa: S311 -- spreads retries; nothing secret
    return timedelta(seconds=max(jittered_s, min(retry_after_s or 0, LONGEST_RETRY_S)))


def _lease() -> timedelta:
    return timedelta(seconds=settings.REGISTRATION_LEASE_S)
