"""The operations of both dialects: one row each, in the order of events-api/outbound-v2.md §3.

The router, the faults, the journal and the OpenAPI documents all read this table.
"""

import enum
from dataclasses import dataclass, field
from urllib.parse import unquote


class Dialect(enum.Enum):
    V2 = "v2.0"
    REALTIME = "v1.0"


BOTH = (Dialect.V2, Dialect.REALTIME)
V2_ONLY = (Dialect.V2,)
REALTIME_ONLY = (Dialect.REALTIME,)


class Needs(enum.Enum):
    """What a caller must show."""

    NOTHING = "nothing"
    TOKEN_IF_SET = "token unless images are open"  # noqa: S105 -- the name of a rule
    APPLICATION = "token and Origin"
    USER = "token, Origin and a signed-in user"


@dataclass(frozen=True)
class Operation:
    """`answer` names the schema of the 2xx body, with [] for a list of it."""

    name: str
    method: str
    path: str
    answer: str
    summary: str
    dialects: tuple[Dialect, ...] = BOTH
    needs: Needs = Needs.APPLICATION
    parameters: tuple[str, ...] = ()
    body: str | None = None
    segments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(self.path.split("/")))

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The path's values, decoded, or None when it is another path."""
        if len(segments) != len(self.segments):
            return None
        values = {}
        for expected, given in zip(self.segments, segments, strict=True):
            if expected.startswith("{"):
                values[expected[1:-1]] = unquote(given)
            elif expected != given:
                return None
        return values


_EVENT = "events/{readableEventId}"

OPERATIONS = (
    Operation(
        "list_published_events",
        "GET",
        "events/published",
        "Event[]",
        "All live events, past ones included, by start",
        parameters=("businessUnitId", "webappId"),
    ),
    Operation("get_event", "GET", _EVENT, "Event", "One live event"),
    Operation("list_sessions", "GET", f"{_EVENT}/sessions", "Session[]", "The live sessions of an event, by start"),
    Operation("list_tracks", "GET", f"{_EVENT}/tracks", "SessionTrack[]", "The live external tracks of an event"),
    Operation(
        "list_track_sessions", "GET", "tracks/{trackId}/sessions", "Session[]", "The live sessions of a track", V2_ONLY
    ),
    Operation("list_passes", "GET", f"{_EVENT}/passes", "Pass[]", "The passes of an event; none: the event is free"),
    Operation("list_speakers", "GET", f"{_EVENT}/speakers", "Speaker[]", "The speakers of an event's live sessions"),
    Operation(
        "get_speaker_image",
        "GET",
        "speakers/{speakerId}/image",
        "image",
        "A speaker's picture",
        needs=Needs.TOKEN_IF_SET,
    ),
    Operation("list_sponsorships", "GET", f"{_EVENT}/sponsorships", "Sponsorship[]", "The sponsors of an event"),
    Operation(
        "get_sponsorship_logo",
        "GET",
        "sponsorships/{sponsorshipId}/logo",
        "image",
        "The logo of a sponsorship",
        needs=Needs.TOKEN_IF_SET,
    ),
    Operation(
        "list_custom_registration_fields",
        "GET",
        f"{_EVENT}/custom-registration-fields",
        "CustomRegistrationField[]",
        "The questions of an event's registration, in order",
    ),
    Operation(
        "get_captcha", "GET", f"{_EVENT}/captcha", "Captcha", "A new captcha; the simulator's solution is `letmein`"
    ),
    Operation(
        "get_event_registration_count",
        "GET",
        f"{_EVENT}/registrations/count",
        "Count",
        "How many are registered; neither waitlisted nor cancelled ones count",
    ),
    Operation(
        "get_session_registration_count",
        "GET",
        "sessions/{sessionId}/registrations/count",
        "Count",
        "How many are registered for a session",
    ),
    Operation(
        "create_registration",
        "POST",
        f"{_EVENT}/registrations",
        "RegistrationResult",
        "Register up to 50 attendees",
        body="RegistrationRequest",
    ),
    Operation(
        "finalize_registration",
        "POST",
        f"{_EVENT}/registrations/finalize",
        "RegistrationResult",
        "Confirm a purchase without a payment; a demonstration facility",
        body="FinalizationRequest",
    ),
    Operation(
        "register_for_session",
        "POST",
        f"{_EVENT}/sessions/{{sessionId}}/registrations",
        "Boolean",
        "Add a session to the signed-in user's registration for a paid event",
        V2_ONLY,
        Needs.USER,
    ),
    Operation(
        "get_authenticated_user", "GET", "users/authenticated", "User", "The signed-in user, or an anonymous one"
    ),
    Operation(
        "list_user_registrations",
        "GET",
        "users/authenticated/registrations",
        "UserRegistration[]",
        "The signed-in user's registrations",
        V2_ONLY,
        Needs.USER,
    ),
    Operation(
        "list_user_waitlist_items",
        "GET",
        "users/authenticated/waitlist-items",
        "WaitlistItem[]",
        "The signed-in user's places on waitlists",
        V2_ONLY,
        Needs.USER,
    ),
    Operation(
        "cancel_user_registration",
        "POST",
        "users/authenticated/registrations/{registrationId}/cancel",
        "Boolean",
        "Cancel one of the signed-in user's event or session registrations",
        V2_ONLY,
        Needs.USER,
    ),
    Operation(
        "get_personal_calendar",
        "GET",
        "calendar/personal/ics",
        "calendar",
        "Events or sessions as an iCalendar file",
        V2_ONLY,
        Needs.NOTHING,
        parameters=("data", "api-version"),
    ),
    Operation("get_session", "GET", "sessions/{sessionId}", "Session", "One live session", REALTIME_ONLY),
    Operation(
        "get_event_qr_code", "GET", f"{_EVENT}/qrcode", "image", "The event's address as a QR code", REALTIME_ONLY
    ),
    Operation(
        "create_check_in",
        "POST",
        "checkins",
        "redirect",
        "Check in and go to redirectUri",
        REALTIME_ONLY,
        Needs.NOTHING,
        parameters=("redirectUri",),
    ),
    Operation("get_api_description", "GET", "doc/public-api.json", "object", "This document", BOTH, Needs.NOTHING),
)

OPERATION_NAMES = frozenset(operation.name for operation in OPERATIONS)


def find_operation(dialect: Dialect, method: str, path: str) -> tuple[Operation | None, dict[str, str], bool]:
    """The operation for a path relative to the dialect's base, its path values, and whether the path exists at all.

    One trailing slash is allowed, as a public client sends it (outbound-v2.md §2).
    """
    segments = path.removesuffix("/").split("/")
    known = False
    for operation in OPERATIONS:
        if dialect in operation.dialects and (values := operation.match(segments)) is not None:
            if operation.method == method or (method == "HEAD" and operation.method == "GET"):
                return operation, values, True
            known = True
    return None, {}, known
