"""Processes killed with SIGKILL at each step of a registration, and several at work on the same ones.

The table is design/faults.md §7: nothing is lost, nothing is doubled, and what nobody can know is held for a person.
"""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from portal.models import RateCounter, Registration
from portal.models.registration import new_key
from portal.services.registration import delivery
from portal.services.registration.worker import Worker
from tests.registering import LONG_WAIT_S, accept_party, emails_registered, make_due, make_party, make_person, received
from tests.registrar import child, kill, said_by
from tests.served_site import ServedSite

State = Registration.State
FIVE = 5
LIMIT_S = 15.0


def database_url() -> str:
    """The address of this test's database, for other processes."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def run(step: str, served: ServedSite, **task: Any) -> Any:
    """A child at a step, a context manager."""
    return child(step, database_url(), endpoint=served.simulator.base_url, host=served.host, **task)


@contextmanager
def held_writes() -> Iterator[None]:
    """Nobody can change a registration meanwhile; reading goes on."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(database_url()) as other:
            other.execute("LOCK TABLE portal_registration IN EXCLUSIVE MODE")
            yield
            other.rollback()


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def states() -> list[str]:
    return sorted(Registration.objects.values_list("state", flat=True))


class Visitors:
    """Five people who register, each with a form of their own."""

    def __init__(self, served: ServedSite) -> None:
        self.served = served
        self.keys = [new_key() for _ in range(FIVE)]
        self.emails = sorted(f"visitor.{key[:8].lower()}@people.example" for key in self.keys)

    def accepted(self) -> list[int]:
        return [self._accept(key, email).pk for key, email in zip(self.keys, self.emails, strict=True)]

    def press_again(self) -> None:
        for key, email in zip(self.keys, self.emails, strict=True):
            delivery.send_now(self._accept(key, email), wait_s=LONG_WAIT_S)

    def _accept(self, key: str, email: str) -> Registration:
        return accept_party(self.served.site, make_party(make_person(email=email)), key=key)


def survivors_go_on() -> None:
    """The leases of the dead end, and another worker looks for work, twice."""
    Registration.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))
    make_due(*Registration.objects.all())
    for _ in range(2):
        Worker(Event()).deliver_due()


@pytest.fixture
def visitors(served: ServedSite, settings: Any) -> Visitors:
    settings.REGISTRATION_RATE_PER_S = 0
    return Visitors(served)


@pytest.mark.parametrize(
    ("step", "stored"),
    [("accept:before", 0), ("accept:before commit", 0), ("accept", FIVE)],
    ids=["D13: before the insert", "D14: before the commit", "D15: after the commit, before the answer"],
)
def test_a_killed_web_process_loses_and_doubles_nothing(visitors: Visitors, step: str, stored: int) -> None:
    with run(step, visitors.served, keys=visitors.keys, emails=visitors.emails) as process:
        said_by(process)
        kill(process)
    assert Registration.objects.count() == stored  # R4: who was told is in the table
    visitors.press_again()
    survivors_go_on()
    assert emails_registered(visitors.served.simulator) == visitors.emails
    assert states() == [State.SENT] * FIVE


@pytest.mark.parametrize(
    ("step", "state"),
    [("claim:before commit", State.RECEIVED), ("claim", State.CLAIMED)],
    ids=["D16: before the claim commits", "D17: claimed, not sent"],
)
def test_a_worker_killed_before_sending_loses_and_doubles_nothing(visitors: Visitors, step: str, state: str) -> None:
    with run(step, visitors.served, pks=visitors.accepted()) as process:
        said_by(process)
        kill(process)
    assert states() == [state] * FIVE
    survivors_go_on()
    assert emails_registered(visitors.served.simulator) == visitors.emails
    assert states() == [State.SENT] * FIVE


