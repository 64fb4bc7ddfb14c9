"""Erasing and the decisions of staff: what each state allows (design/faults.md §8, D24 and D35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.models import Draft, RateCounter, Registration
from portal.services.registration import decisions, delivery, erasing, limits
from tests.registering import accept_party, make_due, received, send
from tests.served_site import ServedSite

State = Registration.State


def in_state(served: ServedSite, state: str, **fields: Any) -> Registration:
    row = accept_party(served.site)
    fields = {
        "state": state,
        "fingerprint": "f" * 64,
        "redirect_url": "https://x.example/",
        "purchase_id": "p",
    } | fields
    Registration.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


def erase_by_command() -> str:
    out = StringIO()
    call_command("erase_registrations", stdout=out)
    return out.getvalue().strip()


def days_ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def test_the_command_erases_what_is_over_and_nothing_else(served: ServedSite) -> None:
    old, young = days_ago(30.1), days_ago(29.9)
    over = [in_state(served, state, decided_at=old) for state in (State.SENT, State.REJECTED)]
    undecided = [in_state(served, state, created_at=days_ago(90.1)) for state in (State.FAILED, State.UNCERTAIN)]
    kept = [
        in_state(served, State.SENT, decided_at=young),
        in_state(served, State.UNCERTAIN, created_at=days_ago(89.9)),
        *(  # D35: whatever their age
            in_state(served, state, created_at=days_ago(999), decided_at=old)
            for state in (State.RECEIVED, State.CLAIMED, State.SENDING, State.WAITING)
        ),
    ]
    Draft.objects.create(application=served.row, readable_event_id="e", expires_at=days_ago(0.1))
    lasting = Draft.objects.create(application=served.row, readable_event_id="e", expires_at=days_ago(-0.1))
    limits.hit("form", "192.0.2.1", 5, 60)
    RateCounter.objects.update(expires_at=days_ago(1))
    counters = RateCounter.objects.count()
    assert erase_by_command() == (
        f"Erased: 2 registrations, 2 nobody decided about, 1 unfinished forms, {counters} counts."
    )
    for row in over + undecided:
        row.refresh_from_db()
        assert (row.payload_encrypted, row.fingerprint, row.redirect_url, row.purchase_id) == ("", "", "", "")
        assert row.payload() is None
        assert row.erased_at is not None
    for row in kept:
        before = row.payload_encrypted
        row.refresh_from_db()
        assert (row.payload_encrypted, row.erased_at) == (before, None)
    assert list(Draft.objects.all()) == [lasting]
    assert erase_by_command() == "Erased: 0 registrations, 0 nobody decided about, 0 unfinished forms, 0 counts."


def test_each_web_application_has_its_own_times(served: ServedSite) -> None:
    served.row.retention_days = 0
    served.row.save()
    in_state(served, State.SENT, decided_at=timezone.now() - timedelta(seconds=1))
    assert erasing.erase_expired().registrations == 1


def test_erasing_during_a_delivery_leaves_it_alone(served: ServedSite) -> None:
    served.row.retention_days = 0
    served.row.undecided_days = 7
    served.row.save()
    served.simulator.fault("create_registration", delay_ms=500)
    row = accept_party(served.site)
    Registration.objects.update(created_at=days_ago(100))
    delivery.send_now(row, wait_s=0.2)
    assert erasing.erase_expired().registrations == 0
    delivery.send_now(row, wait_s=20)
    assert (row.state, row.erased_at) == (State.SENT, None)
    assert erasing.erase_expired().registrations == 1


def resend_anyway(pk: int) -> bool:
    return decisions.resend(pk, though_uncertain=True)


ALLOWED = {
    decisions.resend: {State.WAITING, State.FAILED},
    resend_anyway: {State.WAITING, State.FAILED, State.UNCERTAIN},
    decisions.mark_arrived: {State.FAILED, State.UNCERTAIN},
    decisions.reject: {State.RECEIVED, State.WAITING, State.FAILED, State.UNCERTAIN},
    decisions.erase: {State.SENT, State.REJECTED, State.FAILED, State.UNCERTAIN},
}
LEADS_TO = {
    decisions.resend: State.WAITING,
    resend_anyway: State.WAITING,
    decisions.mark_arrived: State.SENT,
    decisions.reject: State.REJECTED,
    decisions.erase: None,
}


@pytest.mark.parametrize("decide", ALLOWED, ids=lambda decide: decide.__name__)
def test_a_decision_is_taken_only_where_the_state_allows_it(served: ServedSite, decide: Callable[[int], bool]) -> None:
    rows = {State(state): in_state(served, state) for state in State.values}
    assert {state for state, row in rows.items() if decide(row.pk)} == ALLOWED[decide]
    for state, row in rows.items():
        before = row.state
        row.refresh_from_db()
        assert row.state == (LEADS_TO[decide] or before if state in ALLOWED[decide] else before)


def test_sending_an_uncertain_one_again(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=500, times=1)
    row = send(served.site)
    assert not decisions.resend(row.pk)
    assert decisions.resend(row.pk, though_uncertain=True)
    make_due(row)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, len(received(served.simulator))) == (State.SENT, 1, 2)


def test_an_erased_one_cannot_be_sent_again(served: ServedSite) -> None:
    row = in_state(served, State.FAILED)
    assert decisions.erase(row.pk)
    assert not decisions.erase(row.pk)
    assert not decisions.resend(row.pk)
    assert decisions.mark_arrived(row.pk)  # it can still be closed
