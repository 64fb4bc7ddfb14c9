"""Sending: what each answer of the API makes of a stored registration (design/faults.md §1, §7 and §10 D)."""

from __future__ import annotations

from portal.models import Registration
from tests.registering import accept_party, emails_registered, received, send
from tests.served_site import ServedSite

State = Registration.State


def test_a_registration_is_sent_in_the_request(served_by_each: ServedSite) -> None:
    row = send(served_by_each.site)
    assert (row.state, row.attempts, row.outcome, row.last_error) == (State.SENT, 1, "", "")
    assert row.sent_at is not None
    assert len(received(served_by_each.simulator)) == 1
