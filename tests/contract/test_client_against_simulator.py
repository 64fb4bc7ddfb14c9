"""Every operation of the client against the simulator, over real sockets, in both dialects."""

import json
import logging
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.events_api.addresses import AddressPolicy
from portal.events_api.client import EventsClient
from portal.events_api.errors import (
    EventsAPIConfigurationRefused,
    EventsAPIError,
    EventsAPIInvalidAnswer,
    EventsAPINotFound,
    EventsAPIRejected,
    EventsAPIUnavailable,
    OperationNotOffered,
)
from portal.events_api.secret import Secret
from portal.events_api.types import (
    Answer,
    Attendee,
    AttendeeSession,
    CaptchaSolution,
    Event,
    Registration,
    RegistrationResult,
    User,
)
from tests.simulation import FORUM, HOSTILE, Simulator

PAID = "Coastal_Data_Summit406103517"
UNKNOWN_ID = "00000000-0000-4000-8000-00000000dead"
PERSON = Attendee(first_name="Ada", last_name="Example", email="ada@example.org")


def connect(simulator: Simulator, dialect: str, **options: Any) -> EventsClient:
    address = urlsplit(simulator.base_url)
    endpoint = simulator.v2_endpoint if dialect == "outbound-v2" else simulator.realtime_endpoint
    arguments: dict[str, Any] = {
        "endpoint": endpoint,
        "token": Secret(simulator.token),
        "origin": simulator.origin,
        "policy": AddressPolicy(loopback_exception=("http", address.hostname or "", address.port or 80)),
    }
    return EventsClient(**(arguments | options))


@pytest.fixture(params=["outbound-v2", "realtime-v1"])
def client(request: pytest.FixtureRequest, simulator: Simulator) -> EventsClient:
    return connect(simulator, request.param)


@pytest.fixture
def outbound(simulator: Simulator) -> EventsClient:
    return connect(simulator, "outbound-v2")


@pytest.fixture
def realtime(simulator: Simulator) -> EventsClient:
    return connect(simulator, "realtime-v1")


def width_of(png: bytes) -> int:
    """The width a PNG declares, in pixels."""
    return int(struct.unpack(">I", png[16:20])[0])


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_both_dialects_list_the_same_events(
    outbound: EventsClient, realtime: EventsClient, simulator: Simulator
) -> None:
    simulator.settings(form_in_list="always")
    assert outbound.list_published_events().value == realtime.list_published_events().value


def test_the_list_holds_the_events_the_simulator_publishes(client: EventsClient, simulator: Simulator) -> None:
    published = client.list_published_events()
    assert published.losses == ()
    simulator.unpublish(FORUM)
    remaining = client.list_published_events().value
    assert {event.readable_event_id for event in published.value} - {
        event.readable_event_id for event in remaining
    } == {FORUM}


def test_an_event_is_the_same_alone_and_in_the_list(client: EventsClient) -> None:
    listed = {event.readable_event_id: event for event in client.list_published_events().value}
    event: Event = client.get_event(FORUM).value
    assert (event.event_id, event.starts_at, event.building) == (
        listed[FORUM].event_id,
        listed[FORUM].starts_at,
        listed[FORUM].building,
    )


def test_everything_below_an_event_is_read_without_a_loss(client: EventsClient) -> None:
    for event in client.list_published_events().value:
        for read in (
            client.list_sessions,
            client.list_tracks,
            client.list_passes,
            client.list_speakers,
            client.list_sponsorships,
            client.list_custom_registration_fields,
            client.get_event_registration_count,
        ):
            assert read(event.readable_event_id).losses == ()


def test_the_records_of_an_event_refer_to_each_other(client: EventsClient) -> None:
    sessions = {session.id: session for session in client.list_sessions(FORUM).value}
    speakers = {speaker.id: speaker for speaker in client.list_speakers(FORUM).value}
    assert len(sessions) > 60
    assert {reference.id for session in sessions.values() for reference in session.speakers} == speakers.keys()
    for speaker in speakers.values():
        assert set(speaker.session_ids) <= sessions.keys()


def test_passes_open_sessions_and_have_prices(client: EventsClient) -> None:
    sessions = {session.id for session in client.list_sessions(PAID).value}
    passes = client.list_passes(PAID).value
    assert all(each.price is not None and each.currency_symbol for each in passes)
    assert {session_id for each in passes for session_id in each.session_ids} <= sessions


def test_questions_of_all_four_types_exist(client: EventsClient) -> None:
    assert {field.type for field in client.list_custom_registration_fields(FORUM).value} == {
        100000000,
        100000001,
        100000002,
        100000003,
    }


