"""The budget of calls: counted by all processes together, shown to operators, and kept for what cannot wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from portal.models import CallCount
from portal.services import call_budget
from portal.services.catalogue import ahead
from portal.services.registration import rechecks
from tests.served_site import ServedSite, main_text
from tests.simulation import FORUM

EVENT = f"/events/{FORUM}/"
PAST = "/events/past/"
LIST = "list_published_events"
FRESH_S = 61
STALE_S = 601


@pytest.fixture(autouse=True)
def all_written(served: ServedSite) -> Iterator[None]:
    """What earlier tests counted is not counted here."""
    call_budget.write(at_once=True)
    CallCount.objects.all().delete()
    yield
    served.settle()
    call_budget.write(at_once=True)


def counted(served: ServedSite) -> dict[str, int]:
    return dict(call_budget.usage([served.site.source])[served.site.source])


def used_elsewhere(served: ServedSite, number: int) -> None:
    """Other processes have made so many calls in this minute."""
    minute = int(timezone.now().timestamp()) // 60
    CallCount.objects.create(source=served.site.source, minute=minute, operation="get captcha", number=number)


def test_every_call_is_counted_by_its_operation(served: ServedSite) -> None:
    served.warm(EVENT)
    asked = {operation.replace("_", " "): number for operation, number in served.calls().items()}
    assert counted(served) == asked
    assert asked["list published events"] == 1


def test_a_second_attempt_counts_too(served: ServedSite) -> None:
    served.simulator.fault(LIST, status=502, times=1)
    served.warm(PAST)
    assert counted(served) == {"list published events": 2}


def test_counts_of_several_processes_add_up(served: ServedSite) -> None:
    source = served.site.source
    used_elsewhere(served, 7)
    call_budget.note(source, "get captcha")
    call_budget.note(source, "get captcha")
    call_budget.note(source, "list sessions")
    call_budget.write(at_once=True)
    assert counted(served) == {"get captcha": 9, "list sessions": 1}


def test_many_counts_are_written_in_one_statement(
    served: ServedSite, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call_budget.note(served.site.source, "get event")
    call_budget.write(at_once=True)
    for operation in ("get event", "list sessions", "list speakers"):
        call_budget.note(served.site.source, operation)
    with django_assert_num_queries(1):
        call_budget.write(at_once=True)


def test_counts_leave_the_window_and_then_the_table(served: ServedSite, clock: time_machine.Coordinates) -> None:
    served.warm(PAST)
    assert counted(served) == {"list published events": 1}
    clock.shift(6 * 60)
    assert counted(served) == {}
    clock.shift(3600)
    served.warm(PAST)
    assert CallCount.objects.count() == 1


def test_copies_are_not_renewed_when_little_is_left_and_the_pages_stay(
    served: ServedSite, settings: Settings, clock: time_machine.Coordinates
) -> None:
    settings.EVENTS_API_CALL_BUDGET = 100
    served.warm(EVENT)
    served.simulator.clear_journal()
    used_elsewhere(served, 80)
    clock.shift(FRESH_S)
    served.page(EVENT)
    served.settle()
    assert served.calls() == {}
    clock.shift(6 * 60)
    served.warm(EVENT)
    assert served.calls()["get_event"] == 1


def test_a_visitor_who_would_get_nothing_is_served_when_copies_are_not_renewed(
    served: ServedSite, settings: Settings
) -> None:
    settings.EVENTS_API_CALL_BUDGET = 100
    served.warm(PAST)
    used_elsewhere(served, 81)
    assert "Walls that give way" in served.page(f"{EVENT}schedule/")


def test_nobody_but_registrations_uses_the_last_calls(served: ServedSite, settings: Settings) -> None:
    settings.EVENTS_API_CALL_BUDGET = 100
    served.warm(PAST)
    served.simulator.clear_journal()
    used_elsewhere(served, 99)
    served.warm(EVENT)
    assert served.calls() == {}
    assert rechecks.reads_work(served.site)
    assert served.calls() == {LIST: 1}


def test_nothing_is_asked_ahead_when_half_is_used(served: ServedSite, settings: Settings) -> None:
    settings.EVENTS_API_CALL_BUDGET = 100
    served.warm(PAST)
    served.simulator.clear_journal()
    used_elsewhere(served, 60)
    ahead.renew_ahead(served.site, events=5)
    served.settle()
    assert served.calls() == {LIST: 1}


@pytest.fixture
def operator(served: ServedSite) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator", password="x"))
    return client


def overview(operator: Client) -> Any:
    response = operator.get("/admin/portal/snapshot/")
    (line,) = response.context["overview"]
    return line, " ".join(main_text(response.content.decode()).split())


def test_operators_see_what_used_the_calls(served: ServedSite, operator: Client, settings: Settings) -> None:
    settings.EVENTS_API_CALL_BUDGET = 2000
    served.warm(PAST)
    line, text = overview(operator)
    assert (line.calls, line.saves_calls) == (1, False)
    assert "1 of 2,000 allowed" in text
    assert "list published events 1" in text


def test_operators_see_that_copies_are_not_renewed(served: ServedSite, operator: Client, settings: Settings) -> None:
    settings.EVENTS_API_CALL_BUDGET = 100
    used_elsewhere(served, 80)
    _, text = overview(operator)
    assert "Few are left: stored answers are not renewed for now." in text
