"""The schemas of the OpenAPI documents: what events-api/outbound-v2.md §4 and realtime-v1.md §5 say the fields are."""

from typing import Any

Schema = dict[str, Any]


def _type(kind: str, **more: Any) -> Schema:
    return {"type": kind, **more}


def _text(limit: int | None = None, **more: Any) -> Schema:
    return _type("string", **({"maxLength": limit} if limit else {}), **more)


def _nullable(schema: Schema) -> Schema:
    return {**schema, "nullable": True}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable_ref(name: str) -> Schema:
    return {"nullable": True, "allOf": [_ref(name)]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Schema], required: tuple[str, ...] | None = None) -> Schema:
    """An object; unless said otherwise every property is always there, blank ones as null."""
    return {"type": "object", "properties": properties, "required": list(properties if required is None else required)}


_GUID = _text(format="uuid")
_INTEGER = _type("integer")
_BOOLEAN = _type("boolean")
_CHOICE = _nullable(_type("integer", description="An option set value."))
_WALL = _text(
    description="Wall clock in the event's zone, without offset.", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"
)
_INSTANT = _text(format="date-time", description="The same instant in UTC.")
_CUSTOM_FIELDS = _type("object", description="Configured extra columns by logical name.", additionalProperties=True)
_ZONE = _nullable(_type("integer", description="A Dataverse time-zone code."))
_PLACE = {"building": _nullable_ref("Building"), "room": _nullable_ref("Room")}

_EVENT = {
    "eventId": _GUID,
    "readableEventId": _text(500),
    "eventName": _text(100),
    "description": _nullable(_text(2000)),
    "eventFormat": _CHOICE,
    "eventType": _CHOICE,
    "eventLanguage": _CHOICE,
    "startDate": _WALL,
    "endDate": _WALL,
    "startDateUTC": _INSTANT,
    "endDateUTC": _INSTANT,
    "timeZone": _ZONE,
    "timeZoneName": _nullable(_text(100)),
    "maxCapacity": _type("integer", minimum=0, maximum=50000),
    "isCapacityRestricted": _BOOLEAN,
    "showWaitlist": _BOOLEAN,
    "autoregisterWaitlistItems": _BOOLEAN,
    "showAutomaticRegistrationCheckbox": _BOOLEAN,
    "allowAnonymousRegistrations": _BOOLEAN,
    "allowCustomAgenda": _BOOLEAN,
    "enableMultiAttendeeRegistration": _BOOLEAN,
    "enableCaptcha": _nullable({**_BOOLEAN, "description": "Null in the list of the real-time dialect."}),
    "setRegistrationEndDate": _BOOLEAN,
    "stopRegistrationDate": _nullable(_WALL),
    "websiteMessage": _nullable(_text(3000)),
    "registrationForm": _nullable(_text(description="HTML; null in the list of the real-time dialect.")),
    "publicEventUrl": _nullable(_text(1000)),
    "image": _nullable(_text(description="An absolute address.")),
    **_PLACE,
    "customFields": _CUSTOM_FIELDS,
}

_PLAIN_SESSION = {
    "id": _GUID,
    "name": _text(100),
    "startTime": _WALL,
    "endTime": _WALL,
    "startTimeUTC": _INSTANT,
    "endTimeUTC": _INSTANT,
    "timeZone": _ZONE,
    "sessionSummary": _nullable(_text(700)),
    "detailedDescription": _nullable(_text(2000)),
    "sessionObjectives": _nullable(_text(2000)),
    "sessionPreRequisites": _nullable(_text(2000)),
    "sessionFormat": _CHOICE,
    "sessionType": _CHOICE,
    "language": _CHOICE,
    "camerasPermitted": _CHOICE,
    "recordingsPermitted": _CHOICE,
    "maxCapacity": _INTEGER,
    "isCapacityRestricted": _BOOLEAN,
    "registrationCount": _type("integer", minimum=0),
    "userEligibleToRegister": _BOOLEAN,
    "alreadyRegistered": _BOOLEAN,
    **_PLACE,
    "speakers": {**_list(_ref("Speaker")), "nullable": True, "description": "Null in a session within another object."},
    "customFields": _CUSTOM_FIELDS,
}

_SPEAKER = {
    "id": _GUID,
    "name": _text(100),
    **dict.fromkeys(("title", "about", "accomplishments", "publications"), _nullable(_text())),
    **dict.fromkeys(("email", "website", "blog", "linkedin", "twitter"), _nullable(_text())),
    "image": _nullable(_text()),
    "imageUrl": _nullable(_text(description="Relative to the base of the API.")),
    "sessions": {**_list(_ref("Session")), "description": "Empty in a speaker within a session."},
    "customFields": _CUSTOM_FIELDS,
}

_BUILDING = {
    "id": _GUID,
    "name": _text(),
    "addressComposite": _text(description="Six blanks when there is no address."),
    **dict.fromkeys(
        ("description", "addressLine1", "addressLine2", "addressLine3", "city", "stateProvince", "postalCode"),
        _nullable(_text()),
    ),
    **dict.fromkeys(
        ("country", "telephone1", "telephone2", "telephone3", "email", "website", "additionalFacilities"),
        _nullable(_text()),
    ),
    **dict.fromkeys(("wifiSSID", "wifiPassword"), _nullable(_text())),
    **dict.fromkeys(("accessibleToilets", "disabledAccess", "disabledParking"), _BOOLEAN),
    **dict.fromkeys(("publicTelephoneAvailable", "wifiAvailable"), _BOOLEAN),
    "customFields": _CUSTOM_FIELDS,
}