def test_d18_a_worker_killed_before_it_read_the_answer_leaves_it_to_a_person(visitors: Visitors) -> None:
    simulator = visitors.served.simulator
    pks = visitors.accepted()
    simulator.fault("create_registration", hang="after")
    with run("deliver", visitors.served, pks=pks) as process:
        wait_until(lambda: emails_registered(simulator) == visitors.emails)
        kill(process)
    assert states() == [State.SENDING] * FIVE
    simulator.clear_faults()
    survivors_go_on()
    visitors.press_again()
    assert states() == [State.UNCERTAIN] * FIVE
    assert emails_registered(simulator) == visitors.emails
    assert len(received(simulator)) == FIVE


def test_d19_a_worker_killed_before_it_stored_the_answer_leaves_it_to_a_person(visitors: Visitors) -> None:
    simulator = visitors.served.simulator
    pks = visitors.accepted()
    simulator.fault("create_registration", delay_ms=1500)
    with run("deliver", visitors.served, pks=pks) as process, ExitStack() as stack:
        wait_until(lambda: states() == [State.SENDING] * FIVE)
        stack.enter_context(held_writes())
        wait_until(lambda: [entry["status"] for entry in simulator.journal("create_registration")] == [200] * FIVE)
        time.sleep(0.3)  # the answers are read; storing them is what the lock holds up
        kill(process)
        assert states() == [State.SENDING] * FIVE
    if connection.vendor == "sqlite":
        assert states() == [State.SENDING] * FIVE
        survivors_go_on()
        visitors.press_again()
        assert states() == [State.UNCERTAIN] * FIVE
    else:  # PostgreSQL carries out what it was asked before the caller died: the answers are stored after all
        wait_until(lambda: states() == [State.SENT] * FIVE)
        survivors_go_on()
        visitors.press_again()
    assert emails_registered(simulator) == visitors.emails
    assert len(received(simulator)) == FIVE


def test_d20_a_worker_killed_after_the_commit_has_done_its_work(visitors: Visitors) -> None:
    with run("deliver", visitors.served, pks=visitors.accepted()) as process:
        said_by(process)
        kill(process)
    survivors_go_on()
    visitors.press_again()
    assert states() == [State.SENT] * FIVE
    assert emails_registered(visitors.served.simulator) == visitors.emails


def test_two_processes_accept_one_key_once(visitors: Visitors) -> None:
    """D2, with two web processes."""
    task = {"keys": [visitors.keys[0]] * 25, "emails": visitors.emails[:1]}
    with (
        run("accept_in_threads", visitors.served, **task) as one,
        run("accept_in_threads", visitors.served, **task) as other,
    ):
        assert len({*said_by(one), *said_by(other)}) == 1
    assert Registration.objects.count() == 1


def test_two_processes_count_one_address_exactly(visitors: Visitors) -> None:
    with run("hit", visitors.served) as one, run("hit", visitors.served) as other:
        assert said_by(one) + said_by(other) == 20
    assert RateCounter.objects.get().count == 60


def test_two_worker_processes_send_each_registration_once(visitors: Visitors) -> None:
    """D22."""
    emails = list(visitors.emails)
    visitors.accepted()
    more = Visitors(visitors.served)
    more.accepted()
    make_due(*Registration.objects.all())
    with run("work_once", visitors.served) as one, run("work_once", visitors.served) as other:
        said_by(one)
        said_by(other)
    assert emails_registered(visitors.served.simulator) == sorted(emails + more.emails)
    assert states() == [State.SENT] * 2 * FIVE


def test_a_worker_told_to_stop_finishes_what_it_is_sending(visitors: Visitors) -> None:
    """F7."""
    visitors.served.simulator.fault("create_registration", delay_ms=700)
    visitors.accepted()
    make_due(*Registration.objects.all())
    with run("work", visitors.served) as process:
        said_by(process)
        wait_until(lambda: State.SENDING in states())
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_S) == 0
    assert states() == [State.RECEIVED] * (FIVE - 1) + [State.SENT]
    assert len(received(visitors.served.simulator)) == 1
