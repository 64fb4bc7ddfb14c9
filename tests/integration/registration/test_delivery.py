"""Sending: what each answer of the API makes of a stored registration (design/faults.md §1, §7 and §10 D)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.models import DeliveryPause, Registration, WebApplication
from portal.services import applications
from portal.services.registration import delivery, outbox, pauses
from portal.services.registration.opening import open_form
from tests.registering import (
    LIGHTHOUSE,
    LONG_WAIT_S,
    accept_party,
    emails_of,
    emails_registered,
    end_lease,
    make_due,
    make_party,
    make_person,
    opening_of,
    received,
    send,
)
from tests.served_site import ServedSite, endpoint_of, serve
from tests.simulation import Simulator

State = Registration.State


def try_again(row: Registration) -> Registration:
    """What a worker does once the next attempt is due."""
    make_due(row)
    delivery.deliver(row.pk)
    row.refresh_from_db()
    return row


def test_a_registration_is_sent_in_the_request(served_by_each: ServedSite) -> None:
    row = send(served_by_each.site)
    assert (row.state, row.attempts, row.outcome, row.last_error) == (State.SENT, 1, "", "")
    assert (row.lease_owner, row.lease_until) == ("", None)
    assert row.sent_at is not None
    assert row.decided_at == row.sent_at
    assert len(received(served_by_each.simulator)) == 1


def test_the_call_carries_token_and_origin(served_by_each: ServedSite) -> None:
    send(served_by_each.site)
    (entry,) = served_by_each.simulator.journal("create_registration")
    assert (entry["token"], entry["origin"]) == ("valid", served_by_each.simulator.origin)


@pytest.mark.parametrize("status", ["202", "204"])
def test_an_empty_success_is_a_success(
    simulated: Simulator, served: ServedSite, settings: Settings, status: str
) -> None:
    site = serve(simulated, settings, "realtime-v1")
    simulated.settings(realtime_success=status)
    assert send(site.site).state == State.SENT


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"status": 429}, State.WAITING),
        ({"status": 503}, State.WAITING),
        ({"status": 500}, State.UNCERTAIN),
        ({"status": 502}, State.UNCERTAIN),
        ({"status": 504}, State.UNCERTAIN),
        ({"reset": "before"}, State.UNCERTAIN),
        ({"reset": "after"}, State.UNCERTAIN),
        ({"cut_body": True}, State.UNCERTAIN),  # D8: the API accepted it
        ({"body": '{"status": "Succ'}, State.UNCERTAIN),
        ({"body": "<html>", "content_type": "text/html"}, State.UNCERTAIN),
        ({"huge_bytes": 5_000_000}, State.UNCERTAIN),
        ({"json": {"status": "Failure"}}, State.REJECTED),  # D7
        ({"json": {"status": "Whatever"}}, State.REJECTED),
        ({"json": {"status": "Error", "errorCode": "RequestTimedOut"}}, State.UNCERTAIN),
        ({"status": 409, "json": {"errorCode": "MaximumNoAttendeesReached"}}, State.REJECTED),
        ({"status": 401}, State.WAITING),
        ({"status": 403}, State.WAITING),
        ({"redirect": "https://login.example/"}, State.WAITING),
        ({"redirect": "https://login.example/", "status": 307}, State.WAITING),  # B12
        ({"status": 404}, State.WAITING),  # the event is still listed
    ],
)
def test_what_an_answer_makes_of_a_registration(served: ServedSite, fault: dict[str, Any], state: str) -> None:
    served.warm("/")
    served.simulator.fault("create_registration", **fault)
    row = send(served.site)
    assert row.state == state
    assert len(received(served.simulator)) == 1  # R5: nothing is sent twice by itself
    assert (row.lease_owner, row.lease_until) == ("", None)


@pytest.mark.parametrize("hang", ["before", "after"])
def test_a_timeout_after_sending_is_uncertain_and_held(served: ServedSite, settings: Settings, hang: str) -> None:
    settings.REGISTRATION_DEADLINE_S = 0.4
    served.simulator.fault("create_registration", hang=hang)
    row = send(served.site)
    assert row.state == State.UNCERTAIN
    served.simulator.clear_faults()
    assert try_again(row).state == State.UNCERTAIN
    assert len(received(served.simulator)) == 1


def test_a_refused_connection_waits_and_is_sent_later(served: ServedSite, settings: Settings) -> None:
    row = accept_party(served.site)
    settings.EVENTS_API_ENDPOINT = served.row.endpoint = "http://127.0.0.1:9"  # nobody listens at "discard"
    served.row.save()
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert row.last_error == "create registration: unreachable (no answer)"
    serve(served.simulator, settings)  # D25: the next attempt uses what the administrator saved meanwhile
    assert try_again(row).state == State.SENT
    assert len(received(served.simulator)) == 1


def test_retries_back_off_and_end_as_failed(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=503)
    row = send(served.site)
    waits: list[float] = []
    while row.state == State.WAITING:
        assert row.next_attempt_at is not None
        waits.append((row.next_attempt_at - timezone.now()).total_seconds())
        try_again(row)
    assert row.state == State.FAILED
    assert row.attempts == outbox.MAX_ATTEMPTS == len(waits) + 1
    for number, wait_s in enumerate(waits):
        longest_s = min(10 * 2**number, 3600)
        assert 0.8 * longest_s - 2 <= wait_s <= longest_s
    assert 20 * 3600 < sum(waits) < 26 * 3600


@pytest.mark.parametrize(
    ("header", "least_s", "most_s"), [("900", 895, 900), ("99999999", 3595, 3600), ("soon", 6, 10)]
)
def test_retry_after_is_honoured_and_capped(served: ServedSite, header: str, least_s: int, most_s: int) -> None:
    served.simulator.fault("create_registration", status=429, headers={"Retry-After": header})
    row = send(served.site)
    assert row.next_attempt_at is not None
    assert least_s <= (row.next_attempt_at - timezone.now()).total_seconds() <= most_s


def test_nothing_is_sent_before_its_time(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=503, times=1)
    row = send(served.site)
    assert not delivery.deliver(row.pk).tried
    assert delivery.send_now(row).state == State.WAITING  # a reload of the POST sends nothing either
    assert len(received(served.simulator)) == 1


def test_a_refused_token_pauses_every_delivery_and_tells_once(
    served: ServedSite, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    served.simulator.fault("create_registration", status=401)
    parties = [make_party() for _ in range(4)]
    rows = [accept_party(served.site, party) for party in parties]
    for row in rows:
        delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert len(received(served.simulator)) == 1
    assert [record.levelno for record in caplog.records if "pause" in record.getMessage()] == [logging.ERROR]
    pause = DeliveryPause.objects.get()
    assert pause.reason == "create registration: auth (HTTP 401)"
    # One probe a minute, whoever asks.
    now = timezone.now() + timedelta(minutes=1, seconds=1)
    assert [pauses.may_deliver(served.row.pk, now) for _ in range(3)] == [True, False, False]
    served.simulator.clear_faults()
    DeliveryPause.objects.update(probe_at=timezone.now())
    make_due(*rows)
    for row in [*rows, *rows]:
        delivery.deliver(row.pk)
    assert not DeliveryPause.objects.exists()
    assert {row.state for row in Registration.objects.all()} == {State.SENT}
    assert emails_registered(served.simulator) == sorted(email for party in parties for email in emails_of(party))


def test_a_paused_registration_uses_up_no_attempts(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=403)
    row = send(served.site)
    for _ in range(outbox.MAX_ATTEMPTS):
        DeliveryPause.objects.update(probe_at=timezone.now())
        try_again(row)
    assert (row.state, row.attempts) == (State.WAITING, 0)


def test_a_pause_ends_when_an_administrator_saves_the_connection(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=401, times=1)
    row = send(served.site)
    assert pauses.lift(served.row)
    assert not pauses.lift(served.row)
    assert try_again(row).state == State.SENT


def test_a_missing_connection_pauses(served: ServedSite, settings: Settings) -> None:
    row = accept_party(served.site)
    served.row.set_token("")
    served.row.save()
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert row.state == State.WAITING
    assert DeliveryPause.objects.get().reason == "Not configured yet: token."


def test_a_lost_encryption_key_pauses_and_sends_nothing(served: ServedSite, settings: Settings) -> None:
    row = accept_party(served.site)
    with_key = settings.FIELD_ENCRYPTION_KEYS
    token = served.row.token()
    settings.FIELD_ENCRYPTION_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    assert token is not None
    served.row.set_token(served.simulator.token)
    served.row.save()
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert row.state == State.WAITING
    assert received(served.simulator) == []
    settings.FIELD_ENCRYPTION_KEYS = [*settings.FIELD_ENCRYPTION_KEYS, *with_key]
    pauses.lift(served.row)
    assert try_again(row).state == State.SENT


def test_a_refusal_of_the_whole_connection_pauses(served: ServedSite) -> None:
    row = accept_party(served.site)
    served.simulator.fault("*", status=400, json={"Message": "Token or origin missing"})
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert DeliveryPause.objects.get().reason == "create registration: refused (HTTP 400)"


def test_a_refusal_of_one_registration_lets_the_others_go_on(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=400, json={"Message": "No."}, times=1)
    row = send(served.site)
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert not DeliveryPause.objects.exists()
    assert send(served.site).state == State.SENT


@pytest.mark.parametrize("status", [400, 409, 422])
def test_real_time_refuses_without_a_code(
    served: ServedSite, settings: Settings, simulated: Simulator, status: int
) -> None:
    site = serve(simulated, settings, "realtime-v1")
    simulated.fault("create_registration", status=status, json={"message": "The attendee is not welcome."})
    row = send(site.site)
    assert (row.state, row.outcome, row.error_code) == (State.REJECTED, "rejected", "")
    assert "welcome" not in row.last_error  # upstream text is never kept


@pytest.mark.parametrize(
    ("error_code", "outcome"),
    [
        ("EventNotFound", "gone"),
        ("EventNotLive", "gone"),
        ("RegistrationsClosed", "closed_meanwhile"),
        ("MaximumNoAttendeesReached", "full_meanwhile"),
        ("MaximumSessionCapacityReached", "session_full_meanwhile"),
        ("SessionNotLive", "session_gone"),
        ("AttendeeSessionIdNotValid", "session_gone"),
        ("WaitlistRegistrationNotAllowedErrorMessage", "full"),
        ("MultiAttendeeRegistrationNotEnabled", "too_many_people"),
        ("TooManyAttendees", "too_many_people"),
        ("InsufficentNumberOfPasses", "pass_gone"),
        ("AttendeePassIdNotValid", "pass_gone"),
        ("RequiredRegistrationFieldMissing", "answer_missing"),
        ("InvalidValueForRequiredRegistrationField", "answer_refused"),
        ("AnonymousRegistrationNotAllowed", "sign_in_needed"),
        ("FinalizationNotAllowed", "captcha_refused"),
        ("FinalizationNotEnabled", "rejected"),
        ("SomethingNew", "rejected"),
        (None, "rejected"),
    ],
)
def test_every_error_code_has_its_outcome(served: ServedSite, error_code: str | None, outcome: str) -> None:
    answer = {"status": "Error", "errorMessage": "Marker-Answer <b>", "errorCode": error_code}
    served.simulator.fault("create_registration", json=answer)
    row = send(served.site)
    assert (row.state, row.outcome) == (State.REJECTED, outcome)
    assert row.decided_at is not None
    assert try_again(row).state == State.REJECTED  # D6: not resent
    assert len(received(served.simulator)) == 1


def test_a_full_event_says_so_to_a_party_in_its_own_words(served: ServedSite) -> None:
    opening = open_form(served.site, LIGHTHOUSE)
    served.simulator.patch_event(LIGHTHOUSE, registrationCount=44)  # D4: of 45, between GET and POST
    row = accept_party(served.site, make_party(make_person("Ada"), make_person("Ben")), opening=opening)
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert (row.state, row.outcome) == (State.REJECTED, "places_meanwhile")


def test_an_event_that_closed_meanwhile_is_not_sent(served: ServedSite) -> None:
    row = accept_party(served.site)
    served.simulator.patch_event(LIGHTHOUSE, setRegistrationEndDate=True, stopRegistrationDate="2020-01-01T12:00:00")
    Registration.objects.update(state=State.WAITING)
    served.row.fresh_s = 0
    served.row.save()
    assert try_again(row).outcome == "closed_meanwhile"
    assert row.state == State.REJECTED
    assert received(served.simulator) == []


def test_an_event_that_was_withdrawn_meanwhile_is_gone(served: ServedSite) -> None:
    row = accept_party(served.site)
    served.simulator.unpublish(LIGHTHOUSE)
    served.row.fresh_s = 0
    served.row.save()
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert (row.state, row.outcome) == (State.REJECTED, "gone")
    assert received(served.simulator) == []


def test_an_event_the_api_does_not_find_is_looked_up_before_anybody_says_gone(served_by_each: ServedSite) -> None:
    row = accept_party(served_by_each.site)  # the list is fresh, and names the event
    served_by_each.simulator.unpublish(LIGHTHOUSE)
    served_by_each.simulator.fault("create_registration", status=404)
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    assert (row.state, row.outcome) == (State.REJECTED, "gone")


def test_a_404_of_a_listed_event_waits_and_staff_are_told(served: ServedSite, caplog: pytest.LogCaptureFixture) -> None:
    served.simulator.fault("create_registration", status=404, times=1)
    row = send(served.site)
    assert (row.state, row.last_error) == (State.WAITING, "create registration: not_found (HTTP 404)")
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [row.reference in record.getMessage() for record in told] == [True]
    assert try_again(row).state == State.SENT


def test_a_registration_has_one_owner(served: ServedSite) -> None:
    row = accept_party(served.site)
    now = timezone.now() + timedelta(seconds=10)
    owners = [outbox.claim(row.pk, now) for _ in range(3)]
    assert [owner is not None for owner in owners] == [True, False, False]
    owner = owners[0] or ""
    assert not outbox.begin_sending(row.pk, "somebody else", now)
    assert not outbox.settle(row.pk, "somebody else", state=State.SENT)
    assert outbox.begin_sending(row.pk, owner, now)
    assert outbox.settle(row.pk, owner, state=State.SENT)
    assert not outbox.settle(row.pk, owner, state=State.WAITING)


def test_what_a_process_had_claimed_is_sent_by_another_and_what_it_was_sending_is_held(served: ServedSite) -> None:
    claimed, sending = accept_party(served.site), accept_party(served.site)
    now = timezone.now() + timedelta(seconds=10)
    for row in (claimed, sending):
        owner = outbox.claim(row.pk, now)
        if row is sending:
            assert outbox.begin_sending(row.pk, owner or "", now)
    outbox.sweep(now)  # both leases run
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == [State.CLAIMED, State.SENDING]
    end_lease(claimed)
    end_lease(sending)
    outbox.sweep(timezone.now())
    assert try_again(claimed).state == State.SENT
    assert try_again(sending).state == State.UNCERTAIN
    assert len(received(served.simulator)) == 1


def test_a_process_that_lost_its_lease_sends_nothing(served: ServedSite) -> None:
    row = accept_party(served.site)
    owner = outbox.claim(row.pk, timezone.now(), early=True)
    end_lease(row)
    assert not outbox.begin_sending(row.pk, owner or "", timezone.now())


def test_the_next_attempt_uses_the_endpoint_of_then(served: ServedSite) -> None:
    row = accept_party(served.site)
    served.row.endpoint = endpoint_of(served.simulator, "realtime-v1")
    served.row.save()
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    (entry,) = served.simulator.journal("create_registration")
    assert (row.state, entry["dialect"]) == (State.SENT, "v1.0")


def test_rows_keep_their_web_application(served: ServedSite) -> None:
    other = WebApplication.objects.create(
        name="Other", endpoint=served.row.endpoint, origin="https://other.example.org"
    )
    other.set_token("another token, which the API refuses")
    other.save()
    row = accept_party(served.site)
    elsewhere = accept_party(applications.resolve(other), opening=opening_of(served.site))
    delivery.send_now(row, wait_s=LONG_WAIT_S)
    delivery.send_now(elsewhere, wait_s=LONG_WAIT_S)
    assert (row.state, elsewhere.state) == (State.SENT, State.WAITING)
    assert DeliveryPause.objects.get().application == other
    assert send(served.site).state == State.SENT  # the pause is the other's own


def test_a_slow_answer_is_stored_after_the_visitor_has_gone_on(served: ServedSite) -> None:
    served.simulator.fault("create_registration", delay_ms=600)
    row = accept_party(served.site)
    assert delivery.send_now(row, wait_s=0.1).state in {State.RECEIVED, State.CLAIMED, State.SENDING}
    assert delivery.send_now(row, wait_s=LONG_WAIT_S).state == State.SENT  # joins what is under way
    assert len(received(served.simulator)) == 1


def test_a_full_pool_leaves_registrations_to_the_workers(served: ServedSite, settings: Settings) -> None:
    settings.REGISTRATION_CONCURRENCY = 2
    served.simulator.fault("create_registration", delay_ms=800)
    rows = [accept_party(served.site) for _ in range(3)]
    for row in rows[:2]:
        delivery.send_now(row, wait_s=0)
    assert delivery.send_now(rows[2], wait_s=LONG_WAIT_S).state == State.RECEIVED
    for row in rows[:2]:
        assert delivery.send_now(row, wait_s=LONG_WAIT_S).state == State.SENT
    assert try_again(rows[2]).state == State.SENT
