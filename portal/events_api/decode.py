"""Answers of the events API -> records. Pure. With ``records.py`` and ``encode.py`` the only place of wire names.

A wrong value costs its field, a missing identity its item, each counted as a ``Loss``; an error is raised only when the
whole answer is unusable. Every function takes the operation (for the error's text) and the response, and raises what
``answers.check_status`` and ``answers.read_json`` raise.

Facts: events-api/outbound-v2.md §3 and §4, realtime-v1.md §5 and §6.3, differences.md §4.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from portal.events_api.answers import Response, check_status, invalid, known_error_code, read_json
from portal.events_api.errors import EventsAPINotFound, EventsAPIRejected
from portal.events_api.fields import IdentityMissing, Item, items_of, read_each
from portal.events_api.records import (
    read_captcha,
    read_custom_field,
    read_event,
    read_pass,
    read_session,
    read_speaker,
    read_sponsorship,
    read_track,
    read_user,
)
from portal.events_api.types import (
    Captcha,
    CustomField,
    Decoded,
    Event,
    Loss,
    Pass,
    RegistrationResult,
    Session,
    Speaker,
    Sponsorship,
    Track,
    User,
)

T = TypeVar("T")

ACCEPTED, INITIATED, REDIRECT = "Success", "Initiated", "Redirect"


def events(operation: str, response: Response) -> Decoded[tuple[Event, ...]]:
    """Read the list of published events. A 404 is a fault of the configuration: an empty list is ``[]``."""
    check_status(operation, response, whole_list=True)
    return _list(operation, response, read_event, identity="readableEventId")


def event(operation: str, response: Response) -> Decoded[Event]:
    """Read one event. 204 and ``null`` mean the same as 404."""
    return _one(operation, response, read_event)


def sessions(operation: str, response: Response) -> Decoded[tuple[Session, ...]]:
    """Read sessions. One without zone is in "UTC", uncertain: see ``timezones.in_event_zone``."""
    check_status(operation, response)
    return _list(operation, response, read_session, identity="id")


def session(operation: str, response: Response) -> Decoded[Session]:
    """Read one session. 204 and ``null`` mean the same as 404."""
    return _one(operation, response, read_session)


def tracks(operation: str, response: Response) -> Decoded[tuple[Track, ...]]:
    """Read tracks."""
    check_status(operation, response)
    return _list(operation, response, read_track, identity="id")


def passes(operation: str, response: Response) -> Decoded[tuple[Pass, ...]]:
    """Read passes. Empty, or ``null``, for a free event."""
    check_status(operation, response)
    return _list(operation, response, read_pass, identity="passId", null_is_empty=True)


def speakers(operation: str, response: Response) -> Decoded[tuple[Speaker, ...]]:
    """Read speakers, without their e-mail address."""
    check_status(operation, response)
    return _list(operation, response, read_speaker, identity="id")


def sponsorships(operation: str, response: Response) -> Decoded[tuple[Sponsorship, ...]]:
    """Read sponsorships."""
    check_status(operation, response)
    return _list(operation, response, read_sponsorship, identity="id")


def custom_registration_fields(operation: str, response: Response) -> Decoded[tuple[CustomField, ...]]:
    """Read the questions of a registration, in the organiser's order."""
    check_status(operation, response)
    return _list(operation, response, read_custom_field, identity="customRegistrationFieldId")


def captcha(operation: str, response: Response) -> Decoded[Captcha]:
    """Read a captcha."""
    return _one(operation, response, read_captcha)


def user(operation: str, response: Response) -> Decoded[User]:
    """Read the user the API believes is calling."""
    return _one(operation, response, read_user)


def count(operation: str, response: Response) -> Decoded[int]:
    """Read a number of registrations: ``15``, or ``{"count": 15}``."""
    check_status(operation, response)
    tree = read_json(operation, response)
    number = tree.get("count") if isinstance(tree, dict) else tree
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        invalid(operation, response)
    return Decoded(value=number)


def registration_result(operation: str, response: Response) -> RegistrationResult:
    """Read what became of a registration.

    Any 2xx without a status is an acceptance, with or without a body (differences.md U3).

    Raises EventsAPIRejected for a status that means failure.
    """
    check_status(operation, response)
    if not response.body.strip():
        return RegistrationResult()
    tree = read_json(operation, response)
    if not isinstance(tree, dict):
        invalid(operation, response)
    # Microsoft's documentation prints a key with a stray blank: "redirectUrl ".
    result = Item({key.strip(): value for key, value in tree.items()}, "$", [])
    refused = result.present("errorCode") or result.present("errorMessage")
    redirect_url, purchase_id = result.text("redirectUrl"), result.text("purchaseId")
    if result.present("status"):
        status = result.text("status")
        if status is None:
            invalid(operation, response)
        refused = status not in (ACCEPTED, INITIATED, REDIRECT)
    else:
        status = REDIRECT if redirect_url else ACCEPTED
    if refused:
        raise EventsAPIRejected(
            operation, status=response.status, error_code=known_error_code(result.text("errorCode"))
        )
    return RegistrationResult(status=status, redirect_url=redirect_url, purchase_id=purchase_id)


def finalization_result(operation: str, response: Response) -> RegistrationResult:
    """Read what became of a payment: only "Success" counts. Raises EventsAPIRejected for anything else."""
    result = registration_result(operation, response)
    if result.status != ACCEPTED:
        raise EventsAPIRejected(operation, status=response.status)
    return result


def _list(
    operation: str,
    response: Response,
    read: Callable[[Item], T],
    *,
    identity: str,
    null_is_empty: bool = False,
) -> Decoded[tuple[T, ...]]:
    tree = read_json(operation, response)
    if tree is None and null_is_empty:
        return Decoded(value=())
    if not isinstance(tree, list):
        invalid(operation, response)
    losses: list[Loss] = []
    records = read_each(items_of(tree, "$", losses), read, identity=identity)
    return Decoded(value=records, losses=tuple(losses))


def _one(operation: str, response: Response, read: Callable[[Item], T]) -> Decoded[T]:
    check_status(operation, response)
    tree = None if response.status == 204 else read_json(operation, response)
    if tree is None:
        raise EventsAPINotFound(operation, "not_found", status=response.status)
    losses: list[Loss] = []
    record = None
    if isinstance(tree, dict):
        with suppress(IdentityMissing):
            record = read(Item(tree, "$", losses))
    if record is None:
        invalid(operation, response)
    return Decoded(value=record, losses=tuple(losses))
