"""Records -> what is sent: request bodies and query parameters. Pure.

A waitlisted attendee has neither pass nor sessions, whatever the record says: the API reads them as a registration.

Facts: events-api/outbound-v2.md §3.11 and §3.12, realtime-v1.md §4 and §6.1, differences.md §3.
"""

from __future__ import annotations

import msgspec

from portal.events_api.types import Attendee, CaptchaSolution, Registration

_NO_CAPTCHA = CaptchaSolution(solution="", token="", type="", flow_id="")  # the documented value for "no captcha"


def list_filters(*, webapp_id: str | None, business_unit_id: str | None) -> dict[str, str]:
    """Return the query of the list of events: only what is set."""
    filters = {"businessUnitId": business_unit_id, "webappId": webapp_id}
    return {name: value for name, value in filters.items() if value}


def outbound_registration(registration: Registration) -> bytes:
    """Return a registration as Microsoft's v2.0 client sends it: every key, and ``hipObject`` only with a captcha."""
    body: dict[str, object] = {"attendees": [_outbound_attendee(attendee) for attendee in registration.attendees]}
    if registration.captcha is not None:
        body["hipObject"] = _hip_object(registration.captcha)
    return msgspec.json.encode(body)


def realtime_registration(registration: Registration) -> bytes:
    """Return a registration with the documented keys of the real-time API and no other; it has no captcha."""
    return msgspec.json.encode({"attendees": [_realtime_attendee(attendee) for attendee in registration.attendees]})


def finalization(purchase_id: str, captcha: CaptchaSolution | None) -> bytes:
    """Return the body that ends a demo payment. The captcha is the registration's own."""
    return msgspec.json.encode({"purchaseId": purchase_id, "hipObject": _hip_object(captcha or _NO_CAPTCHA)})


def _outbound_attendee(attendee: Attendee) -> dict[str, object]:
    sessions = () if attendee.waitlisted else attendee.sessions
    return _person(attendee) | {
        "passId": "" if attendee.waitlisted else attendee.pass_id or "",
        "waitlisted": attendee.waitlisted,
        "autoRegister": attendee.auto_register,
        "responses": [
            {"id": answer.field_id, "value": answer.value, "values": answer.values} for answer in attendee.answers
        ],
        "attendeeSessions": [
            {"sessionId": session.session_id, "waitlisted": session.waitlisted} for session in sessions
        ],
    }


def _realtime_attendee(attendee: Attendee) -> dict[str, object]:
    sessions = () if attendee.waitlisted else attendee.sessions
    body = _person(attendee) | {
        "waitlisted": attendee.waitlisted,
        "responses": [{"id": answer.field_id, "value": answer.value} for answer in attendee.answers],
        "attendeeSessions": [{"sessionId": session.session_id} for session in sessions],
    }
    if attendee.pass_id and not attendee.waitlisted:
        body["passId"] = attendee.pass_id
    return body


def _person(attendee: Attendee) -> dict[str, object]:
    return {"firstName": attendee.first_name, "lastName": attendee.last_name, "email": attendee.email}


def _hip_object(captcha: CaptchaSolution) -> dict[str, str]:
    return {
        "Solution": captcha.solution,
        "Token": captcha.token,
        "Type": captcha.type,
        "FlowId": captcha.flow_id,
    }