_ATTENDEE = _object(
    {
        "firstName": _text(50),
        "lastName": _text(50),
        "email": _text(100),
        "passId": _nullable(_text(description="Empty for free events and for whoever waits.")),
        "waitlisted": _BOOLEAN,
        "autoRegister": _BOOLEAN,
        "responses": _list(
            _object(
                {"id": _text(), "value": _nullable(_text()), "values": _nullable(_list(_text()))},
                required=("id", "value"),
            )
        ),
        "attendeeSessions": _list(_object({"sessionId": _GUID, "waitlisted": _BOOLEAN}, required=("sessionId",))),
    },
    required=("firstName", "lastName", "email"),
)

_HIP_OBJECT = _nullable(
    {
        **_object({"Solution": _text(), "Token": _text(), "Type": _text(), "FlowId": _text()}, required=()),
        "description": "The answer to the captcha where the event wants one. The simulator's solution is `letmein`.",
    }
)

SCHEMAS: dict[str, Schema] = {
    "Event": _object(_EVENT),
    "Session": _object(_PLAIN_SESSION),
    "SessionTrack": _object(
        {"id": _GUID, "name": _text(), "description": _nullable(_text()), "customFields": _CUSTOM_FIELDS}
    ),
    "Pass": _object(
        {
            "passId": _GUID,
            "passName": _text(),
            "price": _type("number"),
            "currencySymbol": _text(),
            "numberOfPassesLeft": _INTEGER,
            "numberOfPassesSold": _INTEGER,
            "sessions": _list(_ref("Session")),
            "customFields": _CUSTOM_FIELDS,
        }
    ),
    "Speaker": _object(_SPEAKER),
    "Sponsorship": _object(
        {
            "id": _GUID,
            "description": _nullable(_text()),
            "sponsorshipTopic": _nullable(_text()),
            "sponsorId": _GUID,
            "sponsorName": _nullable(_text()),
            "customFields": _CUSTOM_FIELDS,
        }
    ),
    "Building": _object(_BUILDING),
    "Room": _object(
        {
            "id": _GUID,
            "name": _text(),
            "description": _nullable(_text()),
            "disabledAccess": _BOOLEAN,
            "customFields": _CUSTOM_FIELDS,
        }
    ),
    "CustomRegistrationField": _object(
        {
            "customRegistrationFieldId": _GUID,
            "text": _text(),
            "type": _type("integer", enum=[100000000, 100000001, 100000002, 100000003]),
            "isRequired": _BOOLEAN,
            "choices": _nullable(_text(description="Separated by line feeds.")),
            "customFields": _CUSTOM_FIELDS,
        }
    ),
    "Captcha": _object(dict.fromkeys(("FlowId", "HipUrl", "ObjectName", "FunctionName"), _text())),
    "Count": _type("integer", minimum=0),
    "Boolean": _BOOLEAN,
    "RegistrationRequest": _object(
        {"attendees": {**_list(_ref("Attendee")), "minItems": 1, "maxItems": 50}, "hipObject": _HIP_OBJECT},
        required=("attendees",),
    ),
    "Attendee": _ATTENDEE,
    "FinalizationRequest": _object({"purchaseId": _GUID, "hipObject": _HIP_OBJECT}, required=("purchaseId",)),
    "RegistrationResult": _object(
        {
            "status": _text(enum=["Success", "Initiated", "Redirect", "Error"]),
            "errorMessage": _nullable(_text()),
            "errorCode": _nullable(_text()),
            "redirectUrl": _nullable(_text()),
            "purchaseId": _nullable(_GUID),
        }
    ),
    "PaymentRedirect": _object({"redirectUrl": _text()}),
    "User": _object(
        {
            **dict.fromkeys(("id", "firstName", "lastName", "email"), _nullable(_text())),
            "isAnonymous": _BOOLEAN,
        }
    ),
    "UserRegistration": _object(
        {
            "id": _GUID,
            "contact": _text(),
            "email": _text(),
            "event": _text(),
            "pass": _text(description="Empty without a pass."),
            "createdon": _INSTANT,
            "sessionRegistrations": _list(_object({"id": _GUID, "sessionName": _text(), "createdon": _INSTANT})),
        }
    ),
    "WaitlistItem": _object(
        {
            "id": _GUID,
            "invited": _BOOLEAN,
            "autoRegister": _BOOLEAN,
            "contact": _text(),
            "email": _text(),
            "event": _text(),
            "session": _nullable(_text(description="Null for a place at the event itself.")),
            "createdon": _INSTANT,
        }
    ),
    "Error": _object({"message": _text(), "Message": _text()}, required=("Message",)),
}

V2_ONLY_SCHEMAS = ("UserRegistration", "WaitlistItem", "Boolean")
REALTIME_ONLY_SCHEMAS = ("PaymentRedirect",)
