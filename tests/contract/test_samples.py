"""Answers of both dialects, read whole."""

from decimal import Decimal
from typing import Any

import pytest

from portal.events_api import decode, storage
from portal.events_api.errors import EventsAPIConfigurationRefused, EventsAPIRejected
from portal.events_api.types import (
    Building,
    Captcha,
    CustomField,
    Event,
    Pass,
    RegistrationResult,
    Room,
    Session,
    Speaker,
    SpeakerReference,
    Sponsorship,
    Track,
    User,
)
from tests.contract.samples import DIALECTS, answer, sample, sample_response
from tests.unit.records import utc

READERS: dict[str, Any] = {
    "events": decode.events,
    "event": decode.event,
    "sessions": decode.sessions,
    "tracks": decode.tracks,
    "passes": decode.passes,
    "speakers": decode.speakers,
    "sponsorships": decode.sponsorships,
    "custom-registration-fields": decode.custom_registration_fields,
    "count": decode.count,
    "user": decode.user,
}
HALL = Building(
    id="40000000-0000-4000-8000-000000000001",
    name="Harbour Hall",
    address_line1="Quay 1",
    city="Hamburg",
    postal_code="20457",
    country="Germany",
    email="hall@example.org",
    website="https://hall.example.org",
    additional_facilities="Café",
    accessible_toilets=True,
    disabled_access=True,
    disabled_parking=False,
    wifi_available=True,
    wifi_ssid="harbour",
)
HALL_A = Room(id="44000000-0000-4000-8000-000000000001", name="Hall A", disabled_access=True)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", READERS)
def test_nothing_of_a_documented_answer_is_lost(dialect: str, name: str) -> None:
    assert READERS[name](name, sample_response(dialect, name)).losses == ()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", READERS)
def test_wifi_passwords_and_speakers_e_mail_addresses_are_not_kept(dialect: str, name: str) -> None:
    value = READERS[name](name, sample_response(dialect, name)).value
    kept = storage.dump(value).decode() + repr(value)
    assert "MUST-NOT-LEAK" not in kept
    assert "must-not-leak" not in kept


def test_an_outbound_event_has_every_documented_field() -> None:
    assert decode.event("get event", sample_response("outbound-v2", "event")).value == Event(
        event_id="5b1c0c3e-7d1f-ee11-9cbd-000d3a000001",
        readable_event_id="Spring_Summit_2026123456",
        event_name="Spring Summit 2026",
        starts_at=utc("2026-05-12 07:00"),
        ends_at=utc("2026-05-13 15:30"),
        time_zone="Europe/Berlin",
        time_zone_certain=True,
        event_format=100000001,
        event_type=100000002,
        max_capacity=120,
        is_capacity_restricted=True,
        show_waitlist=True,
        autoregister_waitlist_items=False,
        show_automatic_registration_checkbox=True,
        enable_captcha=True,
        set_registration_end_date=True,
        stop_registration_at=utc("2026-05-10 16:00"),
        website_message="Registration closed on 10 May.",
        public_event_url="https://events.example.org/event?id=Spring_Summit_2026123456",
        image="https://assets.example.org/banner.jpg",
        building=HALL,
        room=HALL_A,
        custom_fields={
            "new_audience": "Harbour masters",
            "new_level": 100000002,
            "new_public": True,
            "new_note": None,
        },
    )


def test_an_event_of_an_old_outbound_server_takes_the_defaults() -> None:
    assert decode.events("list published events", sample_response("outbound-v2", "events")).value[1] == Event(
        event_id="5b1c0c3e-7d1f-ee11-9cbd-000d3a000002",
        readable_event_id="Contoso_Ltd_Conference",
        event_name="Contoso Ltd. Conference",
        starts_at=utc("2026-07-01 16:00"),
        ends_at=utc("2026-07-02 00:00"),
        time_zone="America/Los_Angeles",
        time_zone_certain=True,
        description="An older server: no UTC fields, no flags.",
        max_capacity=0,
        enable_captcha=True,
    )


def test_a_real_time_event_is_read_the_same_way() -> None:
    assert decode.event("get event", sample_response("realtime-v1", "event")).value == Event(
        event_id="6f0c1c1e-0b1d-4c33-9f0e-2a7b1f1f0a11",
        readable_event_id="Harbour_Forum418820377",
        event_name="Harbour Forum",
        starts_at=utc("2027-03-04 08:30"),
        ends_at=utc("2027-03-05 15:00"),
        time_zone="Europe/Berlin",
        time_zone_certain=True,
        description="Two days on port logistics.",
        event_format=100000003,
        event_type=100000002,
        event_language=1033,
        max_capacity=0,
        allow_custom_agenda=True,
        set_registration_end_date=True,
        stop_registration_at=utc("2027-03-01 17:00"),
        website_message="Registration is closed.",
        registration_form="<div data-form-id='f0'></div>",
        public_event_url="https://www.example.org/e/harbour",
        image="https://assets.example.org/images/1",
        building=HALL,
        custom_fields={"abc_topic": "Ports", "abc_private": False},
    )


