"""Whether a submission may become registrations, checked in the order that events-api/differences.md §3 decided:

event exists → live → not closed → attendee count → multi-attendee → anonymous → captcha → required fields → pass →
sessions → capacity and waitlist. The first failure is reported with its code (codes.md §2).
"""

from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from portal.simulator.clock import Clock
from portal.simulator.exchange import MalformedBody
from portal.simulator.operations import Dialect
from portal.simulator.records import Event, Facts, Session
from portal.simulator.registrations import RegistrationBook, User
from portal.simulator.settings import Settings
from portal.simulator.timezones import zone_of
from portal.simulator.world import World

CAPTCHA_SOLUTION = "letmein"
MAX_ATTENDEES = 50
MAX_LENGTHS = {"firstName": 50, "lastName": 50, "email": 100}

TEXT, BOOLEAN, MULTIPLE_CHOICE, SINGLE_CHOICE = 100000000, 100000001, 100000002, 100000003

REASONS = {
    "EventNotFound": "The event does not exist.",
    "EventNotLive": "The event does not accept registrations.",
    "SessionNotLive": "A chosen session does not accept registrations.",
    "RegistrationsClosed": "Registration for this event has ended.",
    "AnonymousRegistrationNotAllowed": "Sign in before you register.",
    "MaximumNoAttendeesReached": "The event is full.",
    "MaximumSessionCapacityReached": "A chosen session is full.",
    "WaitlistRegistrationNotAllowedErrorMessage": "There is no waitlist.",
    "MultiAttendeeRegistrationNotEnabled": "Only one attendee can be registered at a time.",
    "TooManyAttendees": f"At most {MAX_ATTENDEES} attendees can be registered at a time.",
    "AttendeePassIdNotValid": "The pass of an attendee is not valid.",
    "AttendeeSessionIdNotValid": "A chosen session does not belong to this event.",
    "InsufficentNumberOfPasses": "There are not enough passes left.",
    "RequiredRegistrationFieldMissing": "A required answer is missing.",
    "InvalidValueForRequiredRegistrationField": "An answer is not valid.",
    "FinalizationNotAllowed": "The characters from the picture do not match.",
    "FinalizationNotEnabled": "Demo payment confirmation is not enabled.",
    "FinalizationAfterTimeLimit": "The purchase was not completed in time.",
}


class Refused(Exception):
    """A business failure: a code of codes.md §2 and its reason in words."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


def refuse(code: str) -> NoReturn:
    raise Refused(code)


class Validator:
    def __init__(self, world: World, book: RegistrationBook, settings: Settings, clock: Clock) -> None:
        self._world = world
        self._book = book
        self._settings = settings
        self._clock = clock

    def check(
        self, readable_event_id: str, body: dict[str, Any], dialect: Dialect, user: User | None
    ) -> tuple[Event, list[dict[str, Any]]]:
        """The event and its attendees. Raises Refused, or MalformedBody when the body has not the documented form."""
        attendees = _attendees(body)
        event = self._world.events.get(readable_event_id) or refuse("EventNotFound")
        if not event.live:
            refuse("EventNotLive")
        if self._closed(event):
            refuse("RegistrationsClosed")
        if len(attendees) > MAX_ATTENDEES:
            refuse("TooManyAttendees")
        if len(attendees) > 1 and not event.facts["enableMultiAttendeeRegistration"]:
            refuse("MultiAttendeeRegistrationNotEnabled")
        if dialect is Dialect.V2:
            self._check_user(event, user)
            self._check_captcha(event, body.get("hipObject"))
        for attendee in attendees:
            _check_answers(event, attendee)
        self._check_passes(event, attendees)
        for attendee in attendees:
            _check_sessions(event, attendee)
        self._check_event_room(event, attendees, dialect)
        self._check_session_room(event, attendees, dialect)
        return event, attendees

    def captcha_wanted(self, event: Event) -> bool:
        return bool(event.facts["enableCaptcha"]) or self._settings.captcha

    def captcha_solved(self, answer: Any) -> bool:
        """The right characters for a captcha that was given out. Case does not matter."""
        return (
            isinstance(answer, dict)
            and str(answer.get("Solution", "")).strip().lower() == CAPTCHA_SOLUTION
            and answer.get("FlowId") in self._book.captcha_flows
        )

    def _closed(self, event: Event) -> bool:
        """The end date counts in the event's zone (outbound-v2.md §5.1)."""
        stop = event.facts["stopRegistrationDate"]
        if not event.facts["setRegistrationEndDate"] or not stop:
            return False
        zone = ZoneInfo(zone_of(event.facts["timeZone"]))
        return self._clock.now() >= datetime.fromisoformat(str(stop)).replace(tzinfo=zone)

    def _check_user(self, event: Event, user: User | None) -> None:
        if self._settings.anonymous == "dialect" and not event.facts["allowAnonymousRegistrations"] and user is None:
            refuse("AnonymousRegistrationNotAllowed")

    def _check_captcha(self, event: Event, answer: Any) -> None:
        if self.captcha_wanted(event) and not self.captcha_solved(answer):
            refuse("FinalizationNotAllowed")

    def _check_passes(self, event: Event, attendees: list[dict[str, Any]]) -> None:
        """Free events know no pass, nor do waitlisted attendees; everybody else of a paid event needs one."""
        wanted = [str(each.get("passId") or "").lower() for each in attendees if not each.get("waitlisted")]
        known = {each.id: each for each in event.passes}
        for pass_id in wanted:
            if pass_id not in known and (pass_id or event.passes):
                refuse("AttendeePassIdNotValid")
        for pass_id, each in known.items():
            if wanted.count(pass_id) > max(0, each.allocated - self._book.passes_sold(event, each)):
                refuse("InsufficentNumberOfPasses")

    def _check_event_room(self, event: Event, attendees: list[dict[str, Any]], dialect: Dialect) -> None:
        waiting = sum(bool(each.get("waitlisted")) for each in attendees)
        if waiting and not event.facts["showWaitlist"]:
            refuse("WaitlistRegistrationNotAllowedErrorMessage")
        room = self._book.room_in_event(event)
        # Real-time puts whom there is no room for on the waitlist by itself (U27).
        waitlisted_anyway = dialect is Dialect.REALTIME and event.facts["showWaitlist"]
        if room is not None and len(attendees) - waiting > max(0, room) and not waitlisted_anyway:
            refuse("MaximumNoAttendeesReached")

    def _check_session_room(self, event: Event, attendees: list[dict[str, Any]], dialect: Dialect) -> None:
        wanted: dict[str, int] = {}
        for attendee in attendees:
            for choice in chosen_sessions(attendee):
                if choice.get("waitlisted") and not event.facts["showWaitlist"]:
                    refuse("WaitlistRegistrationNotAllowedErrorMessage")
                if not choice.get("waitlisted"):
                    session_id = str(choice["sessionId"]).lower()
                    wanted[session_id] = wanted.get(session_id, 0) + 1
        waitlisted_anyway = dialect is Dialect.REALTIME and event.facts["showWaitlist"]
        for session_id, number in wanted.items():
            room = self._book.room_in_session(
                event, session_of(event, session_id) or refuse("AttendeeSessionIdNotValid")
            )
            if room is not None and number > max(0, room) and not waitlisted_anyway:
                refuse("MaximumSessionCapacityReached")


