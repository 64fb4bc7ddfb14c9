"""What a receipt says in each state (design/forms.md §8), and paying."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.models import Registration
from portal.services.registration import decisions, delivery, outbox, payments
from portal.services.registration.opening import open_form
from portal.services.registration.outcomes import Outcome
from portal.services.registration.payments import Finalized
from portal.services.registration.receipts import Receipt, ReceiptExpired, ReceiptUnknown, find_receipt
from tests.registering import (
    LIGHTHOUSE,
    LONG_WAIT_S,
    SHOE_SIZE,
    SUMMIT,
    WORKSHOP,
    accept_party,
    end_lease,
    make_party,
    make_person,
    send,
    waitlisted,
)
from tests.served_site import ServedSite
from tests.simulation import FORUM

State = Registration.State
PAY_HOST = "payments.example.org"  # of the simulator


def receipt_of(served: ServedSite, row: Registration) -> Receipt:
    return find_receipt(served.site, row.receipt_key)


def key_of(served: ServedSite, row: Registration) -> str:
    return receipt_of(served, row).key


def is_v2(served: ServedSite) -> bool:
    return not served.row.endpoint.endswith("eventmanagement")


def test_a_place_is_registered_in_outbound_and_received_in_real_time(served_by_each: ServedSite) -> None:
    row = send(served_by_each.site, make_party(make_person("Ada"), make_person("Ben")))
    receipt = receipt_of(served_by_each, row)
    assert receipt.key == ("registered" if is_v2(served_by_each) else "received")
    assert receipt.is_settled
    assert not receipt.is_refused
    assert receipt.first_names == ("Ada", "Ben")
    assert (receipt.people_count, receipt.waitlisted_count) == (2, 0)
    assert receipt.event_name == "Long Night of the Lighthouse"
    assert receipt.event is not None
    assert receipt.hear_by == (row.sent_at or timezone.now()) + timedelta(hours=6)
    assert receipt.expires_at == (row.decided_at or timezone.now()) + timedelta(days=30)
    assert "people.example" not in repr(receipt)
    assert "Marker-Surname" not in repr(receipt)


def test_everybody_on_the_waitlist(served_by_each: ServedSite) -> None:
    who = waitlisted(make_person(answers={SHOE_SIZE: ("38–40",)}))
    row = send(served_by_each.site, make_party(who), event=WORKSHOP)
    receipt = receipt_of(served_by_each, row)
    assert (receipt.key, receipt.people_count, receipt.waitlisted_count) == ("received_waitlist", 1, 1)


def test_a_party_of_both_has_both_numbers(served: ServedSite) -> None:
    served.simulator.patch_event(LIGHTHOUSE, showWaitlist=True)
    row = send(served.site, make_party(make_person(), waitlisted(make_person())))
    receipt = receipt_of(served, row)
    assert (receipt.key, receipt.people_count, receipt.waitlisted_count) == ("registered", 2, 1)


def test_a_session_to_wait_for(served_by_each: ServedSite) -> None:
    opening = open_form(served_by_each.site, FORUM)
    full = next(each for each in opening.sessions if opening.places.session_left[each.id] == 0)
    free = [each for each in opening.sessions if opening.places.session_left[each.id] is None][:2]
    answers = {field.id: ("Radio",) if field.choices else ("Yes",) for field in opening.questions if field.is_required}
    party = make_party(
        make_person(answers=answers),
        session_ids=tuple(each.id for each in reversed(free)),
        waitlisted_session_ids=(full.id,),
    )
    row = send(served_by_each.site, party, event=FORUM)
    receipt = receipt_of(served_by_each, row)
    assert receipt.key == "received_session_waitlist"
    assert [each.id for each in receipt.sessions] == [each.id for each in free]  # in the order of the programme
    assert [each.id for each in receipt.waitlisted_sessions] == [full.id]


def test_a_registration_on_its_way(served: ServedSite) -> None:
    row = accept_party(served.site)
    assert (key_of(served, row), receipt_of(served, row).is_settled) == ("sending", False)
    Registration.objects.update(next_attempt_at=timezone.now())
    assert key_of(served, row) == "queued"  # the request did not send it
    owner = outbox.claim(row.pk, timezone.now()) or ""
    assert key_of(served, row) == "sending"
    end_lease(row)
    assert key_of(served, row) == "queued"
    Registration.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert outbox.begin_sending(row.pk, owner, timezone.now())
    assert key_of(served, row) == "sending"
    end_lease(row)
    assert key_of(served, row) == "uncertain"  # before a worker has noticed


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"status": 503}, "queued"),
        ({"status": 401}, "queued"),
        ({"status": 500}, "uncertain"),
        ({"json": {"status": "Error", "errorCode": "RegistrationsClosed"}}, "closed_meanwhile"),
        ({"json": {"status": "Error", "errorCode": "InsufficentNumberOfPasses"}}, "pass_gone"),
        ({"json": {"status": "Error"}}, "rejected"),
    ],
)
def test_a_registration_that_did_not_get_through(served: ServedSite, fault: dict[str, Any], key: str) -> None:
    served.simulator.fault("create_registration", **fault)
    receipt = receipt_of(served, send(served.site))
    assert receipt.key == key
    assert receipt.is_refused is (key in set(Outcome))
    assert receipt.is_settled is (key != "queued")


def test_what_could_not_be_sent(served: ServedSite) -> None:
    row = accept_party(served.site)
    Registration.objects.update(state=State.FAILED)
    assert key_of(served, row) == "not_sent"


def test_staff_decide_what_an_uncertain_receipt_says(served: ServedSite) -> None:
    served.simulator.fault("create_registration", status=500, times=1)
    row = send(served.site)
    assert receipt_of(served, row).hear_by == row.created_at + timedelta(days=1)
    assert decisions.mark_arrived(row.pk)
    assert key_of(served, row) == "registered"


def test_an_unknown_receipt_and_one_of_another_site(served: ServedSite) -> None:
    row = accept_party(served.site)
    with pytest.raises(ReceiptUnknown):
        find_receipt(served.site, "nobody-has-this-key-00")
    Registration.objects.update(application=serve_other(served).pk)
    with pytest.raises(ReceiptUnknown):
        receipt_of(served, row)


def serve_other(served: ServedSite) -> Any:
    return type(served.row).objects.create(name="Other", origin="https://other.example.org")


def test_an_erased_receipt_has_expired(served: ServedSite) -> None:
    row = send(served.site)
    assert decisions.erase(row.pk)
    with pytest.raises(ReceiptExpired):
        receipt_of(served, row)


def test_a_receipt_without_the_api_and_without_keys(served: ServedSite, settings: Settings) -> None:
    row = send(served.site)
    token = served.simulator.token
    settings.FIELD_ENCRYPTION_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    served.row.set_token(token)
    served.row.save()
    assert (receipt_of(served, row).key, receipt_of(served, row).first_names) == ("registered", ())


# Paying


def buy(served: ServedSite, **fields: Any) -> Registration:
    """Register one person for the event with passes, at a site with these settings."""
    for name, value in fields.items():
        setattr(served.row, name, value)
    served.row.save()
    opening = open_form(served.site, SUMMIT)
    pass_id = next(each.pass_id for each in opening.passes if (each.number_of_passes_left or 0) > 2)
    row = accept_party(served.site, make_party(make_person(pass_id=pass_id)), event=SUMMIT, opening=opening)
    return delivery.send_now(row, wait_s=LONG_WAIT_S)


def test_the_address_of_the_api_is_linked_for_allowed_hosts_only(served_by_each: ServedSite) -> None:
    served_by_each.simulator.settings(paid_result="Redirect")
    row = buy(served_by_each)
    assert (row.state, row.payment_state) == (State.SENT, "pending")
    assert key_of(served_by_each, row) == "pay_by_organiser"
    served_by_each.row.payment_hosts = f"other.example\n{PAY_HOST.upper()}"
    served_by_each.row.save()
    receipt = receipt_of(served_by_each, row)
    assert receipt.key == "pay"
    assert receipt.payment is not None
    assert receipt.payment.host == PAY_HOST
    assert receipt.payment.url.startswith(f"https://{PAY_HOST}/checkout?purchaseId={row.purchase_id}&")
    expected = (row.sent_at or timezone.now()) + timedelta(minutes=50) if is_v2(served_by_each) else None
    assert receipt.pay_before == expected


def test_without_an_address_the_configured_page_takes_the_purchase_id(served: ServedSite) -> None:
    row = buy(served, payment_hosts="pay.example.com", payment_page="https://pay.example.com/now?shop=7#cart")
    receipt = receipt_of(served, row)
    assert (row.result_status, receipt.key) == ("Initiated", "pay")
    assert receipt.payment is not None
    assert receipt.payment.url == f"https://pay.example.com/now?shop=7&purchaseId={row.purchase_id}#cart"


def test_without_an_address_and_without_a_page_the_organiser_tells(served: ServedSite) -> None:
    row = buy(served, payment_hosts=PAY_HOST)
    assert (row.payment_state, key_of(served, row)) == ("pending", "pay_by_organiser")


@pytest.mark.parametrize(
    "address",
    [
        "http://pay.example.com/",
        "https://pay.example.com.evil.example/",
        "https://evil.example/pay.example.com",
        "https://user@pay.example.com/",
        "https://pay.example.com:8443/",
        "https://pay.example.com\\@evil.example/",
        "https://pay.example.com/\r\nX: y",
        "//pay.example.com/",
        "javascript:alert(1)",
        "https:pay.example.com",
    ],
)
def test_hostile_payment_addresses_are_never_linked(served: ServedSite, address: str) -> None:
    served.simulator.fault("create_registration", json={"status": "Redirect", "redirectUrl": address})
    row = buy(served, payment_hosts="pay.example.com")
    receipt = receipt_of(served, row)
    assert (receipt.key, receipt.payment) == ("pay_by_organiser", None)


def test_a_strange_purchase_id_stays_one_value_of_the_query(served: ServedSite) -> None:
    served.simulator.fault("create_registration", json={"status": "Initiated", "purchaseId": "1&to=evil.example#x"})
    row = buy(served, payment_hosts="pay.example.com", payment_page="https://pay.example.com/")
    payment = receipt_of(served, row).payment
    assert payment is not None
    assert payment.url == "https://pay.example.com/?purchaseId=1%26to%3Devil.example%23x"


def test_the_demonstration_of_paying(served_by_each: ServedSite) -> None:
    served_by_each.simulator.settings(demo_payment=True)
    row = buy(served_by_each)
    assert not receipt_of(served_by_each, row).offers_demo_payment
    assert payments.finalize_demo(row) is Finalized.NOT_OFFERED
    served_by_each.row.offer_demo_payment = True
    served_by_each.row.save()
    row = Registration.objects.select_related("application").get()
    assert receipt_of(served_by_each, row).offers_demo_payment
    if not is_v2(served_by_each):
        served_by_each.simulator.registrations()  # lets what is due come into being
    assert payments.finalize_demo(row) is Finalized.PAID
    receipt = receipt_of(served_by_each, row)
    assert (receipt.key, receipt.offers_demo_payment) == ("registered" if is_v2(served_by_each) else "received", False)
    assert not payments.give_up(row)  # paid is paid


def test_the_demonstration_of_paying_where_dynamics_has_it_switched_off(served: ServedSite) -> None:
    row = buy(served, offer_demo_payment=True)
    assert payments.finalize_demo(row) is Finalized.NOT_ENABLED
    served.simulator.fault("finalize_registration", json={"status": "Error"}, times=1)
    assert payments.finalize_demo(row) is Finalized.REFUSED
    served.simulator.fault("finalize_registration", status=500, times=1)
    assert payments.finalize_demo(row) is Finalized.UNKNOWN
    assert key_of(served, row) == "pay_by_organiser"


def test_a_demonstration_that_comes_too_late(served: ServedSite) -> None:
    served.simulator.settings(demo_payment=True)
    row = buy(served, offer_demo_payment=True)
    served.simulator.settings(clock_ahead_s=51 * 60)
    assert payments.finalize_demo(row) is Finalized.TOO_LATE


def test_a_payment_that_was_given_up_and_taken_up_again(served: ServedSite) -> None:
    row = buy(served, payment_hosts="pay.example.com", payment_page="https://pay.example.com/")
    assert payments.give_up(row)
    assert key_of(served, row) == "pay_cancelled"
    assert receipt_of(served, row).payment is not None  # "Pay now", while the time lasts
    assert payments.take_up_again(row)
    assert key_of(served, row) == "pay"


def test_a_free_registration_has_no_payment(served: ServedSite, clock: time_machine.Coordinates) -> None:
    row = send(served.site)
    assert not payments.give_up(row)
    receipt = receipt_of(served, row)
    assert (receipt.payment, receipt.pay_before, receipt.offers_demo_payment) == (None, None, False)
