"""Sends a registration: one attempt, the same in a visitor's request and in a worker.

Never raises for what the API does; the outcome is stored on the row. Logs name a registration by its reference.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import F

from portal.events_api import storage
from portal.events_api.client import EventsClient
from portal.events_api.errors import EventsAPIError, EventsAPIRejected
from portal.events_api.types import Registration as Sent
from portal.events_api.types import RegistrationResult
from portal.models import CannotDecrypt, Registration
from portal.services import applications, call_budget
from portal.services.applications import NotConfigured, Site
from portal.services.registration import clock, outbox, pauses, payments, rechecks
from portal.services.registration.outbox import State
from portal.services.registration.outcomes import Outcome, Verdict, outcome_of, verdict_on

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt did. ``tried`` False: nothing, because others were faster or deliveries pause."""

    tried: bool
    leave_alone_s: float = 0.0  # the API is out of reach: nothing of this web application gets through before then


_NOT_TRIED = Attempt(tried=False)
_TRIED = Attempt(tried=True)


def deliver(pk: int, *, early: bool = False) -> Attempt:
    """Try to send a registration once. ``early``: for the request that stored it, see ``outbox.claim``."""
    row = Registration.objects.select_related("application").get(pk=pk)
    now = clock.now()
    if not pauses.may_deliver(row.application_id, now):
        return _NOT_TRIED
    owner = outbox.claim(pk, now, early=early)
    if owner is None:
        return _NOT_TRIED
    row.attempts += 1
    attempt = _Delivery(row, owner).run()
    call_budget.write()
    return attempt


class _Delivery:
    """One attempt with one claimed registration."""

    def __init__(self, row: Registration, owner: str) -> None:
        self._row = row
        self._owner = owner
        self._site: Site = applications.resolve(row.application)

    def run(self) -> Attempt:
        row = self._row
        try:
            content = row.payload()
            client = applications.client_for(self._site)
        except (CannotDecrypt, NotConfigured) as problem:
            return self._pause(str(problem))
        try:
            registration = storage.load(Sent, content or b"")
        except storage.StoredRecordUnreadable:
            return self._fail("The stored registration cannot be read.")
        refused = rechecks.refusal(self._site, row.readable_event_id)
        if refused is not None:
            return self._reject(refused, last_error="")
        if not outbox.begin_sending(row.pk, self._owner, clock.now()):
            return _TRIED
        return self._send(client, registration)

    def _send(self, client: EventsClient, registration: Sent) -> Attempt:
        failure: EventsAPIError | None = None
        result: RegistrationResult | None = None
        try:
            result = client.create_registration(
                self._row.readable_event_id, registration, deadline_s=settings.REGISTRATION_DEADLINE_S
            )
        except EventsAPIError as error:
            failure = error
        if result is not None:
            return self._accept(result)
        assert failure is not None  # noqa: S101 -- one of the two
        return self._conclude(failure, client)

    def _conclude(self, failure: EventsAPIError, client: EventsClient) -> Attempt:
        verdict = verdict_on(failure)
        if verdict is Verdict.EXAMINE:
            return self._examine(failure, client)
        if verdict is Verdict.PAUSE:
            return self._pause(str(failure))
        if verdict is Verdict.REJECT:
            return self._reject_by_api(failure)
        if verdict is Verdict.UNCERTAIN:
            logger.error("registration %s is uncertain, a person has to decide: %s", self._row.reference, failure)
            self._settle(state=State.UNCERTAIN, last_error=str(failure), **_error_code(failure))
            return _TRIED
        self._wait(str(failure), failure.retry_after_s)
        return Attempt(tried=True, leave_alone_s=max(outbox.FIRST_RETRY_S, failure.retry_after_s or 0.0))

    def _examine(self, failure: EventsAPIError, client: EventsClient) -> Attempt:
        """Refused without a reason: is it the event, the connection, or this registration?"""
        if failure.kind == "not_found":
            if rechecks.is_gone(self._site, self._row.readable_event_id):
                return self._reject(Outcome.GONE, last_error=str(failure))
        elif not rechecks.reads_work(self._site):
            return self._pause(str(failure), counts=True)
        elif client.dialect.registers_later:  # real-time names no reasons: its refusals look like this
            return self._reject_by_api(failure)
        logger.error("registration %s was refused and waits; look at its event: %s", self._row.reference, failure)
        self._wait(str(failure))
        return _TRIED

    def _accept(self, result: RegistrationResult) -> Attempt:
        now = clock.now()
        stored = self._settle(
            state=State.SENT,
            outcome="",
            last_error="",
            sent_at=now,
            decided_at=now,
            **payments.facts_of(result),
        )
        if stored:
            logger.info("registration %s was sent: %s", self._row.reference, result.status)
        pauses.lift(self._row.application)
        return _TRIED

    def _reject_by_api(self, failure: EventsAPIError) -> Attempt:
        error_code = failure.error_code if isinstance(failure, EventsAPIRejected) else None
        placed = self._row.people_count - self._row.waitlisted_count
        pauses.lift(self._row.application)
        return self._reject(outcome_of(error_code, people=placed), last_error=str(failure), **_error_code(failure))

    def _reject(self, outcome: Outcome, **fields: Any) -> Attempt:
        logger.warning("registration %s was refused: %s", self._row.reference, outcome)
        self._settle(state=State.REJECTED, outcome=outcome, decided_at=clock.now(), **fields)
        return _TRIED

    def _pause(self, reason: str, *, counts: bool = False) -> Attempt:
        """Nothing of this web application gets through: it is kept for when the settings are mended."""
        now = clock.now()
        pauses.pause(self._row.application, reason, now)
        if counts:
            self._wait(reason)
        else:
            self._settle(state=State.WAITING, next_attempt_at=now, attempts=F("attempts") - 1, last_error=reason[:200])
        return _TRIED

    def _wait(self, reason: str, retry_after_s: float | None = None) -> None:
        if self._row.attempts >= outbox.MAX_ATTEMPTS:
            self._fail(reason)
            return
        next_attempt_at = clock.now() + outbox.retry_delay(self._row.attempts, retry_after_s)
        self._settle(state=State.WAITING, next_attempt_at=next_attempt_at, last_error=reason[:200])

    def _fail(self, reason: str) -> Attempt:
        logger.error("registration %s could not be sent, a person has to decide: %s", self._row.reference, reason)
        self._settle(state=State.FAILED, decided_at=clock.now(), last_error=reason[:200])
        return _TRIED

    def _settle(self, **fields: Any) -> bool:
        stored = outbox.settle(self._row.pk, self._owner, **fields)
        if not stored:
            logger.error("registration %s: the lease ended before the outcome was stored", self._row.reference)
        return stored


