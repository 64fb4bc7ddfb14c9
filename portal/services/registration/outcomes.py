"""What an answer of the API means for a registration: the tables of design/faults.md §1 and forms.md §5 and §10."""

from __future__ import annotations

from enum import StrEnum

from portal.events_api.errors import EventsAPIError, EventsAPIRejected


class Outcome(StrEnum):
    """Why a registration was refused: text keys of forms.md §8."""

    CLOSED_MEANWHILE = "closed_meanwhile"
    FULL_MEANWHILE = "full_meanwhile"
    PLACES_MEANWHILE = "places_meanwhile"  # not enough for the whole party
    SESSION_FULL_MEANWHILE = "session_full_meanwhile"
    SESSION_GONE = "session_gone"  # back to the sessions: one is no longer available
    FULL = "full"  # and there is no waitlist
    TOO_MANY_PEOPLE = "too_many_people"  # back to the attendees, with the limit
    PASS_GONE = "pass_gone"  # noqa: S105 -- the pass of an event
    ANSWER_MISSING = "answer_missing"  # back to the questions
    ANSWER_REFUSED = "answer_refused"  # the same
    SIGN_IN_NEEDED = "sign_in_needed"
    CAPTCHA_REFUSED = "captcha_refused"  # back to the captcha
    GONE = "gone"  # the event is no longer listed
    REJECTED = "rejected"


class Verdict(StrEnum):
    """What to do with a registration after an attempt that brought no acceptance."""

    WAIT = "wait"  # surely not processed, the API is out of reach: try again
    PAUSE = "pause"  # surely not processed, the connection's settings are refused: nothing else will get through
    EXAMINE = "examine"  # surely not processed; why has to be found out: the event, the connection or this registration
    UNCERTAIN = "uncertain"  # nobody can know
    REJECT = "reject"


_OUTCOMES = {
    "EventNotFound": Outcome.GONE,
    "EventNotLive": Outcome.GONE,
    "RegistrationsClosed": Outcome.CLOSED_MEANWHILE,
    "MaximumNoAttendeesReached": Outcome.FULL_MEANWHILE,
    "MaximumSessionCapacityReached": Outcome.SESSION_FULL_MEANWHILE,
    "SessionNotLive": Outcome.SESSION_GONE,
    "AttendeeSessionIdNotValid": Outcome.SESSION_GONE,
    "WaitlistRegistrationNotAllowedErrorMessage": Outcome.FULL,
    "MultiAttendeeRegistrationNotEnabled": Outcome.TOO_MANY_PEOPLE,
    "TooManyAttendees": Outcome.TOO_MANY_PEOPLE,
    "InsufficentNumberOfPasses": Outcome.PASS_GONE,
    "AttendeePassIdNotValid": Outcome.PASS_GONE,
    "RequiredRegistrationFieldMissing": Outcome.ANSWER_MISSING,
    "InvalidValueForRequiredRegistrationField": Outcome.ANSWER_REFUSED,
    "AnonymousRegistrationNotAllowed": Outcome.SIGN_IN_NEEDED,
    "FinalizationNotAllowed": Outcome.CAPTCHA_REFUSED,  # differences.md U20: reused for a wrong captcha
}

# By kind, once the request may have reached the API. What is not named: nobody can know.
_AFTER_SENDING = {
    "auth": Verdict.PAUSE,
    "redirect": Verdict.PAUSE,
    "not_found": Verdict.EXAMINE,
    "refused": Verdict.EXAMINE,
}
_REFUSED_FOR_NOW = {429, 503}
_SETTINGS_AT_FAULT = {"bad_url", "forbidden_address", "not_offered"}


def outcome_of(error_code: str | None, *, people: int) -> Outcome:
    """The reason to show for an error code. ``people``: how many asked for a place."""
    outcome = _OUTCOMES.get(error_code or "", Outcome.REJECTED)
    if outcome is Outcome.FULL_MEANWHILE and people > 1:
        return Outcome.PLACES_MEANWHILE
    return outcome


def verdict_on(error: EventsAPIError) -> Verdict:
    """What follows from a failed attempt to register."""
    if not error.sent and error.kind != "not_found":
        return Verdict.PAUSE if error.kind in _SETTINGS_AT_FAULT else Verdict.WAIT
    if isinstance(error, EventsAPIRejected):
        if error.error_code == "RequestTimedOut":
            return Verdict.UNCERTAIN
        answered = error.status is not None and 200 <= error.status < 300
        return Verdict.REJECT if answered or error.error_code else Verdict.EXAMINE
    if error.kind == "unavailable" and error.status in _REFUSED_FOR_NOW:
        return Verdict.WAIT
    return _AFTER_SENDING.get(error.kind, Verdict.UNCERTAIN)
