"""Tolerant reading: a wrong value costs its field, a missing identity its item, and each loss is counted."""

from decimal import Decimal
from typing import Any

import pytest

from portal.events_api import decode
from portal.events_api.errors import EventsAPIInvalidAnswer, EventsAPINotFound, EventsAPIRejected
from portal.events_api.types import Decoded, Event, RegistrationResult, Session
from tests.contract.samples import answer, sample
from tests.unit.records import utc

MINIMAL = {"eventId": "e-1", "readableEventId": "Summit1", "eventName": "Summit", "startDate": "2026-05-12T09:00:00"}
ABSENT = object()


def read_events(*items: Any) -> Decoded[tuple[Event, ...]]:
    return decode.events("list published events", answer(list(items)))


def read_event(**fields: Any) -> tuple[Event, list[tuple[str, str]]]:
    """One event of otherwise minimal fields, and its losses."""
    item = {name: value for name, value in (MINIMAL | fields).items() if value is not ABSENT}
    decoded = read_events(item)
    return decoded.value[0], losses(decoded)


def read_session(**fields: Any) -> tuple[Session, list[tuple[str, str]]]:
    decoded = decode.sessions("list sessions", answer([{"id": "s-1", "name": "Keynote"} | fields]))
    return decoded.value[0], losses(decoded)


def losses(decoded: Decoded[Any]) -> list[tuple[str, str]]:
    return [(loss.path, loss.reason) for loss in decoded.losses]


# --- The answer as a whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [{"error": "no"}, None, "text", 7, True])
def test_anything_but_a_list_is_no_list_of_events(body: Any) -> None:
    with pytest.raises(EventsAPIInvalidAnswer) as caught:
        decode.events("list published events", answer(body))
    assert caught.value.kind == "bad_json"


def test_one_malformed_event_of_fifty_costs_one() -> None:
    items: list[Any] = [MINIMAL | {"readableEventId": f"Summit{number}"} for number in range(50)]
    items[17] = {"eventName": "no identity"}
    decoded = read_events(*items)
    assert len(decoded.value) == 49
    assert losses(decoded) == [("$[17].readableEventId", "missing")]


@pytest.mark.parametrize("item", [None, 3, "event", [MINIMAL]])
def test_what_is_no_object_is_no_event(item: Any) -> None:
    decoded = read_events(item, MINIMAL)
    assert [event.event_id for event in decoded.value] == ["e-1"]
    assert losses(decoded) == [("$[0]", "not an object")]


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in ("eventId", "readableEventId", "startDate") for value in (ABSENT, None)]
    + [("eventId", ""), ("readableEventId", " \x00 ")],
)
def test_an_event_without_its_identity_is_left_out(name: str, value: Any) -> None:
    item = {key: found for key, found in (MINIMAL | {name: value}).items() if found is not ABSENT}
    decoded = read_events(item)
    assert decoded.value == ()
    assert losses(decoded) == [(f"$[0].{name}", "missing")]


@pytest.mark.parametrize(("name", "reason"), [("eventId", "not a text"), ("startDate", "not a date and time")])
def test_an_identity_of_the_wrong_type_costs_the_event_and_is_counted_once(name: str, reason: str) -> None:
    decoded = read_events(MINIMAL | {name: 17})
    assert decoded.value == ()
    assert losses(decoded) == [(f"$[0].{name}", reason)]


def test_of_two_events_with_one_readable_id_the_first_is_kept_and_both_are_counted() -> None:
    decoded = read_events(MINIMAL, MINIMAL | {"eventName": "Second"}, MINIMAL | {"eventName": "Third"})
    assert [event.event_name for event in decoded.value] == ["Summit"]
    assert losses(decoded) == [(f"$[{position}].readableEventId", "listed twice") for position in range(3)]


def test_optional_fields_may_be_absent_null_or_new() -> None:
    bare, bare_losses = read_event()
    nulls = dict.fromkeys(sample("outbound-v2", "event").keys() - MINIMAL.keys())
    assert read_event(**nulls, somethingNew={"a": [1]}) == (bare, bare_losses)
    assert bare_losses == []
    assert (bare.autoregister_waitlist_items, bare.allow_anonymous_registrations) == (True, True)