@pytest.mark.parametrize("shape", ["number", "object"])
def test_a_count_is_read_in_either_shape(client: EventsClient, simulator: Simulator, shape: str) -> None:
    simulator.settings(count_shape=shape)
    simulator.patch_event(FORUM, registrationCount=41)
    assert client.get_event_registration_count(FORUM).value == 41


def test_a_session_s_count_is_that_of_its_record(client: EventsClient) -> None:
    session = client.list_sessions(FORUM).value[0]
    assert client.get_session_registration_count(session.id).value == session.registration_count


def test_a_track_s_sessions_are_listed_in_outbound_only(outbound: EventsClient, realtime: EventsClient) -> None:
    sessions = {session.id for session in outbound.list_sessions(FORUM).value}
    track = outbound.list_tracks(FORUM).value[0]
    of_track = {session.id for session in outbound.list_track_sessions(track.id).value}
    assert of_track
    assert of_track < sessions
    assert (outbound.offers("list_track_sessions"), realtime.offers("list_track_sessions")) == (True, False)
    with pytest.raises(OperationNotOffered, match=r"^list track sessions: not_offered"):
        realtime.list_track_sessions(track.id)


def test_one_session_is_read_in_real_time_only(outbound: EventsClient, realtime: EventsClient) -> None:
    session = realtime.list_sessions(FORUM).value[0]
    assert realtime.get_session(session.id).value == session
    with pytest.raises(OperationNotOffered):
        outbound.get_session(session.id)


def test_hostile_content_is_read_as_it_is(client: EventsClient, simulator: Simulator) -> None:
    simulator.publish(HOSTILE)
    event = client.get_event(HOSTILE)
    for read in (client.list_sessions, client.list_speakers, client.list_sponsorships, client.list_tracks):
        read(HOSTILE)
    assert event.value.readable_event_id == HOSTILE


# --- Pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("images", ["open", "token"])
@pytest.mark.parametrize("addresses", ["relative", "absolute"])
def test_a_speaker_s_picture_is_found_however_it_is_addressed(
    client: EventsClient, simulator: Simulator, images: str, addresses: str
) -> None:
    simulator.settings(images=images, image_urls=addresses)
    speaker = next(each for each in client.list_speakers(FORUM).value if each.image_url)
    by_address = client.get_speaker_image(speaker.id, image_url=speaker.image_url)
    assert by_address.media_type == "image/png"
    assert width_of(by_address.body) > 0
    assert client.get_speaker_image(speaker.id) == by_address


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/picture.png",
        "//evil.example.org/picture.png",
        "http://127.0.0.2:1/picture.png",
        "../../../secret",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "/_simulator/journal",
        "with blank.png",
        "",
    ],
)
def test_a_picture_outside_the_api_is_asked_for_by_the_speaker_s_id(
    client: EventsClient, simulator: Simulator, address: str
) -> None:
    speaker = next(each for each in client.list_speakers(FORUM).value if each.image_url)
    simulator.clear_journal()
    client.get_speaker_image(speaker.id, image_url=address)
    assert [entry["path"].rpartition("/speakers/")[2] for entry in simulator.journal()] == [f"{speaker.id}/image"]


def test_logos_are_read_and_a_missing_one_is_not_found(client: EventsClient) -> None:
    found = 0
    for sponsorship in client.list_sponsorships(FORUM).value:
        try:
            found += client.get_sponsorship_logo(sponsorship.id).media_type == "image/png"
        except EventsAPINotFound:
            continue
    assert found > 0
    with pytest.raises(EventsAPINotFound):
        client.get_sponsorship_logo(UNKNOWN_ID)


def test_the_qr_code_exists_in_real_time_only(outbound: EventsClient, realtime: EventsClient) -> None:
    assert realtime.get_event_qr_code(FORUM).media_type == "image/png"
    with pytest.raises(OperationNotOffered):
        outbound.get_event_qr_code(FORUM)


# --- What every request carries --------------------------------------------------------------------------------------


def test_every_request_carries_token_and_origin(client: EventsClient, simulator: Simulator) -> None:
    client.list_published_events()
    client.get_event(FORUM)
    assert [(entry["token"], entry["origin"]) for entry in simulator.journal()] == [("valid", simulator.origin)] * 2


def test_only_real_time_is_asked_with_filters(simulator: Simulator) -> None:
    filters = {"webapp_id": UNKNOWN_ID, "business_unit_id": UNKNOWN_ID}
    for dialect in ("outbound-v2", "realtime-v1"):
        connect(simulator, dialect, **filters).list_published_events()
    assert [entry["parameters"] for entry in simulator.journal("list_published_events")] == [
        {},
        {"webappId": UNKNOWN_ID, "businessUnitId": UNKNOWN_ID},
    ]


