"""Who is registered: the book that counts, expires, waitlists and cancels.

Rules: events-api/outbound-v2.md §3.11–3.17 and §5.3, realtime-v1.md §6, differences.md §3 and U12. Whether a submission
is acceptable is decided in validation.py.
"""

import heapq
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal.simulator.clock import Clock
from portal.simulator.records import Event, Pass, Session
from portal.simulator.world import World

REGISTERED, TEMPORARY, WAITLISTED, ON_HOLD = "Registered", "Temporary", "Waitlisted", "On hold"
CANCELLED, EXPIRED = "Cancelled", "Expired"
HOLDS_A_PLACE = (REGISTERED, TEMPORARY)


@dataclass(frozen=True)
class User:
    """A contact that can sign in (v2.0 only)."""

    id: str
    first_name: str
    last_name: str
    email: str


@dataclass
class SessionRegistration:
    session: Session
    status: str
    created_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Registration:
    """One attendee's registration for one event; in v2.0 a waitlisted one is called a waitlist item."""

    event: Event
    attendee: dict[str, Any]
    status: str
    created_at: datetime
    pass_id: str | None = None
    purchase_id: str | None = None
    auto_register: bool = False
    invited: bool = False
    sessions: list[SessionRegistration] = field(default_factory=list)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def email(self) -> str:
        return str(self.attendee.get("email", "")).casefold()

    @property
    def contact(self) -> str:
        return f"{self.attendee.get('firstName', '')} {self.attendee.get('lastName', '')}".strip()

    def as_dict(self) -> dict[str, Any]:
        """For the control interface."""
        return {
            "id": self.id,
            "readableEventId": self.event.readable_id,
            "status": self.status,
            "createdAt": self.created_at.isoformat(),
            "purchaseId": self.purchase_id,
            "passId": self.pass_id,
            "autoRegister": self.auto_register,
            "invited": self.invited,
            "sessions": [{"sessionId": each.session.id, "status": each.status} for each in self.sessions],
            "attendee": self.attendee,
        }


@dataclass
class Purchase:
    """A party of a paid event that has not paid yet."""

    event: Event
    captcha: Any
    expires_at: datetime
    finalized: bool = False