# --- Single fields ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("description", 5, "not a text"),
        ("eventFormat", "100000001", "not a whole number"),
        ("eventFormat", 100000001.0, "not a whole number"),
        ("eventFormat", True, "not a whole number"),
        ("eventLanguage", "en-US", "not a whole number"),
        ("showWaitlist", 1, "not true or false"),
        ("showWaitlist", "true", "not true or false"),
        ("maxCapacity", -1, "out of range"),
        ("maxCapacity", 2**64, "out of range"),
        ("building", "Hall", "not an object"),
        ("room", [], "not an object"),
        ("customFields", [], "not an object"),
        ("endDate", "12 May 2026", "not a date and time"),
        ("endDate", "2026-02-30T09:00:00", "not a date and time"),
        ("endDate", "2026-05-12", "not a date and time"),
        ("endDate", "٢٠٢٦-05-12T09:00:00", "not a date and time"),
        ("endDate", "9999-12-31T23:59:59", "out of range"),
        ("endDate", "0001-01-01T00:00:00+14:00", "out of range"),
        ("endDate", "2026-05-12T08:59:59", "ends before it starts"),
        ("stopRegistrationDate", "0001-01-01T00:00:00", "out of range"),
        ("timeZone", "92", "not a whole number"),
        ("timeZone", 92.0, "not a whole number"),
        ("timeZone", True, "not a whole number"),
        ("timeZone", 9999, "unknown time zone"),
        ("timeZone", -1, "unknown time zone"),
    ],
)
def test_a_wrong_value_costs_its_field_only(name: str, value: Any, reason: str) -> None:
    event, lost = read_event(**{name: value})
    assert (event, lost) == (read_event()[0], [(f"$[0].{name}", reason)])


@pytest.mark.parametrize(("sent", "read"), [(0, 0), (120, 120), (2**63, 2**63), (None, None)])
def test_a_capacity_is_read_as_sent(sent: int | None, read: int | None) -> None:
    event, lost = read_event(maxCapacity=sent)
    assert (event.max_capacity, lost) == (read, [])


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"])
def test_a_start_at_the_end_of_the_calendar_costs_the_event(start: str) -> None:
    decoded = read_events(MINIMAL | {"startDate": start})
    assert decoded.value == ()
    assert losses(decoded) == [("$[0].startDate", "out of range")]


def test_an_event_may_end_as_it_starts() -> None:
    event, lost = read_event(endDate=MINIMAL["startDate"])
    assert (event.ends_at, lost) == (event.starts_at, [])


@pytest.mark.parametrize("name", ["", "   ", None, ABSENT])
def test_an_event_may_be_nameless(name: Any) -> None:
    event, lost = read_event(eventName=name)
    assert (event.event_name, lost) == ("", [])


def test_a_session_needs_a_name_but_it_may_be_blank() -> None:
    assert read_session(name="  ")[0].name == ""
    decoded = decode.sessions("list sessions", answer([{"id": "s-1", "name": None}]))
    assert (decoded.value, losses(decoded)) == ((), [("$[0].name", "missing")])


def test_ids_are_kept_exactly() -> None:
    event, _ = read_event(readableEventId="a/../b%2f?c d" + "x" * 300)
    assert event.readable_event_id == "a/../b%2f?c d" + "x" * 300


def test_blank_texts_are_none() -> None:
    event, lost = read_event(building={"id": "1", "name": "Hall", "addressComposite": "      ", "city": "\n"})
    assert event.building is not None
    assert (event.building.address_composite, event.building.city, lost) == (None, None, [])


def test_a_building_without_identity_is_no_building() -> None:
    event, lost = read_event(building={"name": "Hall"})
    assert (event.building, lost) == (None, [("$[0].building.id", "missing")])


def test_custom_fields_are_plain_values_lookup_names_and_choice_numbers() -> None:
    event, lost = read_event(
        customFields={
            "text": "a\x00b",
            "yes": True,
            "number": 7,
            "decimal": 1.5,
            "nothing": None,
            "lookup": {"Id": "1", "LogicalName": "x", "Name": "Ports", "KeyAttributes": []},
            "choice": {"Value": 100000002, "ExtensionData": {}},
            "other": {"Id": "1"},
            "list": [1, 2],
            "deep": {"Value": {"Value": 1}},
        }
    )
    assert event.custom_fields == {
        "text": "ab",
        "yes": True,
        "number": 7,
        "decimal": 1.5,
        "nothing": None,
        "lookup": "Ports",
        "choice": 100000002,
    }
    assert [path for path, _ in lost] == [f"$[0].customFields.{name}" for name in ("other", "list", "deep")]


