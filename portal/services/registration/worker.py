"""A worker: delivers what is due until it is told to stop. Any number of them may run, on any number of machines."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from portal.models import DeliveryWorker
from portal.services.registration import clock, erasing, outbox, pauses
from portal.services.registration.delivery import deliver

logger = logging.getLogger(__name__)

BEAT_EVERY_S = 5.0
ERASE_EVERY_S = 3600.0
ALIVE_WITHIN = timedelta(seconds=60)  # longer than one delivery can take
FORGET_AFTER = timedelta(days=1)
_BATCH = 50


def is_alive(now: datetime) -> bool:
    """Whether any worker said within the last minute that it runs."""
    return DeliveryWorker.objects.filter(seen_at__gt=now - ALIVE_WITHIN).exists()


def last_seen() -> datetime | None:
    """When a worker last said that it runs; None: never."""
    return DeliveryWorker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


class Worker:
    """Delivers in one thread, at most ``REGISTRATION_RATE_PER_S`` a second.

    ``stop``: set it from a signal handler; the registration being sent is finished first.
    """

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._name = f"{socket.gethostname()[:80]}:{os.getpid()}"
        self._started_at = clock.now()
        self._beat_at = self._erased_at = float("-inf")  # of time.monotonic, like the one below
        self._left_alone_until: dict[int, float] = {}  # by web application: its API was out of reach a moment ago

    def run(self, *, every_s: float) -> None:
        """Deliver until told to stop, looking for work every so many seconds. Survives a database that goes away.

        Once an hour, what has been kept long enough is erased.
        """
        while not self._stop.is_set():
            try:
                self.deliver_due()
                self._erase()
            except Exception:
                logger.exception("delivering registrations failed; trying again")
            close_old_connections()
            self._stop.wait(every_s)
        with suppress(DatabaseError):
            DeliveryWorker.objects.filter(name=self._name).delete()

    def deliver_due(self) -> int:
        """Deliver everything that is due now; return how many attempts were made."""
        self._beat()
        outbox.sweep(clock.now())
        tried = 0
        for application_id, pk in self._due():
            started_at = time.monotonic()
            attempt = deliver(pk)
            self._beat()
            if not attempt.tried:
                continue
            tried += 1
            if attempt.leave_alone_s:
                self._left_alone_until[application_id] = time.monotonic() + attempt.leave_alone_s
            self._stop.wait(max(0.0, started_at + self._pace_s - time.monotonic()))
        return tried

    def _due(self) -> Iterator[tuple[int, int]]:
        """What is due, each once, in batches that are read when they are needed."""
        seen: set[int] = set()
        while not self._stop.is_set():
            now = clock.now()
            shut = {*pauses.paused_applications(now), *self._left_alone()}
            rows = outbox.due(now).exclude(application_id__in=shut).exclude(pk__in=seen)
            batch = list(rows.values_list("application_id", "pk")[:_BATCH])
            if not batch:
                return
            seen = {pk for _, pk in batch}  # no longer due, unless another process was in the way
            for application_id, pk in batch:
                if self._stop.is_set():
                    return
                if application_id not in self._left_alone():
                    yield application_id, pk

    def _left_alone(self) -> set[int]:
        now = time.monotonic()
        return {application_id for application_id, until in self._left_alone_until.items() if until > now}

    @property
    def _pace_s(self) -> float:
        return 1 / settings.REGISTRATION_RATE_PER_S if settings.REGISTRATION_RATE_PER_S else 0.0

    def _beat(self) -> None:
        """Say that this worker runs."""
        if time.monotonic() - self._beat_at < BEAT_EVERY_S:
            return
        now = clock.now()
        DeliveryWorker.objects.update_or_create(
            name=self._name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": self._started_at}
        )
        DeliveryWorker.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
        self._beat_at = time.monotonic()

    def _erase(self) -> None:
        if time.monotonic() - self._erased_at >= ERASE_EVERY_S:
            erasing.erase_expired()
            self._erased_at = time.monotonic()