def session_of(event: Event, session_id: Any) -> Session | None:
    wanted = str(session_id).lower()
    return next((session for session in event.sessions if session.id == wanted), None)


def chosen_sessions(attendee: dict[str, Any]) -> list[dict[str, Any]]:
    """The sessions an attendee wants; none for one who waits for a place at the event (§3.11)."""
    return [] if attendee.get("waitlisted") else list(attendee.get("attendeeSessions") or [])


def _attendees(body: dict[str, Any]) -> list[dict[str, Any]]:
    attendees = body.get("attendees")
    if not isinstance(attendees, list) or not attendees or not all(isinstance(each, dict) for each in attendees):
        raise MalformedBody("attendees must be a list of at least one attendee.")
    for attendee in attendees:
        for key in ("responses", "attendeeSessions"):
            parts = attendee.get(key)
            if parts is not None and not (isinstance(parts, list) and all(isinstance(each, dict) for each in parts)):
                raise MalformedBody(f"{key} must be a list of objects.")
    return attendees


def _check_answers(event: Event, attendee: dict[str, Any]) -> None:
    for name, limit in MAX_LENGTHS.items():
        value = attendee.get(name)
        if not isinstance(value, str) or not value.strip():
            refuse("RequiredRegistrationFieldMissing")
        if len(value) > limit or (name == "email" and "@" not in value):
            refuse("InvalidValueForRequiredRegistrationField")
    answers = {str(each.get("id")).lower(): each for each in attendee.get("responses") or []}
    for field in event.fields:
        answer = answers.get(str(field["customRegistrationFieldId"]).lower(), {})
        if _is_blank(answer):
            if field["isRequired"]:
                refuse("RequiredRegistrationFieldMissing")
        elif not _fits(field, answer):
            refuse("InvalidValueForRequiredRegistrationField")


def _is_blank(answer: dict[str, Any]) -> bool:
    return not str(answer.get("value") or "").strip() and not answer.get("values")


def _fits(field: Facts, answer: dict[str, Any]) -> bool:
    """Whether the answer is one that the field allows (outbound-v2.md §3.11)."""
    value, values = answer.get("value"), answer.get("values")
    choices = str(field["choices"] or "").split("\n")
    if field["type"] == BOOLEAN:
        return value in ("Yes", "No")
    if field["type"] == SINGLE_CHOICE:
        return value in choices
    if field["type"] == MULTIPLE_CHOICE:
        if isinstance(values, list):
            return all(each in choices for each in values)
        return isinstance(value, str) and _joined_from(value, choices)
    return isinstance(value, str)


def _joined_from(value: str, choices: list[str]) -> bool:
    """Whether the text is choices joined with ", ", although a choice may itself hold a comma."""
    return any(
        value == choice or (value.startswith(f"{choice}, ") and _joined_from(value[len(choice) + 2 :], choices))
        for choice in choices
        if choice
    )


def _check_sessions(event: Event, attendee: dict[str, Any]) -> None:
    """Sessions can be chosen where the event has a custom agenda, each once."""
    chosen = [str(choice.get("sessionId")).lower() for choice in chosen_sessions(attendee)]
    if chosen and (not event.facts["allowCustomAgenda"] or len(set(chosen)) < len(chosen)):
        refuse("AttendeeSessionIdNotValid")
    for session_id in chosen:
        session = session_of(event, session_id) or refuse("AttendeeSessionIdNotValid")
        if not session.live:
            refuse("SessionNotLive")