def _error_code(failure: EventsAPIError) -> dict[str, str]:
    return {"error_code": (failure.error_code or "") if isinstance(failure, EventsAPIRejected) else ""}


# In a visitor's request: a few threads per process; equal jobs are one job.
_executor: ThreadPoolExecutor | None = None
_jobs: dict[int, Future[None]] = {}
_jobs_lock = Lock()


def send_now(registration: Registration, wait_s: float | None = None) -> Registration:
    """Have a stored registration sent and wait a moment for the outcome; return the row as it is then.

    ``wait_s``: seconds, by default REGISTRATION_WAIT_S. Whatever is not done by then goes on in the background. When as
    many are being sent as a process may, or deliveries pause, the workers take over.
    """
    end = time.monotonic() + (settings.REGISTRATION_WAIT_S if wait_s is None else wait_s)
    job = _submit(registration.pk)
    if job is not None:
        try:
            job.result(timeout=max(0.0, end - time.monotonic()))
        except TimeoutError:
            logger.info("registration %s is still being sent", registration.reference)
    registration.refresh_from_db()
    return registration


def _submit(pk: int) -> Future[None] | None:
    """The job that sends a registration; None when no thread is free."""
    global _executor
    with _jobs_lock:
        running = _jobs.get(pk)
        if running is not None:
            return running
        if len(_jobs) >= settings.REGISTRATION_CONCURRENCY:
            return None
        if _executor is None:
            _executor = ThreadPoolExecutor(settings.REGISTRATION_CONCURRENCY, thread_name_prefix="send")
        job = _jobs[pk] = _executor.submit(_run, pk)
    return job


def _run(pk: int) -> None:
    try:
        close_old_connections()
        if Registration.objects.filter(pk=pk, state=State.RECEIVED).exists():
            deliver(pk, early=True)
    except Exception:
        logger.exception("sending a registration failed; a worker takes over")
    finally:
        connections.close_all()
        with _jobs_lock:
            _jobs.pop(pk, None)