# --- Dates and zones -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "twin", ["2026-05-12T07:00:00Z", "2026-05-12T07:00:00", "2026-05-12T09:00:00.0000000+02:00", "2026-05-12T07:00Z"]
)
def test_a_twin_in_utc_may_be_written_with_or_without_offset(twin: str) -> None:
    event, lost = read_event(timeZone=110, startDateUTC=twin)
    assert (event.starts_at, event.time_zone, event.time_zone_certain) == (
        utc("2026-05-12 07:00"),
        "Europe/Berlin",
        True,
    )
    assert event.starts_at.utcoffset() == utc("2026-05-12 07:00").utcoffset()
    assert lost == []


def test_without_a_twin_the_wall_clock_is_read_in_the_zone() -> None:
    event, lost = read_event(timeZone=193, endDate="2026-05-13T17:30:00", stopRegistrationDate="2026-05-10T18:00:00")
    assert (event.starts_at, event.ends_at, event.stop_registration_at) == (
        utc("2026-05-12 03:15"),
        utc("2026-05-13 11:45"),
        utc("2026-05-10 12:15"),
    )
    assert lost == []


def test_a_wall_clock_with_an_offset_is_converted() -> None:
    event, _ = read_event(timeZone=110, startDate="2026-05-12T09:00:00-04:00", stopRegistrationDate="2026-05-10T18:00Z")
    assert (event.starts_at, event.stop_registration_at) == (utc("2026-05-12 13:00"), utc("2026-05-10 18:00"))
    assert (event.time_zone, event.time_zone_certain) == ("Europe/Berlin", True)


def test_an_end_with_an_offset_before_the_start_is_dropped() -> None:
    event, lost = read_event(timeZone=110, endDate="2026-05-12T10:00:00+05:00")
    assert (event.ends_at, lost) == (None, [("$[0].endDate", "ends before it starts")])


def test_a_twin_that_contradicts_the_code_wins_and_is_counted() -> None:
    event, lost = read_event(timeZone=110, startDateUTC="2026-05-12T00:00:00Z")
    assert (event.starts_at, event.time_zone, event.time_zone_certain) == (utc("2026-05-12 00:00"), "UTC+09:00", False)
    assert lost == [("$[0].timeZone", "contradicts the time in UTC")]


def test_a_twin_that_is_days_away_is_dropped_and_counted() -> None:
    event, lost = read_event(timeZone=110, startDateUTC="2031-05-12T00:00:00Z")
    assert (event.starts_at, event.time_zone, event.time_zone_certain) == (
        utc("2026-05-12 07:00"),
        "Europe/Berlin",
        True,
    )
    assert lost == [("$[0].startDateUTC", "too far from the local time")]


@pytest.mark.parametrize("code", [9999, -1])
def test_an_unknown_code_is_replaced_by_the_offset_of_the_clocks(code: int) -> None:
    event, lost = read_event(timeZone=code, startDateUTC="2026-05-12T03:15:00Z")
    assert (event.starts_at, event.time_zone, event.time_zone_certain) == (utc("2026-05-12 03:15"), "UTC+05:45", False)
    assert lost == [("$[0].timeZone", "unknown time zone")]


@pytest.mark.parametrize("code", [9999, None])
def test_with_nothing_known_the_clock_is_read_as_utc_and_says_so(code: int | None) -> None:
    event, _ = read_event(timeZone=code)
    assert (event.starts_at, event.time_zone, event.time_zone_certain) == (utc("2026-05-12 09:00"), "UTC", False)


def test_a_skipped_start_and_a_doubled_end_are_the_instants_of_their_twins() -> None:
    skipped, lost_skipped = read_event(
        timeZone=110, startDate="2026-03-29T02:30:00", startDateUTC="2026-03-29T01:30:00Z"
    )
    doubled, lost_doubled = read_event(
        timeZone=110,
        startDate="2026-10-24T20:00:00",
        startDateUTC="2026-10-24T18:00:00Z",
        endDate="2026-10-25T02:30:00",
        endDateUTC="2026-10-25T01:30:00Z",
    )
    assert (skipped.starts_at, doubled.ends_at) == (utc("2026-03-29 01:30"), utc("2026-10-25 01:30"))
    assert (skipped.time_zone_certain, doubled.time_zone_certain) == (True, True)
    assert lost_skipped == lost_doubled == []