@pytest.mark.parametrize("readable_id", ["Änderung & Ärger?#1", "a%2fb", "x" * 500, "李 👩‍👧", "a b"])
def test_an_id_arrives_exactly(client: EventsClient, simulator: Simulator, readable_id: str) -> None:
    with pytest.raises(EventsAPINotFound):
        client.get_event(readable_id)
    assert [entry["operation"] for entry in simulator.journal()] == ["get_event"]


@pytest.mark.parametrize("readable_id", ["", ".", "..", "../published", "a/../b", "..\\x"])
def test_an_id_that_climbs_is_not_found_without_asking(
    client: EventsClient, simulator: Simulator, readable_id: str
) -> None:
    with pytest.raises(EventsAPINotFound) as caught:
        client.get_event(readable_id)
    assert (caught.value.sent, simulator.journal()) == (False, [])


# --- Failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["404", "204", "null"])
def test_an_unknown_event_is_not_found_however_the_api_says_so(
    client: EventsClient, simulator: Simulator, form: str
) -> None:
    simulator.settings(unknown_event=form)
    with pytest.raises(EventsAPINotFound):
        client.get_event("Never_Existed1")


def test_a_wrong_token_is_a_fault_of_the_configuration(simulator: Simulator) -> None:
    for dialect in ("outbound-v2", "realtime-v1"):
        client = connect(simulator, dialect, token=Secret("wrong-token"))
        with pytest.raises(EventsAPIConfigurationRefused) as caught:
            client.list_published_events()
        assert (caught.value.kind, caught.value.status) == ("auth", 401)


@pytest.mark.parametrize(("dialect", "status"), [("outbound-v2", 401), ("realtime-v1", 403)])
def test_a_wrong_origin_is_a_fault_of_the_configuration(simulator: Simulator, dialect: str, status: int) -> None:
    client = connect(simulator, dialect, origin="https://other.example.org")
    with pytest.raises(EventsAPIConfigurationRefused) as caught:
        client.list_published_events()
    assert (caught.value.kind, caught.value.status) == ("auth", status)


