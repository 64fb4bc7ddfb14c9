"""What administrators decide: only what the state allows, once, with the risk told, and noted without values."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from portal.admin.registrations import MOST_AT_ONCE
from portal.models import Registration
from portal.services.registration import decisions
from tests.kept_registrations import (
    LIST,
    State,
    decide,
    history,
    keep,
    keep_erased,
    logged_in,
    make_attendee,
    page_of,
    states,
    text,
    told,
)

CONFIRMED = {"confirmed": "1"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return logged_in(User.objects.create_superuser("anna", password="x"))


@pytest.mark.parametrize(
    ("name", "allowed", "becomes"),
    [
        ("resend", {State.WAITING, State.FAILED, State.UNCERTAIN}, State.WAITING),
        ("mark_arrived", {State.FAILED, State.UNCERTAIN}, State.SENT),
        ("reject", {State.RECEIVED, State.WAITING, State.FAILED, State.UNCERTAIN}, State.REJECTED),
    ],
)
@pytest.mark.parametrize("state", list(State))
def test_only_what_the_state_allows_is_done(
    admin: Client, name: str, allowed: set[str], becomes: str, state: State
) -> None:
    row = keep(state)
    response = decide(admin, name, row, **CONFIRMED)
    assert states(row) == [becomes if state in allowed else state]
    assert len(history()) == (state in allowed)
    if state not in allowed:
        assert told(response) == [f"{row.reference}: nothing was done, because the state is “{state.label}”."]


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_not_to_be_sent_any_more_is_erased(admin: Client, state: State) -> None:
    row = keep(state)
    decide(admin, "erase", row, **CONFIRMED)
    row.refresh_from_db()
    erased = state in {State.SENT, State.REJECTED, State.FAILED, State.UNCERTAIN}
    assert (row.payload_encrypted == "", row.erased_at is not None, row.state) == (erased, erased, state)


@pytest.mark.parametrize(
    ("name", "said", "logged"),
    [
        ("resend", "will be sent again within a minute.", "Sent again."),
        ("mark_arrived", "is marked as arrived.", "Marked as arrived."),
        ("reject", "is rejected.", "Rejected."),
        ("erase", "is erased.", "Names and answers erased."),
    ],
)
def test_each_decision_is_told_and_noted(admin: Client, name: str, said: str, logged: str) -> None:
    row = keep(State.FAILED)
    assert told(decide(admin, name, row, **CONFIRMED)) == [f"{row.reference}: {said}"]
    assert history() == [(row.reference, logged)]


def test_sending_an_uncertain_one_again_asks_first_and_tells_the_risk(admin: Client) -> None:
    row = keep(State.UNCERTAIN)
    asked = decide(admin, "resend", row)
    assert "registers the same people a second time" in text(asked)
    assert f"Uncertain {row.reference}" in text(asked)
    assert states(row) == [State.UNCERTAIN]
    decide(admin, "resend", row, **CONFIRMED)
    assert states(row) == [State.WAITING]


def test_sending_a_failed_one_again_does_not_ask(admin: Client) -> None:
    row = keep(State.FAILED, attempts=34)
    decide(admin, "resend", row)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.decided_at) == (State.WAITING, 0, None)


@pytest.mark.parametrize("name", ["reject", "erase"])
def test_what_cannot_be_taken_back_asks_first(admin: Client, name: str) -> None:
    row = keep(State.FAILED)
    assert "No, take me back" in text(decide(admin, name, row))
    row.refresh_from_db()
    assert (row.state, row.erased_at) == (State.FAILED, None)


def test_the_confirmation_leaves_out_what_its_state_forbids(admin: Client) -> None:
    uncertain, sent = keep(State.UNCERTAIN), keep(State.SENT)
    shown = text(decide(admin, "resend", uncertain, sent))
    assert uncertain.reference in shown
    assert sent.reference not in shown
    assert "1 more was chosen, but its state does not allow this" in shown


def test_the_results_of_several_are_told_apart(admin: Client) -> None:
    failed, arrived, rejected = keep(State.FAILED), keep(State.SENT), keep(State.REJECTED)
    response = decide(admin, "resend", failed, arrived, rejected, followed="1")
    assert sorted(told(response)) == sorted(
        [
            f"{failed.reference}: will be sent again within a minute.",
            f"{arrived.reference}: nothing was done, because the state is “sent”.",
            f"{rejected.reference}: nothing was done, because the state is “rejected”.",
        ]
    )


def test_an_erased_one_is_never_sent_again(admin: Client) -> None:
    row = keep_erased(State.FAILED)
    response = decide(admin, "resend", row, followed="1")
    assert told(response) == [f"{row.reference}: nothing was done, because the state is “erased”."]
    assert states(row) == [State.FAILED]


def test_a_button_of_a_page_leads_back_to_that_page(admin: Client) -> None:
    row = keep(State.FAILED)
    response = decide(admin, "mark_arrived", row, from_page="1")
    assert (response.status_code, response.headers["Location"]) == (302, page_of(row))


def test_changing_ones_mind_leads_back(admin: Client) -> None:
    row = keep(State.FAILED)
    assert f'href="{page_of(row)}">No, take me back' in decide(admin, "reject", row, from_page="1").content.decode()
    assert f'href="{LIST}">No, take me back' in decide(admin, "reject", row).content.decode()


def test_too_many_at_once_are_refused_whole(admin: Client) -> None:
    payload = keep(State.FAILED).payload_encrypted
    keys = [f"key-{number}" for number in range(MOST_AT_ONCE)]
    first = Registration.objects.get()
    Registration.objects.bulk_create(
        Registration(
            submission_key=key,
            application=first.application,
            readable_event_id="E1",
            event_name="E",
            payload_encrypted=payload,
            state=State.FAILED,
        )
        for key in keys
    )
    response = admin.post(
        LIST, {"action": "mark_arrived", "_selected_action": first.pk, "select_across": "1", "index": "0"}, follow=True
    )
    assert told(response) == [f"Choose at most {MOST_AT_ONCE} registrations at once."]
    assert set(Registration.objects.values_list("state", flat=True)) == {State.FAILED}


# --- Two at once ----------------------------------------------------------------------------------------------------


def test_of_two_administrators_the_first_one_decides(admin: Client) -> None:
    other = logged_in(User.objects.create_superuser("berta", password="x"))
    row = keep(State.UNCERTAIN)
    assert "Yes, send again" in text(decide(other, "resend", row))  # she reads the question
    decide(admin, "mark_arrived", row)  # and meanwhile he has found them in Dynamics 365
    response = decide(other, "resend", row, **CONFIRMED)
    assert told(response) == [f"{row.reference}: nothing was done, because the state is “sent”."]
    assert states(row) == [State.SENT]
    assert history() == [(row.reference, "Marked as arrived.")]


@pytest.mark.parametrize(("first", "second"), [("reject", "mark_arrived"), ("mark_arrived", "reject")])
def test_a_decision_is_not_overturned_by_one_made_at_the_same_time(first: str, second: str) -> None:
    """Both have read the row; each verb is one conditional UPDATE, so that one of them wins."""
    row = keep(State.FAILED)
    verbs = {"reject": decisions.reject, "mark_arrived": decisions.mark_arrived}
    assert (verbs[first](row.pk), verbs[second](row.pk)) == (True, False)


def test_what_became_uncertain_a_moment_ago_is_not_sent_again_unasked() -> None:
    """The page said "waiting"; without a confirmation nobody knew of the risk."""
    row = keep(State.UNCERTAIN)
    assert decisions.resend(row.pk) is False
    assert states(row) == [State.UNCERTAIN]


def test_history_never_names_anybody(admin: Client) -> None:
    row = keep(State.UNCERTAIN, make_attendee("Ada"))
    for name in ("resend", "reject", "erase", "export_selected"):
        decide(admin, name, row, **CONFIRMED)
    admin.post(f"{LIST}{row.pk}/details/")
    written = " ".join(f"{subject} {words}" for subject, words in history())
    assert [
        marker for marker in ("Ada", "Marker-Surname", "people.example", "Marker-Answer") if marker in written
    ] == []
    shown = admin.get(f"{LIST}{row.pk}/history/").content.decode()
    assert "Marker-Surname" not in shown
