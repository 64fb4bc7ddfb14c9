"""The workers: any number of them, each registration once (design/faults.md D5, D12, D22, D33 and D34)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Event, Timer
from zoneinfo import ZoneInfo

import time_machine
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.models import DeliveryPause, DeliveryWorker, Registration
from portal.services.registration import decisions, worker
from portal.services.registration.checks import check_registration_settings
from portal.services.registration.opening import open_form
from portal.services.registration.worker import Worker
from tests.registering import (
    LIGHTHOUSE,
    accept_party,
    emails_of,
    emails_registered,
    end_lease,
    make_due,
    make_party,
    received,
    send,
)
from tests.served_site import ServedSite

State = Registration.State


def accept_many(served: ServedSite, number: int) -> list[str]:
    """Store so many registrations that are due; their addresses, sorted."""
    parties = [make_party() for _ in range(number)]
    make_due(*[accept_party(served.site, party) for party in parties])
    return sorted(email for party in parties for email in emails_of(party))


def states() -> set[str]:
    return set(Registration.objects.values_list("state", flat=True))


def deliver_once() -> str:
    out = StringIO()
    call_command("deliver_registrations", "--once", stdout=out)
    return out.getvalue().strip()


def test_the_worker_sends_what_is_due_and_nothing_else(served: ServedSite, settings: Settings) -> None:
    settings.REGISTRATION_RATE_PER_S = 0
    emails = accept_many(served, 3)
    accept_party(served.site)  # a request has just stored it, and sends it itself
    assert deliver_once() == "3 attempts were made."
    assert emails_registered(served.simulator) == emails
    assert deliver_once() == "0 attempts were made."


def test_three_workers_send_each_registration_once(served: ServedSite, settings: Settings) -> None:
    settings.REGISTRATION_RATE_PER_S = 0
    emails = accept_many(served, 24)

    def work(_: int) -> int:
        try:
            return Worker(Event()).deliver_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(work, range(3)))
    assert sum(done) == 24
    assert emails_registered(served.simulator) == emails
    assert states() == {State.SENT}


def test_a_backlog_drains_at_the_set_rate(served: ServedSite, settings: Settings) -> None:
    """D33, scaled down."""
    settings.REGISTRATION_RATE_PER_S = 20
    emails = accept_many(served, 24)
    started_at = timezone.now()
    assert Worker(Event()).deliver_due() == 24
    assert (timezone.now() - started_at).total_seconds() >= 24 / 20
    assert emails_registered(served.simulator) == emails


def test_an_api_out_of_reach_is_tried_with_one_registration_not_with_all(
    served: ServedSite, settings: Settings
) -> None:
    settings.REGISTRATION_RATE_PER_S = 0
    accept_many(served, 20)
    served.simulator.fault("create_registration", status=503)
    busy = Worker(Event())
    assert (busy.deliver_due(), busy.deliver_due()) == (1, 0)
    assert states() == {State.RECEIVED, State.WAITING}


def test_a_pause_holds_back_all_but_a_probe_each_minute(
    served: ServedSite, settings: Settings, clock: time_machine.Coordinates
) -> None:
    settings.REGISTRATION_RATE_PER_S = 0
    emails = accept_many(served, 5)
    served.simulator.fault("create_registration", status=401)
    one = Worker(Event())
    assert [one.deliver_due(), one.deliver_due()] == [1, 0]
    clock.shift(61)
    assert [one.deliver_due(), one.deliver_due()] == [1, 0]
    served.simulator.clear_faults()
    clock.shift(61)
    assert one.deliver_due() == 5
    assert emails_registered(served.simulator) == emails
    assert not DeliveryPause.objects.exists()


def test_a_refused_registration_does_not_stand_in_the_way_of_the_probe(
    served: ServedSite, settings: Settings, clock: time_machine.Coordinates
) -> None:
    settings.REGISTRATION_RATE_PER_S = 0
    accept_many(served, 3)
    served.simulator.fault("create_registration", status=401, times=2)
    one = Worker(Event())
    one.deliver_due()
    clock.shift(61)
    one.deliver_due()
    rows = list(Registration.objects.order_by("pk"))
    assert [bool(row.last_error) for row in rows] == [True, True, False]  # another one each time


def test_what_a_killed_worker_held_is_taken_up(served: ServedSite, settings: Settings) -> None:
    accept_many(served, 2)
    claimed, sending = Registration.objects.order_by("pk")
    Registration.objects.filter(pk=claimed.pk).update(state=State.CLAIMED, lease_owner="x")
    Registration.objects.filter(pk=sending.pk).update(state=State.SENDING, lease_owner="x")
    end_lease(claimed)
    end_lease(sending)
    assert deliver_once() == "1 attempts were made."
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [State.SENT, State.UNCERTAIN]


def test_a_withdrawn_event_is_told_to_staff(served: ServedSite) -> None:
    """D24."""
    accept_many(served, 1)
    served.simulator.fault("create_registration", json={"status": "Error", "errorCode": "EventNotFound"})
    deliver_once()
    row = Registration.objects.get()
    assert (row.state, row.outcome, row.error_code) == (State.REJECTED, "gone", "EventNotFound")


def test_a_night_of_changing_clocks_neither_doubles_nor_stalls(served: ServedSite, settings: Settings) -> None:
    """D34, in Berlin: the hour after midnight UTC, in which 02:00 to 03:00 comes twice."""
    settings.REGISTRATION_RATE_PER_S = 0
    night = datetime(2027, 10, 30, 23, 50, tzinfo=UTC)
    assert night.astimezone(ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=2)
    served.simulator.fault("create_registration", status=503, times=3)
    later = {"startDate": "2030-06-01T10:00:00", "endDate": "2030-06-01T12:00:00"}
    served.simulator.patch_event(LIGHTHOUSE, **later, startDateUTC="2030-06-01T08:00:00Z", endDateUTC=None)
    with time_machine.travel(night, tick=True) as clock:
        accept_party(served.site, opening=open_form(served.site, LIGHTHOUSE))
        Registration.objects.update(next_attempt_at=timezone.now())
        while Registration.objects.get().state != State.SENT:
            Worker(Event()).deliver_due()
            clock.shift(15 * 60)
            assert timezone.now() < night + timedelta(hours=2)
    assert len(received(served.simulator)) == 4
    assert len(emails_registered(served.simulator)) == 1


def test_the_loop_ends_when_told_and_finishes_what_it_is_sending(served: ServedSite, settings: Settings) -> None:
    accept_many(served, 3)
    served.simulator.fault("create_registration", delay_ms=500)
    stop = Event()
    with_stop = Timer(0.2, stop.set)
    with_stop.start()
    Worker(stop).run(every_s=60)
    with_stop.join()
    assert sorted(Registration.objects.values_list("state", flat=True)) == [State.RECEIVED, State.RECEIVED, State.SENT]
    assert not DeliveryWorker.objects.exists()  # it said good-bye


def test_the_worker_erases_what_has_been_kept_long_enough(served: ServedSite) -> None:
    row = accept_party(served.site)
    over = timezone.now() - timedelta(days=31)
    Registration.objects.filter(pk=row.pk).update(state=State.SENT, decided_at=over)
    stop = Event()
    with_stop = Timer(0.5, stop.set)
    with_stop.start()
    Worker(stop).run(every_s=60)
    with_stop.join()
    row.refresh_from_db()
    assert row.erased_at is not None


def test_readiness_tells_whether_a_worker_runs(served: ServedSite, client: Client) -> None:
    assert client.get("/health/ready").json()["registrations_worker"] == "not seen in the last minute"
    Worker(Event()).deliver_due()
    assert client.get("/health/ready").json()["registrations_worker"] == "alive"


def test_a_worker_says_that_it_lives(served: ServedSite, clock: time_machine.Coordinates) -> None:
    assert (worker.is_alive(timezone.now()), worker.last_seen()) == (False, None)
    Worker(Event()).deliver_due()
    seen_at = worker.last_seen()
    assert seen_at is not None
    assert worker.is_alive(seen_at)
    assert not worker.is_alive(seen_at + timedelta(minutes=2))
    clock.shift(timedelta(days=2))
    DeliveryWorker.objects.update(name="elsewhere:1")
    Worker(Event()).deliver_due()
    assert DeliveryWorker.objects.count() == 1  # who has not been seen for a day is forgotten


def test_an_api_that_was_down_gets_everything_exactly_once(served: ServedSite, settings: Settings) -> None:
    """D5: the visitor is told "queued"; nothing is lost and nothing doubled."""
    settings.REGISTRATION_RATE_PER_S = 0
    served.simulator.fault("create_registration", status=503)
    parties = [make_party() for _ in range(4)]
    rows = [send(served.site, party) for party in parties]
    assert {row.state for row in rows} == {State.WAITING}
    served.simulator.clear_faults()
    make_due(*rows)
    assert deliver_once() == "4 attempts were made."
    assert emails_registered(served.simulator) == sorted(email for party in parties for email in emails_of(party))


def test_rejecting_a_waiting_one_keeps_it_from_being_sent(served: ServedSite) -> None:
    accept_many(served, 1)
    assert decisions.reject(Registration.objects.get().pk)
    assert deliver_once() == "0 attempts were made."


def test_a_lease_must_outlast_a_sending(settings: Settings) -> None:
    """D23."""
    assert check_registration_settings(None) == []
    settings.REGISTRATION_LEASE_S = settings.REGISTRATION_DEADLINE_S + settings.EVENTS_API_REFRESH_DEADLINE_S
    assert [problem.id for problem in check_registration_settings(None)] == ["portal.E020"]
    settings.REGISTRATION_DEADLINE_S = 0
    settings.REGISTRATION_CONCURRENCY = 0
    assert [problem.id for problem in check_registration_settings(None)] == ["portal.E021", "portal.E022"]
