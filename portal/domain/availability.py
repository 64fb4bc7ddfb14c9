"""The one answer to "can I register, and how".

List, event page, session page, JSON-LD, feeds and the registration form all ask here, so they can never disagree.
Rules: events-api/differences.md §3. Two are the portal's own: past live events are closed (the API leaves them open),
and an opening date, which the API does not name, comes from staff.

Capacity 0, negative or absent means that no limit is known (differences.md U22).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.events_api.types import Event, Pass, Session

FEW_PLACES = 10


class State(StrEnum):
    """What a visitor can do, in order of precedence."""

    PAST = "past"
    CLOSED = "closed"
    NOT_OPEN = "not_open"
    SIGN_IN = "sign_in"  # the API wants an account; the portal has none
    WAITLIST = "waitlist"
    FULL = "full"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The answer at one moment."""

    state: State
    paid: bool  # a pass has to be chosen
    few_places: bool  # say "Few places left"
    places_left: int | None  # never negative, approximate; None: no limit known
    opens_at: datetime | None  # None: not known
    closes_at: datetime | None  # the organiser's closing date; None: open until the event is over
    changes_at: datetime | None  # the next instant at which the clock alone changes the state; None: never

    @property
    def can_register(self) -> bool:
        """Whether a registration form makes sense, be it for the waitlist."""
        return self.state in {State.OPEN, State.WAITLIST}


def event_availability(
    event: Event,
    *,
    passes: Sequence[Pass] | None,
    registration_count: int | None,
    now: datetime,
    sign_in_enforced: bool,
    opens_at: datetime | None = None,
    few_threshold: int = FEW_PLACES,
) -> Availability:
    """Return the answer for an event.

    ``passes`` and ``registration_count`` may be ``None`` (not known): then nothing is sold out or full.
    ``sign_in_enforced`` is true where the dialect obeys ``allow_anonymous_registrations`` (outbound v2.0).
    """
    clock = _Clock(event, opens_at)
    free = _free(event.is_capacity_restricted, event.max_capacity, registration_count)
    passes_left = _passes_left(passes or ())
    full = free is not None and free <= 0
    sold_out = passes_left is not None and passes_left <= 0

    by_clock = clock.state(now)
    if by_clock is not None:
        state = by_clock
    elif sign_in_enforced and not event.allow_anonymous_registrations:
        state = State.SIGN_IN
    elif full or sold_out:
        state = State.WAITLIST if event.show_waitlist else State.FULL
    else:
        state = State.OPEN
    return _availability(
        state,
        places_left=min((left for left in (free, passes_left) if left is not None), default=None),
        paid=bool(passes),
        few_threshold=few_threshold,
        clock=clock,
        now=now,
    )


def session_availability(
    session: Session, *, event: Event, now: datetime, ahead: int = 0, few_threshold: int = FEW_PLACES
) -> Availability:
    """Return the answer for one session, for the attendee after ``ahead`` others of the same party.

    A session closes with its event. Whether sessions can be chosen at all is the event's ``allow_custom_agenda``.
    """
    clock = _Clock(event, None, session)
    free = _free(session.is_capacity_restricted, session.max_capacity, session.registration_count)
    if free is not None:
        free -= ahead

    by_clock = clock.state(now)
    if by_clock is not None:
        state = by_clock
    elif free is not None and free <= 0:
        state = State.WAITLIST if event.show_waitlist else State.FULL
    else:
        state = State.OPEN
    return _availability(state, places_left=free, paid=False, few_threshold=few_threshold, clock=clock, now=now)


def next_change(events: Iterable[Event], now: datetime) -> datetime | None:
    """Return the next instant at which one of the events begins or is over; ``None``: none ever will.

    What can be registered for changes besides at ``Availability.changes_at``, a programme at ``schedule.next_change``.
    """
    instants = (at for event in events for at in (event.starts_at, event.ends_at) if at is not None and at > now)
    return min(instants, default=None)


def is_over_or_closed(event: Event, now: datetime) -> bool:
    """Tell whether nobody can register any more, however many places there are."""
    return _Clock(event, None).state(now) is not None


def is_sold_out(item: Pass) -> bool:
    """Tell whether a pass cannot be bought any more. An unknown number is not sold out."""
    return item.number_of_passes_left is not None and item.number_of_passes_left <= 0


class _Clock:
    """What time alone decides."""

    def __init__(self, event: Event, opens_at: datetime | None, session: Session | None = None) -> None:
        self.opens_at = opens_at
        self.closes_at = event.stop_registration_at if event.set_registration_end_date else None
        over_at = event.ends_at or event.starts_at
        if session is not None:
            over_at = min(over_at, session.ends_at or session.starts_at or over_at)
        self.over_at = over_at

    def state(self, now: datetime) -> State | None:
        if now >= self.over_at:
            return State.PAST
        if self.closes_at is not None and now >= self.closes_at:
            return State.CLOSED
        if self.opens_at is not None and now < self.opens_at:
            return State.NOT_OPEN
        return None

    def changes_at(self, now: datetime) -> datetime | None:
        current = self.state(now)
        ahead = sorted(at for at in (self.opens_at, self.closes_at, self.over_at) if at is not None and at > now)
        return next((at for at in ahead if self.state(at) != current), None)


def _free(restricted: bool, capacity: int | None, count: int | None) -> int | None:
    """Return the places left, negative when over-booked; ``None`` if no limit is known."""
    if not restricted or capacity is None or capacity <= 0 or count is None:
        return None
    return capacity - count


def _passes_left(passes: Sequence[Pass]) -> int | None:
    """Return the passes left over all kinds; ``None`` without passes or where a kind's number is unknown."""
    left = [item.number_of_passes_left for item in passes]
    known = [max(number, 0) for number in left if number is not None]
    return sum(known) if left and len(known) == len(left) else None


def _availability(
    state: State, *, places_left: int | None, paid: bool, few_threshold: int, clock: _Clock, now: datetime
) -> Availability:
    if places_left is not None:
        places_left = max(places_left, 0)
    return Availability(
        state=state,
        paid=paid,
        few_places=state is State.OPEN and places_left is not None and places_left <= few_threshold,
        places_left=places_left,
        opens_at=clock.opens_at,
        closes_at=clock.closes_at,
        changes_at=clock.changes_at(now),
    )
