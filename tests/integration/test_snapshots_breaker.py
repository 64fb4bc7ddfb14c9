"""Sparing an API that is down or asks for a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.models import Snapshot, Upstream
from tests.served_site import ServedSite
from tests.simulation import FORUM

PAST = "/events/past/"
LIST = "list_published_events"
PROBE_S = 15
RETRY_S = 5
LONGEST_PAUSE_S = 300


def test_a_pause_the_api_asks_for_is_kept(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.simulator.fault(LIST, status=429, headers={"Retry-After": "60"}, times=1)
    assert served.get(PAST).status_code == 503
    for _ in range(3):
        clock.shift(15)
        assert served.get(PAST).status_code == 503
    assert served.calls() == {LIST: 1}
    clock.shift(16)
    assert served.get(PAST).status_code == 200
    assert served.calls() == {LIST: 2}


def test_an_hour_of_pause_is_cut_to_five_minutes(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.simulator.fault(LIST, status=503, headers={"Retry-After": "3600"}, times=1)
    assert served.get(PAST).status_code == 503
    clock.shift(LONGEST_PAUSE_S - 20)
    assert served.get(PAST).status_code == 503
    assert served.calls() == {LIST: 1}
    clock.shift(21)
    assert served.get(PAST).status_code == 200


@pytest.mark.parametrize("value", ["soon", "-5", "1e20", "100000000000000000000", ""])
def test_an_unreadable_pause_is_no_error(served: ServedSite, value: str) -> None:
    served.simulator.fault(LIST, status=503, headers={"Retry-After": value}, times=1)
    assert served.get(PAST).status_code == 503


def test_an_answer_that_was_under_way_does_not_end_the_pause(served: ServedSite) -> None:
    served.warm(PAST)
    served.simulator.fault("get_event", status=429, headers={"Retry-After": "60"})
    served.simulator.fault("list_sessions", delay_ms=300)
    served.warm(f"/events/{FORUM}/")
    assert Upstream.objects.get().closed_until > timezone.now()
    served.simulator.clear_journal()
    served.warm("/events/Quiet_Harbours862764886/")
    assert served.calls() == {}


def test_five_failures_open_the_breaker_and_one_probe_at_a_time_is_let_through(
    served: ServedSite, clock: time_machine.Coordinates, settings: Settings
) -> None:
    served.warm(PAST)
    served.simulator.fault("*", status=500)
    served.warm(f"/events/{FORUM}/")  # asks for more than five things
    assert Upstream.objects.get().consecutive_failures >= 5
    served.simulator.clear_journal()
    clock.shift(RETRY_S + 1)
    served.warm(f"/events/{FORUM}/", "/events/Quiet_Harbours862764886/")
    assert served.calls() == {}
    clock.shift(PROBE_S - RETRY_S)
    served.warm(f"/events/{FORUM}/")
    assert served.calls().total() == 1
    clock.shift(PROBE_S + 1)
    served.simulator.clear_faults()
    served.simulator.clear_journal()
    served.warm(f"/events/{FORUM}/")  # the probe succeeds
    assert served.calls().total() >= 1
    clock.shift(PROBE_S + 1)
    assert "Walls that give way" in served.page(f"/events/{FORUM}/schedule/")


def test_success_and_failure_in_turn_do_not_open_the_breaker(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    served.warm(PAST)
    for _ in range(6):
        clock.shift(700)
        served.simulator.fault(LIST, status=500, times=1)
        served.warm(PAST)
        clock.shift(RETRY_S + 1)
        served.warm(PAST)
    assert served.calls() == {LIST: 13}
    assert Upstream.objects.get().closed_until is None


def test_an_item_that_is_not_there_does_not_count_against_the_api(served: ServedSite) -> None:
    for operation in ("get_event", "list_sessions", "list_tracks", "list_speakers", "list_sponsorships", "list_passes"):
        served.simulator.fault(operation, status=404)
    served.warm(f"/events/{FORUM}/")
    assert Upstream.objects.get().consecutive_failures == 0


def test_what_can_wait_is_not_asked_for_while_the_deployment_has_much_under_way(
    served: ServedSite, clock: time_machine.Coordinates, settings: Settings
) -> None:
    settings.EVENTS_API_TOTAL_CONCURRENCY = 20
    path = f"/events/{FORUM}/"
    served.warm(path)
    served.simulator.clear_journal()
    clock.shift(61)
    under_way = [
        Snapshot(
            source=served.site.source,
            resource=f"events/elsewhere-{number}",
            lease_owner="another process",
            lease_until=timezone.now() + timedelta(minutes=1),
        )
        for number in range(20)
    ]
    Snapshot.objects.bulk_create(under_way)
    served.warm(path)
    assert served.calls() == {}
    served.warm("/events/Quiet_Harbours862764886/")  # somebody waits, and nothing of it is stored
    assert served.calls()["get_event"] == 1
    clock.shift(60)  # the leases have run out
    served.warm(path)
    assert served.calls()["get_event"] == 2