@pytest.mark.parametrize(
    ("fault", "family", "kind", "status"),
    [
        ({"status": 400}, EventsAPIConfigurationRefused, "refused", 400),
        ({"status": 404}, EventsAPIConfigurationRefused, "not_found", 404),
        ({"status": 418}, EventsAPIRejected, "rejected", 418),
        ({"status": 429, "headers": {"Retry-After": "7"}}, EventsAPIUnavailable, "unavailable", 429),
        ({"status": 503, "headers": {"Retry-After": "7"}}, EventsAPIUnavailable, "unavailable", 503),
        ({"status": 500, "body": "<html>oops</html>"}, EventsAPIUnavailable, "unavailable", 500),
        ({"status": 302, "redirect": "https://login.example.org/"}, EventsAPIConfigurationRefused, "redirect", 302),
        (
            {"status": 200, "body": "<html>log in</html>", "content_type": "text/html"},
            EventsAPIConfigurationRefused,
            "not_json",
            200,
        ),
        ({"status": 200, "body": ""}, EventsAPIInvalidAnswer, "empty", 200),
        ({"status": 200, "json": {"error": "no"}}, EventsAPIInvalidAnswer, "bad_json", 200),
    ],
)
def test_a_failing_list_raises_one_family_and_keeps_the_token(
    client: EventsClient,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    family: type[EventsAPIError],
    kind: str,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    simulator.fault("list_published_events", **fault)
    with pytest.raises(family) as caught:
        client.list_published_events()
    error = caught.value
    assert (error.kind, error.status, error.sent) == (kind, status, True)
    assert error.retry_after_s == (7.0 if "headers" in fault else None)
    assert str(error).startswith("list published events: ")
    for text in (str(error), repr(error), repr(vars(error)), repr(client)):
        assert simulator.token not in text
        assert "://" not in text
    assert simulator.token not in caplog.text
    assert (error.__context__, error.__cause__) == (None, None)


def test_a_list_that_hangs_ends_at_its_deadline(client: EventsClient, simulator: Simulator) -> None:
    simulator.fault("list_published_events", hang="before")
    with pytest.raises(EventsAPIUnavailable) as caught:
        client.list_published_events(deadline_s=0.4)
    simulator.clear_faults()
    assert (caught.value.kind, caught.value.sent) == ("timeout", True)


# --- Users -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [None, 401, 500])
def test_without_sign_in_the_user_is_anonymous_whatever_the_api_says(
    client: EventsClient, simulator: Simulator, status: int | None
) -> None:
    if status:
        simulator.fault("get_authenticated_user", status=status)
    assert client.get_authenticated_user() == User()


# --- Registration ----------------------------------------------------------------------------------------------------


def with_answers(client: EventsClient, attendee: Attendee, readable_event_id: str) -> Registration:
    """A registration that answers every question of the event."""
    answers = tuple(
        Answer(field_id=field.id, value=field.choices[0] if field.choices else "Yes")
        for field in client.list_custom_registration_fields(readable_event_id).value
    )
    sessions = tuple(
        AttendeeSession(session_id=session.id)
        for session in client.list_sessions(readable_event_id).value
        if not session.is_capacity_restricted
    )[:1]
    person = Attendee(
        first_name=attendee.first_name,
        last_name=attendee.last_name,
        email=attendee.email,
        answers=answers,
        sessions=sessions,
    )
    return Registration(attendees=(person,))


def test_a_registration_arrives_once(client: EventsClient, simulator: Simulator) -> None:
    registration = with_answers(client, PERSON, FORUM)
    assert client.create_registration(FORUM, registration) == RegistrationResult()
    assert [entry["status"] for entry in simulator.journal("create_registration")] == [200]
    sent = simulator.journal("create_registration")[0]["body"]
    body = json.loads(sent) if isinstance(sent, str) else sent
    assert body == json.loads(client.dialect.encode_registration(registration))


@pytest.mark.parametrize("status", ["200", "202", "204"])
def test_any_2xx_of_real_time_is_an_acceptance(realtime: EventsClient, simulator: Simulator, status: str) -> None:
    simulator.settings(realtime_success=status)
    assert realtime.create_registration(FORUM, with_answers(realtime, PERSON, FORUM)) == RegistrationResult()


def test_an_outbound_refusal_has_its_code(outbound: EventsClient, simulator: Simulator) -> None:
    registration = with_answers(outbound, PERSON, FORUM)
    simulator.patch_event(FORUM, setRegistrationEndDate=True, stopRegistrationDate="2020-01-01T00:00:00")
    with pytest.raises(EventsAPIRejected) as caught:
        outbound.create_registration(FORUM, registration)
    assert (caught.value.error_code, caught.value.status) == ("RegistrationsClosed", 200)


def test_a_paid_registration_is_initiated_and_finalised_once(outbound: EventsClient, simulator: Simulator) -> None:
    simulator.settings(demo_payment=True)
    chosen = next(each for each in outbound.list_passes(PAID).value if (each.number_of_passes_left or 0) > 0)
    registration = with_answers(outbound, PERSON, PAID)
    person = registration.attendees[0]
    buyer = Attendee(
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        answers=person.answers,
        pass_id=chosen.pass_id,
    )
    result = outbound.create_registration(PAID, Registration(attendees=(buyer,)))
    assert (result.status, bool(result.purchase_id)) == ("Initiated", True)
    assert outbound.finalize_registration(PAID, result.purchase_id or "") == RegistrationResult()
    with pytest.raises(EventsAPIRejected):
        outbound.finalize_registration(PAID, UNKNOWN_ID)


def test_a_captcha_is_fetched_and_its_solution_sent(outbound: EventsClient, simulator: Simulator) -> None:
    simulator.settings(captcha=True)
    simulator.patch_event(FORUM, enableCaptcha=True)
    registration = with_answers(outbound, PERSON, FORUM)
    captcha = outbound.get_captcha(FORUM).value

    def solved(solution: str) -> Registration:
        return Registration(
            attendees=registration.attendees,
            captcha=CaptchaSolution(solution=solution, token="t", type="visual", flow_id=captcha.flow_id),
        )

    with pytest.raises(EventsAPIRejected):
        outbound.create_registration(FORUM, solved("wrong"))
    captcha = outbound.get_captcha(FORUM).value
    assert outbound.create_registration(FORUM, solved("letmein")) == RegistrationResult()


@pytest.mark.parametrize(
    ("fault", "kind", "status"),
    [
        ({"hang": "after"}, "timeout", None),
        ({"reset": "after"}, "broken", None),
        ({"status": 502}, "unavailable", 502),
        ({"status": 200, "body": '{"status": "Succ'}, "bad_json", 200),
    ],
)
def test_a_registration_that_may_have_arrived_is_never_sent_again(
    client: EventsClient, simulator: Simulator, fault: dict[str, Any], kind: str, status: int | None
) -> None:
    registration = with_answers(client, PERSON, FORUM)
    simulator.fault("create_registration", **fault)
    with pytest.raises(EventsAPIError) as caught:
        client.create_registration(FORUM, registration, deadline_s=0.6)
    simulator.clear_faults()
    assert (caught.value.kind, caught.value.status, caught.value.sent) == (kind, status, True)
    assert len(simulator.journal("create_registration")) == 1


def test_operations_of_the_table_are_methods_of_the_client(outbound: EventsClient, realtime: EventsClient) -> None:
    for client in (outbound, realtime):
        methods: list[Callable[..., Any]] = [getattr(client, operation) for operation in client.dialect.paths]
        assert all(map(callable, methods))