@pytest.mark.parametrize(
    ("start", "end", "length_hours"),
    [
        ("2026-05-12T22:00:00", "2026-05-13T02:00:00", 4),
        ("2026-12-31T20:00:00", "2027-01-01T01:00:00", 5),
        ("2026-03-28T12:00:00", "2026-03-29T12:00:00", 23),
        ("2026-06-01T00:00:00", "2026-07-01T00:00:00", 720),
    ],
)
def test_an_event_may_run_over_midnight_new_year_a_clock_change_or_a_month(
    start: str, end: str, length_hours: int
) -> None:
    event, lost = read_event(timeZone=110, startDate=start, endDate=end)
    assert event.ends_at is not None
    assert ((event.ends_at - event.starts_at).total_seconds() / 3600, lost) == (length_hours, [])


def test_a_session_of_an_old_server_has_no_zone() -> None:
    session, lost = read_session(startTime="2026-05-12T11:00:00", endTime="2026-05-12T12:00:00")
    assert (session.starts_at, session.time_zone, session.time_zone_certain) == (utc("2026-05-12 11:00"), "UTC", False)
    assert lost == []


def test_a_session_without_a_time_is_kept() -> None:
    session, lost = read_session(startTime=None, endTime="nonsense", timeZone=110)
    assert (session.starts_at, session.ends_at, session.time_zone) == (None, None, "Europe/Berlin")
    assert lost == [("$[0].endTime", "not a date and time")]


# --- Other records ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speakers", [None, ABSENT, []])
def test_a_session_may_have_no_speakers(speakers: Any) -> None:
    fields = {} if speakers is ABSENT else {"speakers": speakers}
    assert read_session(**fields)[0].speakers == ()


def test_a_speaker_without_identity_costs_the_session_nothing_else() -> None:
    session, lost = read_session(speakers=[{"name": "Nobody"}, 7, {"id": "1", "name": "Ada"}, {"id": "1", "name": "B"}])
    assert [(speaker.id, speaker.name) for speaker in session.speakers] == [("1", "Ada")]
    assert lost == [
        ("$[0].speakers[1]", "not an object"),
        ("$[0].speakers[0].id", "missing"),
        ("$[0].speakers[2].id", "listed twice"),
        ("$[0].speakers[3].id", "listed twice"),
    ]


@pytest.mark.parametrize(("sent", "read"), [(100000001, True), (100000002, False), (None, None)])
def test_cameras_are_permitted_forbidden_or_unknown(sent: int | None, read: bool | None) -> None:
    assert read_session(camerasPermitted=sent)[0].cameras_permitted is read


def test_an_unknown_permission_is_counted() -> None:
    session, lost = read_session(recordingsPermitted=7)
    assert (session.recordings_permitted, lost) == (None, [("$[0].recordingsPermitted", "unknown option")])


@pytest.mark.parametrize(
    ("price", "read"),
    [
        (149.5, Decimal("149.5")),
        (0, Decimal(0)),
        (-0.0, Decimal(0)),
        (0.1, Decimal("0.1")),
        (-5, None),
        ("12", None),
        (True, None),
    ],
)
def test_a_price_is_exact_or_unknown(price: Any, read: Decimal | None) -> None:
    decoded = decode.passes("list passes", answer([{"passId": "1", "passName": "Day", "price": price}]))
    assert (decoded.value[0].price, len(decoded.losses)) == (read, 0 if read is not None else 1)


def test_no_passes_may_be_written_as_null() -> None:
    assert decode.passes("list passes", answer(None)).value == ()


def test_a_speaker_of_blanks_with_500_sessions_is_read() -> None:
    sessions = [{"id": f"s-{number}", "speakers": None} for number in range(500)]
    decoded = decode.speakers("list speakers", answer([{"id": "1", "name": "  ", "sessions": sessions}]))
    assert (decoded.value[0].name, len(decoded.value[0].session_ids), decoded.losses) == ("", 500, ())


