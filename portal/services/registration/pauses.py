"""Pauses: the API refuses a web application's token, origin or endpoint, so only one probe a minute is sent.

A pause ends with the first delivery that gets through, or when an administrator saves the connection.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from portal.models import DeliveryPause, WebApplication
from portal.services.registration import clock

logger = logging.getLogger(__name__)

PROBE_EVERY = timedelta(minutes=1)


def pause(application: WebApplication, reason: str, now: datetime) -> None:
    """Begin a pause, or let it go on. ``reason`` is for operators and holds no token. Logged when it begins."""
    row, began = DeliveryPause.objects.get_or_create(
        application=application,
        defaults={"reason": reason[:200], "since": now, "probe_at": now + PROBE_EVERY},
    )
    if began:
        logger.error("deliveries of web application %s pause: %s", application.pk, reason)
    else:
        DeliveryPause.objects.filter(pk=row.pk).update(reason=reason[:200])


def lift(application: WebApplication) -> bool:
    """End the pause of a web application, if there is one; tell whether there was."""
    ended = DeliveryPause.objects.filter(application=application).delete()[0] > 0
    if ended:
        logger.info("deliveries of web application %s go on", application.pk)
    return ended


def probe_now(application: WebApplication) -> bool:
    """Have the next probe be due at once; tell whether there is a pause at all."""
    return DeliveryPause.objects.filter(application=application).update(probe_at=clock.now()) > 0


def may_deliver(application_id: int, now: datetime) -> bool:
    """Whether a delivery may be tried now. When a probe is due, exactly one caller of the deployment is told yes."""
    pause_of_it = DeliveryPause.objects.filter(application_id=application_id)
    if not pause_of_it.exists():
        return True
    return pause_of_it.filter(probe_at__lte=now).update(probe_at=now + PROBE_EVERY) == 1


def paused_applications(now: datetime) -> list[int]:
    """The web applications of which nothing may be sent before their next probe."""
    return list(DeliveryPause.objects.filter(probe_at__gt=now).values_list("application_id", flat=True))
