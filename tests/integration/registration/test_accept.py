"""Accepting: stored before anything is sent, and once (design/forms.md §5, faults.md D1 and D2)."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, connections

from portal.models import Registration
from portal.models.registration import new_key
from portal.services.registration import delivery
from tests.registering import (
    LONG_WAIT_S,
    WORKSHOP,
    accept_party,
    emails_of,
    emails_registered,
    make_party,
    make_person,
    opening_of,
    received,
    waitlisted,
)
from tests.served_site import ServedSite


def accept_in_threads(served: ServedSite, keys: list[str]) -> set[int]:
    """Post one party once for each key, all at once; the rows that were answered."""
    site, opening, party = served.site, opening_of(served.site), make_party()

    def post(key: str) -> int:
        try:
            return accept_party(site, party, key=key, opening=opening).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(keys)) as pool:
        return set(pool.map(post, keys))


def test_fifty_parallel_posts_with_one_key_are_one_registration(served: ServedSite) -> None:
    assert len(accept_in_threads(served, [new_key()] * 50)) == 1
    assert Registration.objects.count() == 1


def test_parallel_posts_of_one_party_with_many_keys_are_one_registration(served: ServedSite) -> None:
    assert len(accept_in_threads(served, [new_key() for _ in range(12)])) == 1
    assert Registration.objects.count() == 1


def test_a_double_click_sends_once(served: ServedSite) -> None:
    party, key = make_party(), new_key()
    for _ in range(3):
        row = delivery.send_now(accept_party(served.site, party, key=key), wait_s=LONG_WAIT_S)
    assert emails_registered(served.simulator) == emails_of(party)
    assert len(received(served.simulator)) == 1
    assert row.attempts == 1


def test_a_key_answers_with_its_first_registration_whatever_is_posted(served: ServedSite) -> None:
    key = new_key()
    first = accept_party(served.site, key=key)
    assert accept_party(served.site, key=key).pk == first.pk


def test_the_same_people_and_choices_are_the_same_registration_for_ten_minutes(
    served: ServedSite, clock: time_machine.Coordinates
) -> None:
    ada, ben = make_person("Ada"), make_person("Ben")
    first = accept_party(served.site, make_party(ada, ben))
    shouting = replace(ben, email=f" {ben.email.upper()}", first_name="Benjamin")
    assert accept_party(served.site, make_party(shouting, ada)).pk == first.pk
    clock.shift(timedelta(minutes=10, seconds=1))
    assert accept_party(served.site, make_party(ada, ben)).pk != first.pk


def test_another_choice_is_another_registration(served: ServedSite) -> None:
    ada = make_person("Ada")
    rows = {
        accept_party(served.site, make_party(ada)).pk,
        accept_party(served.site, make_party(ada, make_person("Ben"))).pk,
        accept_party(served.site, make_party(waitlisted(ada))).pk,
        accept_party(served.site, make_party(ada), event=WORKSHOP).pk,
    }
    assert len(rows) == 4


def test_what_was_refused_may_be_tried_again(served: ServedSite) -> None:
    party = make_party()
    served.simulator.fault("create_registration", json={"status": "Error"}, times=1)
    first = delivery.send_now(accept_party(served.site, party), wait_s=LONG_WAIT_S)
    second = delivery.send_now(accept_party(served.site, party), wait_s=LONG_WAIT_S)
    assert (first.state, second.state) == (Registration.State.REJECTED, Registration.State.SENT)


def test_nothing_personal_is_readable_in_the_database(served: ServedSite) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("looks into SQLite's files")
    row = delivery.send_now(accept_party(served.site), wait_s=LONG_WAIT_S)
    assert b"Marker-Surname" in (row.payload() or b"")
    database = Path(str(connection.settings_dict["NAME"]))
    stored = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert row.reference.encode() in stored
    assert b"Marker-Surname" not in stored
    assert b"people.example" not in stored


def test_a_power_cut_loses_nothing_that_was_accepted(served: ServedSite, tmp_path: Path) -> None:
    """D21: database and log are copied while another transaction is under way."""
    if connection.vendor != "sqlite":
        pytest.skip("looks into SQLite's files")
    rows = [accept_party(served.site) for _ in range(3)]
    database = Path(str(connection.settings_dict["NAME"]))
    with sqlite3.connect(database, isolation_level=None, timeout=5) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE portal_registration SET state = 'sent'")
        for file in database.parent.glob(f"{database.name}*"):
            if not file.name.endswith("-shm"):
                (tmp_path / file.name).write_bytes(file.read_bytes())
        other.execute("ROLLBACK")
    other.close()
    copy = sqlite3.connect(tmp_path / database.name)
    try:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = copy.execute("SELECT reference, state FROM portal_registration ORDER BY id").fetchall()
    finally:
        copy.close()
    assert found == [(row.reference, "received") for row in rows]
