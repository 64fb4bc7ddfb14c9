"""The POST operations, and what concerns the signed-in user."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from portal.simulator.access import refusal, signed_in_user
from portal.simulator.clock import Clock
from portal.simulator.exchange import MalformedBody, Request, Response, json_response
from portal.simulator.operations import Dialect
from portal.simulator.records import Event
from portal.simulator.registrations import (
    CANCELLED,
    ON_HOLD,
    REGISTERED,
    TEMPORARY,
    WAITLISTED,
    Registration,
    RegistrationBook,
    SessionRegistration,
)
from portal.simulator.settings import Settings
from portal.simulator.validation import REASONS, Refused, Validator, chosen_sessions, refuse, session_of
from portal.simulator.world import World

ANONYMOUS = {"id": None, "firstName": None, "lastName": None, "email": None, "isAnonymous": True}


class Writing:
    """Answers of one dialect. Methods are named after operations and take the request and the path's values."""

    def __init__(
        self, dialect: Dialect, world: World, book: RegistrationBook, settings: Settings, clock: Clock
    ) -> None:
        self._dialect = dialect
        self._world = world
        self._book = book
        self._settings = settings
        self._clock = clock
        self._validator = Validator(world, book, settings, clock)

    def create_registration(self, request: Request, values: dict[str, str]) -> Response:
        try:
            body = request.json_object()
            with self._world.lock:
                user = signed_in_user(request) if self._dialect is Dialect.V2 else None
                event, attendees = self._validator.check(values["readableEventId"], body, self._dialect, user)
                return self._accept(event, attendees, body, request)
        except MalformedBody as error:
            return refusal(self._dialect, 400, str(error))
        except Refused as refused:
            return self._failure(refused.code)

    def finalize_registration(self, request: Request, values: dict[str, str]) -> Response:
        try:
            body = request.json_object()
            with self._world.lock:
                self._finalize(values["readableEventId"], body)
        except MalformedBody as error:
            return refusal(self._dialect, 400, str(error))
        except Refused as refused:
            return self._failure(refused.code)
        return self._result("Success")

    def register_for_session(self, request: Request, values: dict[str, str]) -> Response:
        event = self._world.live_event(values["readableEventId"])
        found = self._world.live_session(values["sessionId"])
        user = signed_in_user(request)
        if event is None or found is None or found[0] is not event or user is None:
            return refusal(self._dialect, 404, "There is no such session at this event.")
        with self._world.lock:
            return json_response(self._book.add_session(*found, user))

    def get_authenticated_user(self, request: Request, values: dict[str, str]) -> Response:
        user = signed_in_user(request) if self._dialect is Dialect.V2 else None
        if user is None:
            return json_response(ANONYMOUS)
        return json_response(
            {
                "id": user.id,
                "firstName": user.first_name,
                "lastName": user.last_name,
                "email": user.email,
                "isAnonymous": False,
            }
        )

    def list_user_registrations(self, request: Request, values: dict[str, str]) -> Response:
        return json_response([_user_registration(each) for each in self._own(request) if each.status == REGISTERED])

    def list_user_waitlist_items(self, request: Request, values: dict[str, str]) -> Response:
        items = []
        for each in self._own(request):
            if each.status == WAITLISTED:
                items.append(_waitlist_item(each, None))
            items += [
                _waitlist_item(each, place)
                for place in each.sessions
                if place.status == WAITLISTED and each.status == REGISTERED
            ]
        return json_response(items)

    def cancel_user_registration(self, request: Request, values: dict[str, str]) -> Response:
        user = signed_in_user(request)
        with self._world.lock:
            return json_response(user is not None and self._book.cancel(user, values["registrationId"].lower()))

    def create_check_in(self, request: Request, values: dict[str, str]) -> Response:
        target = request.query.get("redirectUri", "")
        if not target.startswith(("https://", "http://")) or any(ord(letter) < 33 for letter in target):
            return refusal(self._dialect, 400, "redirectUri must be an absolute address.")
        return Response(302, content_type=None, headers={"Location": target})

    # Registration

    def _accept(
        self, event: Event, attendees: list[dict[str, Any]], body: dict[str, Any], request: Request
    ) -> Response:
        to_pay = bool(event.passes) and not all(each.get("waitlisted") for each in attendees)
        purchase_id = None
        if to_pay:
            purchase_id = self._book.start_purchase(event, body.get("hipObject"), self._settings.payment_minutes)
        if self._dialect is Dialect.V2:
            self._create(event, attendees, purchase_id)
        else:
            due_at = self._clock.now() + timedelta(seconds=self._settings.real_time_delay_s)
            self._book.later(due_at, lambda: self._create(event, attendees, purchase_id))
        if purchase_id is None:
            return self._result("Success")
        return self._payment(event, purchase_id, request)

    def _create(self, event: Event, attendees: list[dict[str, Any]], purchase_id: str | None) -> None:
        now = self._clock.now()
        auto_register = bool(event.facts["autoregisterWaitlistItems"])
        for attendee in attendees:
            status = TEMPORARY if purchase_id else REGISTERED
            if attendee.get("waitlisted") or self._has_to_wait(event):
                status = WAITLISTED
            registration = Registration(
                event,
                attendee,
                status,
                now,
                pass_id=str(attendee.get("passId") or "").lower() or None if status != WAITLISTED else None,
                purchase_id=purchase_id if status == TEMPORARY else None,
                auto_register=auto_register or bool(attendee.get("autoRegister")),
            )
            registration.sessions = self._places(event, attendee, status, now)
            self._book.add(registration)

    def _has_to_wait(self, event: Event) -> bool:
        """Real-time: full with a waitlist. Without one, a late attendee is squeezed in, as capacity may be overrun."""
        room = self._book.room_in_event(event)
        return bool(
            self._dialect is Dialect.REALTIME and room is not None and room <= 0 and event.facts["showWaitlist"]
        )

    def _places(self, event: Event, attendee: dict[str, Any], status: str, now: datetime) -> list[SessionRegistration]:
        """Session places by the table of realtime-v1.md §6.4."""
        places = []
        for choice in chosen_sessions(attendee):
            session = session_of(event, choice.get("sessionId"))
            if session is None:
                continue
            room = self._book.room_in_session(event, session)
            full = room is not None and room <= 0 and event.facts["showWaitlist"]
            waits = choice.get("waitlisted") or full
            place = WAITLISTED if waits else ON_HOLD if status == WAITLISTED else REGISTERED
            places.append(SessionRegistration(session, place, now))
        return places

    def _finalize(self, readable_event_id: str, body: dict[str, Any]) -> None:
        event = self._world.live_event(readable_event_id) or refuse("EventNotFound")
        if not self._settings.demo_payment:
            refuse("FinalizationNotEnabled")
        purchase_id = str(body.get("purchaseId") or "").strip("{}").lower()
        purchase = self._book.purchases.get(purchase_id)
        if purchase is None or purchase.event is not event:
            refuse("FinalizationNotAllowed")
        if self._validator.captcha_wanted(event) and body.get("hipObject") != purchase.captcha:
            refuse("FinalizationNotAllowed")
        if purchase.expires_at <= self._clock.now() and not purchase.finalized:
            refuse("FinalizationAfterTimeLimit")
        self._book.finalize(purchase_id)

    # Answers

    def _payment(self, event: Event, purchase_id: str, request: Request) -> Response:
        back = event.facts["publicEventUrl"] or request.headers.get("origin") or "https://events.example.org"
        address = f"{self._settings.payment_page}?purchaseId={purchase_id}&returnUrl={quote(str(back), safe='')}"
        if self._dialect is Dialect.REALTIME:
            return json_response({"redirectUrl": address})
        if self._settings.paid_result == "Redirect":
            return self._result("Redirect", redirectUrl=address, purchaseId=purchase_id)
        return self._result("Initiated", purchaseId=purchase_id)

    def _result(self, status: str, **facts: Any) -> Response:
        if self._dialect is Dialect.REALTIME and self._settings.realtime_success != "200":
            return Response(int(self._settings.realtime_success), content_type=None)
        return json_response(_result(status, **facts))

    def _failure(self, code: str) -> Response:
        """A business failure: 200 in v2.0, 400 in real-time (U4); real-time answers 404 for an unknown event (U6)."""
        text = REASONS[code]
        if self._dialect is Dialect.V2 or self._settings.realtime_failure == "result":
            return json_response(_result("Error", errorMessage=text, errorCode=code))
        facts = {"message": text, "Message": text}
        if self._settings.realtime_failure == "coded":
            facts["errorCode"] = code
        return json_response(facts, 404 if code == "EventNotFound" else 400)

    def _own(self, request: Request) -> list[Registration]:
        user = signed_in_user(request)
        return self._book.of_user(user) if user else []


def _result(status: str, **facts: Any) -> dict[str, Any]:
    return {"status": status, "errorMessage": None, "errorCode": None, "redirectUrl": None, "purchaseId": None} | facts


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _user_registration(each: Registration) -> dict[str, Any]:
    names = {own.id: own.facts["passName"] for own in each.event.passes}
    return {
        "id": each.id,
        "contact": each.contact,
        "email": each.attendee.get("email"),
        "event": each.event.facts["eventName"],
        "pass": names.get(each.pass_id or "", ""),
        "createdon": _stamp(each.created_at),
        "sessionRegistrations": [
            {"id": place.id, "sessionName": place.session.facts["name"], "createdon": _stamp(place.created_at)}
            for place in each.sessions
            if place.status not in (WAITLISTED, CANCELLED)
        ],
    }


def _waitlist_item(each: Registration, place: SessionRegistration | None) -> dict[str, Any]:
    return {
        "id": place.id if place else each.id,
        "invited": each.invited,
        "autoRegister": each.auto_register,
        "contact": each.contact,
        "email": each.attendee.get("email"),
        "event": each.event.facts["eventName"],
        "session": place.session.facts["name"] if place else None,
        "createdon": _stamp(place.created_at if place else each.created_at),
    }
