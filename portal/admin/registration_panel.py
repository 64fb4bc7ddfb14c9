"""How deliveries stand, above the list of registrations and on the first page of the admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from portal.admin.registration_words import shape
from portal.models import DeliveryPause, Registration, WebApplication
from portal.services.registration import clock, erasing, worker

State = Registration.State

WARN_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    state: str
    label: str
    shape: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingSoon:
    """Undelivered registrations of one web application that will be erased unless somebody decides."""

    application: WebApplication
    count: int
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    counts: list[StateCount]  # of every state that occurs
    undecided: int  # uncertain or failed, and not erased: a person has to decide
    oldest_waiting_at: datetime | None  # of what is still to be sent
    pauses: list[DeliveryPause]
    worker_runs: bool
    worker_seen_at: datetime | None  # None: never
    ending_soon: list[EndingSoon]

    @property
    def all_well(self) -> bool:
        """Whether nobody has to do anything."""
        return self.worker_runs and not (self.undecided or self.pauses or self.ending_soon)


def panel() -> Panel:
    """How deliveries stand now. Seven database queries."""
    now = clock.now()
    rows = Registration.objects.order_by()
    found = dict(rows.values_list("state").annotate(count=Count("pk")))
    unsent = rows.filter(state__in=(*Registration.DELIVERABLE, State.SENDING))
    return Panel(
        counts=[
            StateCount(state=state.value, label=str(state.label), shape=shape(state), count=found[state.value])
            for state in State
            if state.value in found
        ],
        undecided=rows.filter(state__in=erasing.UNDECIDED, erased_at__isnull=True).count(),
        oldest_waiting_at=unsent.aggregate(at=Min("created_at"))["at"],
        pauses=list(DeliveryPause.objects.select_related("application").order_by("since")),
        worker_runs=worker.is_alive(now),
        worker_seen_at=worker.last_seen(),
        ending_soon=_ending_soon(now),
    )


def _ending_soon(now: datetime) -> list[EndingSoon]:
    ending: list[EndingSoon] = []
    for application in WebApplication.objects.all():
        kept = timedelta(days=application.undecided_days)
        rows = Registration.objects.filter(
            application=application,
            state__in=erasing.UNDECIDED,
            erased_at__isnull=True,
            created_at__lt=now + WARN_AHEAD - kept,
        )
        found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
        if found["count"]:
            ending.append(EndingSoon(application=application, count=found["count"], first_at=found["oldest"] + kept))
    return ending