class RegistrationBook:
    """All methods expect the caller to hold `world.lock` when they change something."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._by_event: dict[str, list[Registration]] = {}
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.purchases: dict[str, Purchase] = {}
        self.captcha_flows: set[str] = set()

    # Reading

    def registrations(self) -> list[Registration]:
        """Every registration of this run, oldest first."""
        return sorted(itertools.chain.from_iterable(self._by_event.values()), key=lambda each: each.created_at)

    def of_event(self, event: Event) -> list[Registration]:
        return self._by_event.get(event.readable_id, [])

    def of_user(self, user: User) -> list[Registration]:
        """By e-mail address, as the default contact matching does."""
        return [each for each in self.registrations() if each.email == user.email.casefold()]

    def event_count(self, event: Event) -> int:
        """Active registrations only (U12)."""
        return event.registered + sum(each.status in HOLDS_A_PLACE for each in self.of_event(event))

    def session_count(self, event: Event, session: Session) -> int:
        return session.registered + sum(
            place.session is session and place.status == REGISTERED
            for each in self.of_event(event)
            if each.status in HOLDS_A_PLACE
            for place in each.sessions
        )

    def passes_sold(self, event: Event, wanted: Pass) -> int:
        return wanted.sold + sum(
            each.pass_id == wanted.id and each.status in HOLDS_A_PLACE for each in self.of_event(event)
        )

    def holds_session(self, event: Event, session: Session, user: User | None) -> bool:
        return user is not None and any(
            place.session is session and place.status == REGISTERED
            for each in self.of_event(event)
            if each.email == user.email.casefold() and each.status == REGISTERED
            for place in each.sessions
        )

    def may_add_session(self, event: Event, session: Session, user: User | None) -> bool:
        """Signed-in holders of a pass may add sessions one by one (outbound-v2.md §5.6)."""
        return (
            user is not None
            and bool(event.passes)
            and any(each.email == user.email.casefold() and each.status == REGISTERED for each in self.of_event(event))
            and not self.holds_session(event, session, user)
        )

    def room_in_event(self, event: Event) -> int | None:
        """Free places, None without a limit, below zero when over-booked. 0 and null mean no limit (U22)."""
        if not event.facts["isCapacityRestricted"] or not event.facts["maxCapacity"]:
            return None
        return int(event.facts["maxCapacity"]) - self.event_count(event)

    def room_in_session(self, event: Event, session: Session) -> int | None:
        if not session.facts["isCapacityRestricted"] or not session.facts["maxCapacity"]:
            return None
        return int(session.facts["maxCapacity"]) - self.session_count(event, session)

    # Changing

    def add(self, registration: Registration) -> None:
        self._by_event.setdefault(registration.event.readable_id, []).append(registration)
        registration.event.revision += 1

    def add_session(self, event: Event, session: Session, user: User) -> bool:
        """One more session for a signed-in pass holder; False when that is not possible."""
        room = self.room_in_session(event, session)
        if not self.may_add_session(event, session, user) or (room is not None and room <= 0):
            return False
        own = next(
            each for each in self.of_event(event) if each.email == user.email.casefold() and each.status == REGISTERED
        )
        own.sessions.append(SessionRegistration(session, REGISTERED, self._clock.now()))
        event.revision += 1
        return True

    def cancel(self, user: User, registration_id: str) -> bool:
        """Cancels one of the user's event or session registrations; a freed place goes to the waitlist."""
        for each in self.of_user(user):
            if each.id == registration_id and each.status == REGISTERED:
                each.status = CANCELLED
                self._fill_from_waitlist(each.event)
                return True
            for place in each.sessions:
                if place.id == registration_id and place.status == REGISTERED and each.status == REGISTERED:
                    place.status = CANCELLED
                    self._fill_from_waitlist(each.event)
                    return True
        return False

    def new_captcha_flow(self) -> str:
        flow = str(uuid.uuid4())
        self.captcha_flows.add(flow)
        return flow

    def start_purchase(self, event: Event, captcha: Any, minutes: float) -> str:
        """A purchase id that can be finalised for so many minutes; afterwards its places are free again."""
        purchase_id = str(uuid.uuid4())
        purchase = Purchase(event, captcha, self._clock.now() + timedelta(minutes=minutes))
        self.purchases[purchase_id] = purchase
        self.later(purchase.expires_at, lambda: self._expire(event, purchase_id))
        return purchase_id

    def finalize(self, purchase_id: str) -> None:
        purchase = self.purchases[purchase_id]
        purchase.finalized = True
        for each in self.of_event(purchase.event):
            if each.purchase_id == purchase_id and each.status == TEMPORARY:
                each.status = REGISTERED
        purchase.event.revision += 1

    def later(self, due_at: datetime, action: Callable[[], None]) -> None:
        """Has something done once the clock has passed `due_at`."""
        heapq.heappush(self._due, (due_at, next(self._order), action))

    def settle(self) -> None:
        """Does everything that has become due. Called at the start of every request."""
        if not self._due or self._due[0][0] > self._clock.now():
            return
        with self._world.lock:
            while self._due and self._due[0][0] <= self._clock.now():
                heapq.heappop(self._due)[2]()

    def _expire(self, event: Event, purchase_id: str) -> None:
        expired = [each for each in self.of_event(event) if each.purchase_id == purchase_id]
        for each in expired:
            if each.status == TEMPORARY:
                each.status = EXPIRED
                self._fill_from_waitlist(event)

    def _fill_from_waitlist(self, event: Event) -> None:
        """Gives a freed place to the oldest who wait: registered at once if they wished so, else invited (§5.3)."""
        event.revision += 1
        for each in self.of_event(event):
            room = self.room_in_event(event)
            if each.status != WAITLISTED or each.invited or (room is not None and room <= 0):
                continue
            if each.auto_register and not event.passes:
                each.status = REGISTERED
            else:
                each.invited = True
                return
        for each in self.of_event(event):
            for place in each.sessions:
                room = self.room_in_session(event, place.session)
                if (
                    each.status == REGISTERED
                    and place.status in (WAITLISTED, ON_HOLD)
                    and (room is None or room > 0)
                    and (place.status == ON_HOLD or each.auto_register)
                ):
                    place.status = REGISTERED