def test_choices_are_split_by_line_and_keep_commas_and_quotes() -> None:
    fields = decode.custom_registration_fields(
        "list custom registration fields", answer(sample("outbound-v2", "custom-registration-fields"))
    ).value
    assert [field.choices for field in fields] == [(), (), ("Mon", "Tue", "Wed"), ("S", "M", 'L, "large"')]


def test_a_thousand_choices_are_kept() -> None:
    item = {"customRegistrationFieldId": "1", "text": "<b>Which?</b>", "choices": "\n".join(map(str, range(1000)))}
    field = decode.custom_registration_fields("list custom registration fields", answer([item])).value[0]
    assert (field.text, len(field.choices), field.type) == ("<b>Which?</b>", 1000, None)


def test_a_question_of_unknown_type_is_kept() -> None:
    item = {"customRegistrationFieldId": "1", "text": "When?", "type": 100000099}
    decoded = decode.custom_registration_fields("list custom registration fields", answer([item]))
    assert (decoded.value[0].type, decoded.losses) == (100000099, ())


@pytest.mark.parametrize("body", [15, {"count": 15}])
def test_a_count_is_a_number_or_holds_one(body: Any) -> None:
    assert decode.count("get event registration count", answer(body)) == Decoded(value=15)


@pytest.mark.parametrize("body", ["15", 15.0, True, -1, None, {}, {"count": "15"}, [15]])
def test_nothing_else_is_a_count(body: Any) -> None:
    with pytest.raises(EventsAPIInvalidAnswer):
        decode.count("get event registration count", answer(body))


@pytest.mark.parametrize("status", [200, 204])
def test_nothing_in_place_of_one_event_means_that_there_is_none(status: int) -> None:
    with pytest.raises(EventsAPINotFound):
        decode.event("get event", answer(b"" if status == 204 else None, status=status))


@pytest.mark.parametrize("body", [[], {}, {"eventId": "1"}, "event", 7])
def test_one_event_without_identity_is_no_event(body: Any) -> None:
    with pytest.raises(EventsAPIInvalidAnswer):
        decode.event("get event", answer(body))


# --- Registration ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, b"", RegistrationResult()),
        (202, b"", RegistrationResult()),
        (204, b"", RegistrationResult()),
        (200, {}, RegistrationResult()),
        (201, {"status": "Success", "errorCode": None}, RegistrationResult()),
        (200, {"status": "Initiated", "purchaseId": "p"}, RegistrationResult(status="Initiated", purchase_id="p")),
        (
            200,
            {"status": "Redirect", "redirectUrl": "https://pay.example.org/", "purchaseId": "p"},
            RegistrationResult(status="Redirect", redirect_url="https://pay.example.org/", purchase_id="p"),
        ),
        (
            200,
            {"redirectUrl ": "https://pay.example.org/"},
            RegistrationResult(status="Redirect", redirect_url="https://pay.example.org/"),
        ),
        (200, {"status": None, "message": "thanks"}, RegistrationResult()),
    ],
)
def test_an_accepted_registration(status: int, body: Any, result: RegistrationResult) -> None:
    assert decode.registration_result("create registration", answer(body, status=status)) == result


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "Error", "errorCode": "EventNotLive"}, "EventNotLive"),
        ({"status": "Failure", "errorMessage": "no", "errorCode": "Made up"}, None),
        ({"status": "success"}, None),
        ({"status": "Waitlisted", "errorCode": 7}, None),
        ({"errorCode": "RegistrationsClosed"}, "RegistrationsClosed"),
        ({"errorMessage": "no"}, None),
    ],
)
def test_a_registration_with_another_status_is_refused(body: Any, code: str | None) -> None:
    with pytest.raises(EventsAPIRejected) as caught:
        decode.registration_result("create registration", answer(body))
    assert (caught.value.error_code, caught.value.status) == (code, 200)


@pytest.mark.parametrize("body", [b'{"status": "Succ', True, [], "Success", None, {"status": 7}, {"status": " "}])
def test_a_registration_whose_answer_cannot_be_read_is_open(body: Any) -> None:
    with pytest.raises(EventsAPIInvalidAnswer):
        decode.registration_result("create registration", answer(body))


def test_only_success_ends_a_payment() -> None:
    assert decode.finalization_result("finalize registration", answer({"status": "Success"})) == RegistrationResult()
    with pytest.raises(EventsAPIRejected):
        decode.finalization_result("finalize registration", answer({"status": "Initiated", "purchaseId": "p"}))
