"""Request bodies, key by key."""

import json
from typing import Any

from portal.events_api import encode
from portal.events_api.types import Answer, Attendee, AttendeeSession, CaptchaSolution, Registration
from tests.contract.samples import sample

CAPTCHA = CaptchaSolution(
    solution="k3x9", token="opaque-token", type="visual", flow_id="1d6f0a52-0000-4000-8000-000000000001"
)


def attendee(**fields: Any) -> Attendee:
    return Attendee(**({"first_name": "Ada", "last_name": "Example", "email": "ada@example.org"} | fields))


def test_a_v2_registration_has_every_key_of_microsoft_s_client() -> None:
    registration = Registration(
        attendees=(
            attendee(
                answers=(
                    Answer(field_id="0f9d0000-0000-4000-8000-000000000001", value="Vegetarian"),
                    Answer(field_id="0f9d0000-0000-4000-8000-000000000003", value="Mon, Tue", values=("Mon", "Tue")),
                ),
                sessions=(AttendeeSession(session_id="7a1c0000-0000-4000-8000-000000000001"),),
            ),
        ),
        captcha=CAPTCHA,
    )
    assert json.loads(encode.outbound_registration(registration)) == sample("outbound-v2", "registration-request")


def test_a_real_time_registration_has_the_documented_keys_only() -> None:
    registration = Registration(
        attendees=(
            Attendee(
                first_name="Ida",
                last_name="Sample",
                email="ida@example.org",
                pass_id="c41e0000-0000-4000-8000-000000000001",
                auto_register=True,
                answers=(
                    Answer(field_id="jobtitle", value="Harbour pilot", values=("Harbour pilot",)),
                    Answer(field_id="customUnmappedField1", value="Vegetarian"),
                ),
                sessions=(AttendeeSession(session_id="2b9d0000-0000-4000-8000-000000000001", waitlisted=True),),
            ),
        ),
        captcha=CAPTCHA,
    )
    assert json.loads(encode.realtime_registration(registration)) == sample("realtime-v1", "registration-request")


def test_without_captcha_there_is_no_hip_object() -> None:
    body = json.loads(encode.outbound_registration(Registration(attendees=(attendee(),))))
    assert body.keys() == {"attendees"}


def test_a_free_event_has_an_empty_pass_in_v2_and_none_in_real_time() -> None:
    registration = Registration(attendees=(attendee(),))
    assert json.loads(encode.outbound_registration(registration))["attendees"][0]["passId"] == ""
    assert "passId" not in json.loads(encode.realtime_registration(registration))["attendees"][0]


def test_a_waitlisted_attendee_has_neither_pass_nor_sessions() -> None:
    registration = Registration(
        attendees=(
            attendee(waitlisted=True, auto_register=True, pass_id="p", sessions=(AttendeeSession(session_id="s"),)),
        )
    )
    outbound = json.loads(encode.outbound_registration(registration))["attendees"][0]
    realtime = json.loads(encode.realtime_registration(registration))["attendees"][0]
    assert (outbound["passId"], outbound["attendeeSessions"], outbound["autoRegister"]) == ("", [], True)
    assert (realtime.get("passId"), realtime["attendeeSessions"], realtime["waitlisted"]) == (None, [], True)


def test_the_answer_is_posted_back_exactly() -> None:
    value = 'L, "large" \\ <b> 👩‍👧'
    registration = Registration(attendees=(attendee(answers=(Answer(field_id="f", value=value),)),))
    body = json.loads(encode.outbound_registration(registration))
    assert body["attendees"][0]["responses"] == [{"id": "f", "value": value, "values": None}]


def test_a_finalisation_repeats_the_captcha_or_says_there_was_none() -> None:
    assert json.loads(encode.finalization("c0ffee", CAPTCHA)) == {
        "purchaseId": "c0ffee",
        "hipObject": sample("outbound-v2", "registration-request")["hipObject"],
    }
    assert json.loads(encode.finalization("c0ffee", None)) == {
        "purchaseId": "c0ffee",
        "hipObject": {"Solution": "", "Token": "", "Type": "", "FlowId": ""},
    }


def test_filters_hold_only_what_is_set() -> None:
    assert encode.list_filters(webapp_id="w", business_unit_id=None) == {"webappId": "w"}
    assert encode.list_filters(webapp_id=None, business_unit_id="b") == {"businessUnitId": "b"}
    assert encode.list_filters(webapp_id=None, business_unit_id=None) == {}
