"""Administrators, workers and each other: what is decided is delivered once, and decided once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from portal.models import Registration
from portal.services.registration.worker import Worker
from tests.kept_registrations import State, decide, history, keep, logged_in, states
from tests.registering import accept_party, emails_of, emails_registered, make_party
from tests.served_site import ServedSite

CONFIRMED = {"confirmed": "1"}
AT_ONCE = 8


@pytest.fixture
def admin(transactional_db: None) -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


def test_what_is_sent_again_reaches_the_api_once(served: ServedSite, admin: Client) -> None:
    party = make_party()
    row = accept_party(served.site, party)
    Registration.objects.filter(pk=row.pk).update(state=State.UNCERTAIN, attempts=1)
    worker = Worker(Event())
    assert worker.deliver_due() == 0
    decide(admin, "resend", row, **CONFIRMED)
    assert (worker.deliver_due(), worker.deliver_due()) == (1, 0)
    assert states(row) == [State.SENT]
    assert emails_registered(served.simulator) == emails_of(party)


@pytest.mark.parametrize("decision", ["mark_arrived", "reject"])
def test_what_is_decided_otherwise_never_reaches_the_api(served: ServedSite, admin: Client, decision: str) -> None:
    row = accept_party(served.site)
    Registration.objects.filter(pk=row.pk).update(state=State.UNCERTAIN, attempts=1)
    decide(admin, decision, row, **CONFIRMED)
    assert Worker(Event()).deliver_due() == 0
    assert emails_registered(served.simulator) == []


def test_of_many_decisions_at_the_same_instant_one_counts(admin: Client) -> None:
    row = keep(State.FAILED)
    start = Barrier(AT_ONCE)
    everybody = [logged_in(User.objects.create_superuser(f"admin{number}", password="x")) for number in range(AT_ONCE)]

    def act(number: int) -> None:
        try:
            start.wait()
            decide(everybody[number], ("mark_arrived", "reject")[number % 2], row, **CONFIRMED)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(act, range(AT_ONCE)))
    ((reference, logged),) = history()
    assert reference == row.reference
    assert states(row) == [{"Marked as arrived.": State.SENT, "Rejected.": State.REJECTED}[logged]]
