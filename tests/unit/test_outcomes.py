"""What each failure of the API means for a registration: the table of design/faults.md §1, column "posting"."""

from __future__ import annotations

import pytest

from portal.events_api.errors import (
    EventsAPIConfigurationRefused,
    EventsAPIError,
    EventsAPIInvalidAnswer,
    EventsAPINotFound,
    EventsAPIRejected,
    EventsAPIUnavailable,
    OperationNotOffered,
)
from portal.services.registration.outcomes import Outcome, Verdict, outcome_of, verdict_on

POST = "create registration"


def unavailable(kind: str, status: int | None = None, *, sent: bool = True) -> EventsAPIError:
    return EventsAPIUnavailable(POST, kind, status=status, sent=sent)


def misconfigured(kind: str, status: int | None = None, *, sent: bool = True) -> EventsAPIError:
    return EventsAPIConfigurationRefused(POST, kind, status=status, sent=sent)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (unavailable("dns", sent=False), Verdict.WAIT),
        (unavailable("unreachable", sent=False), Verdict.WAIT),
        (unavailable("tls", sent=False), Verdict.WAIT),
        (unavailable("timeout", sent=False), Verdict.WAIT),
        (unavailable("timeout"), Verdict.UNCERTAIN),
        (unavailable("broken"), Verdict.UNCERTAIN),
        (unavailable("broken", 200), Verdict.UNCERTAIN),
        (unavailable("unavailable", 429), Verdict.WAIT),
        (unavailable("unavailable", 503), Verdict.WAIT),
        (unavailable("unavailable", 500), Verdict.UNCERTAIN),
        (unavailable("unavailable", 502), Verdict.UNCERTAIN),
        (unavailable("unavailable", 504), Verdict.UNCERTAIN),
        (unavailable("unavailable", 507), Verdict.UNCERTAIN),
        (misconfigured("bad_url", sent=False), Verdict.PAUSE),
        (misconfigured("forbidden_address", sent=False), Verdict.PAUSE),
        (OperationNotOffered(POST), Verdict.PAUSE),
        (misconfigured("auth", 401), Verdict.PAUSE),
        (misconfigured("auth", 403), Verdict.PAUSE),
        (misconfigured("redirect", 302), Verdict.PAUSE),
        (misconfigured("refused", 400), Verdict.EXAMINE),
        (misconfigured("not_json", 200), Verdict.UNCERTAIN),
        (EventsAPINotFound(POST, "not_found", status=404), Verdict.EXAMINE),
        (EventsAPINotFound(POST, "not_found", sent=False), Verdict.EXAMINE),
        (EventsAPIInvalidAnswer(POST, "bad_json", status=200), Verdict.UNCERTAIN),
        (EventsAPIInvalidAnswer(POST, "too_big", status=200), Verdict.UNCERTAIN),
        (EventsAPIRejected(POST, status=200), Verdict.REJECT),
        (EventsAPIRejected(POST, status=200, error_code="RegistrationsClosed"), Verdict.REJECT),
        (EventsAPIRejected(POST, status=400, error_code="RegistrationsClosed"), Verdict.REJECT),
        (EventsAPIRejected(POST, status=409), Verdict.EXAMINE),
        (EventsAPIRejected(POST, status=200, error_code="RequestTimedOut"), Verdict.UNCERTAIN),
    ],
    ids=lambda value: f"{value}{'' if getattr(value, 'sent', True) else ', not sent'}",
)
def test_what_follows_from_a_failure(error: EventsAPIError, verdict: Verdict) -> None:
    assert verdict_on(error) is verdict


def test_a_kind_nobody_knows_is_never_sent_again() -> None:
    assert verdict_on(unavailable("something_new", 599)) is Verdict.UNCERTAIN


def test_a_full_event_is_told_apart_from_one_without_room_for_all() -> None:
    assert outcome_of("MaximumNoAttendeesReached", people=1) is Outcome.FULL_MEANWHILE
    assert outcome_of("MaximumNoAttendeesReached", people=2) is Outcome.PLACES_MEANWHILE