def test_a_session_has_every_documented_field() -> None:
    assert decode.sessions("list sessions", sample_response("outbound-v2", "sessions")).value[0] == Session(
        id="7a1c0000-0000-4000-8000-000000000001",
        name="Opening keynote",
        starts_at=utc("2026-05-12 07:30"),
        ends_at=utc("2026-05-12 08:15"),
        time_zone="Europe/Berlin",
        time_zone_certain=True,
        session_summary="Where we are.",
        session_format=100000001,
        session_type=100000001,
        cameras_permitted=True,
        recordings_permitted=False,
        max_capacity=80,
        is_capacity_restricted=True,
        registration_count=17,
        room=HALL_A,
        speakers=(SpeakerReference(id="33000000-0000-4000-8000-000000000001", name="Max Muster", title="Architect"),),
    )


def test_one_real_time_session_equals_its_item_of_the_list() -> None:
    listed = decode.sessions("list sessions", sample_response("realtime-v1", "sessions")).value[0]
    assert decode.session("get session", sample_response("realtime-v1", "session")).value == listed


def test_tracks_passes_speakers_and_sponsorships() -> None:
    def read(name: str) -> Any:
        return READERS[name](name, sample_response("outbound-v2", name)).value

    assert read("tracks") == (
        Track(id="88000000-0000-4000-8000-000000000001", name="Logistics"),
        Track(id="88000000-0000-4000-8000-000000000002", name="Shipping", description="Ships and crews"),
    )
    assert read("passes") == (
        Pass(
            pass_id="aa000000-0000-4000-8000-000000000001",
            pass_name="Standard",
            price=Decimal("149.5"),
            currency_symbol="€",
            number_of_passes_left=12,
            number_of_passes_sold=38,
            session_ids=("7a1c0000-0000-4000-8000-000000000001",),
        ),
        Pass(
            pass_id="aa000000-0000-4000-8000-000000000002",
            pass_name="Student",
            price=Decimal(0),
            currency_symbol="€",
            number_of_passes_left=0,
            number_of_passes_sold=5,
        ),
    )
    assert read("speakers") == (
        Speaker(
            id="33000000-0000-4000-8000-000000000001",
            name="Max Muster",
            title="Architect",
            about="Builds <b>harbours</b>.",
            website="https://max.example.org",
            image_url="speakers/33000000-0000-4000-8000-000000000001/image",
            session_ids=("7a1c0000-0000-4000-8000-000000000001",),
        ),
    )
    assert read("sponsorships") == (
        Sponsorship(
            id="66000000-0000-4000-8000-000000000001",
            sponsor_id="26000000-0000-4000-8000-000000000001",
            sponsor_name="Example Ltd",
            sponsorship_topic="Monetary",
        ),
    )


def test_questions_keep_the_organiser_s_order() -> None:
    fields = decode.custom_registration_fields(
        "list custom registration fields", sample_response("outbound-v2", "custom-registration-fields")
    ).value
    assert fields[0] == CustomField(
        id="0f9d0000-0000-4000-8000-000000000001", text="Company", type=100000000, is_required=True
    )
    assert [field.text for field in fields] == ["Company", "Vegetarian?", "Which days?", "T-shirt size"]


def test_a_captcha_has_names_of_its_own() -> None:
    assert decode.captcha("get captcha", sample_response("outbound-v2", "captcha")).value == Captcha(
        flow_id="1d6f0a52-0000-4000-8000-000000000001",
        hip_url="https://host.example/hip/script.js?fid=1d6f0a52",
        object_name="WLSPHIP0",
        function_name="verify",
    )


def test_a_user_is_somebody_or_anonymous() -> None:
    signed_in = decode.user("get authenticated user", sample_response("outbound-v2", "user")).value
    assert signed_in == User(
        id="05ef0000-0000-4000-8000-000000000001",
        first_name="Ada",
        last_name="Example",
        email="ada@example.org",
        is_anonymous=False,
    )
    assert decode.user("get authenticated user", sample_response("realtime-v1", "user")).value == User()


def test_a_count_is_bare_or_wrapped() -> None:
    for dialect in DIALECTS:
        assert decode.count("get event registration count", sample_response(dialect, "count")).value == 15


def test_registration_results_of_both_dialects() -> None:
    purchase = "c0ffee00-0000-4000-8000-000000000001"
    assert decode.registration_result(
        "create registration", sample_response("outbound-v2", "registration-result")
    ) == RegistrationResult(status="Initiated", purchase_id=purchase)
    assert decode.registration_result(
        "create registration", sample_response("realtime-v1", "registration-result")
    ) == RegistrationResult(
        status="Redirect",
        redirect_url=f"https://pay.example.org/?purchaseId={purchase}&returnUrl=https%3A%2F%2Fevents.example.org",
    )


def test_refused_registrations_of_both_dialects() -> None:
    with pytest.raises(EventsAPIRejected) as outbound:
        decode.registration_result("create registration", sample_response("outbound-v2", "registration-failure"))
    assert outbound.value.error_code == "MaximumNoAttendeesReached"
    with pytest.raises(EventsAPIConfigurationRefused) as realtime:
        decode.registration_result(
            "create registration", answer(sample("realtime-v1", "registration-failure"), status=400)
        )
    assert realtime.value.kind == "refused"
