"""Can I register, and how: one answer, at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.availability import Availability, State, event_availability, is_sold_out, session_availability
from portal.events_api.types import Event, Pass, Session
from tests.unit.records import make_event, make_pass, make_session, utc

NOW = utc("2027-06-01 12:00")
CLOSING = {"set_registration_end_date": True, "stop_registration_at": utc("2027-06-05 22:00")}


def ask(event: Event, **arguments: Any) -> Availability:
    defaults: dict[str, Any] = {"passes": (), "registration_count": 0, "now": NOW, "sign_in_enforced": True}
    return event_availability(event, **(defaults | arguments))


def limited(capacity: int | None, **fields: Any) -> Event:
    return make_event(is_capacity_restricted=True, max_capacity=capacity, **fields)


@pytest.mark.parametrize(
    ("event", "count", "passes", "expected"),
    [
        pytest.param(make_event(), 500, (), State.OPEN, id="not restricted"),
        pytest.param(make_event(max_capacity=10), 500, (), State.OPEN, id="capacity without the flag means nothing"),
        pytest.param(limited(10), 9, (), State.OPEN, id="one place left"),
        pytest.param(limited(10), 10, (), State.FULL, id="full"),
        pytest.param(limited(10), 13, (), State.FULL, id="over-booked is full"),
        pytest.param(limited(10, show_waitlist=True), 10, (), State.WAITLIST, id="full with waitlist"),
        pytest.param(limited(10, show_waitlist=True), 13, (), State.WAITLIST, id="over-booked keeps its waitlist"),
        pytest.param(limited(10, show_waitlist=True), 9, (), State.OPEN, id="waitlist waits until it is full"),
        pytest.param(make_event(show_waitlist=True), 500, (), State.OPEN, id="free and unlimited has no waitlist"),
        pytest.param(limited(10), None, (), State.OPEN, id="unknown count is not full"),
        pytest.param(limited(None), 500, (), State.OPEN, id="capacity missing means unlimited"),
        pytest.param(limited(0), 500, (), State.OPEN, id="capacity 0 means unlimited"),
        pytest.param(limited(-1), 500, (), State.OPEN, id="negative capacity is no limit"),
        pytest.param(limited(2**63), 5, (), State.OPEN, id="huge capacity is a number"),
        pytest.param(make_event(), 0, (make_pass(0), make_pass(-2)), State.FULL, id="all passes sold out"),
        pytest.param(make_event(show_waitlist=True), 0, (make_pass(0),), State.WAITLIST, id="sold out with waitlist"),
        pytest.param(limited(10, show_waitlist=True), 10, (make_pass(5),), State.WAITLIST, id="full despite passes"),
        pytest.param(make_event(), 0, (make_pass(0), make_pass(1)), State.OPEN, id="one pass left"),
        pytest.param(make_event(), 0, (make_pass(0), make_pass(None)), State.OPEN, id="a pass of unknown number"),
        pytest.param(make_event(), 0, None, State.OPEN, id="passes unknown"),
    ],
)
def test_state_by_places(event: Event, count: int | None, passes: tuple[Pass, ...] | None, expected: State) -> None:
    answer = ask(event, registration_count=count, passes=passes)
    assert answer.state is expected
    assert answer.can_register is (expected in {State.OPEN, State.WAITLIST})


@pytest.mark.parametrize(
    ("event", "moment", "expected"),
    [
        pytest.param(make_event(), "2027-06-10 08:00", State.OPEN, id="open while it runs"),
        pytest.param(make_event(), "2027-06-10 15:59:59", State.OPEN, id="a second before the end"),
        pytest.param(make_event(), "2027-06-10 16:00", State.PAST, id="at the end"),
        pytest.param(make_event(ends_at=None), "2027-06-10 07:59", State.OPEN, id="no end, before the start"),
        pytest.param(make_event(ends_at=None), "2027-06-10 08:00", State.PAST, id="no end, over at the start"),
        pytest.param(make_event(**CLOSING), "2027-06-05 21:59:59", State.OPEN, id="a second before closing"),
        pytest.param(make_event(**CLOSING), "2027-06-05 22:00", State.CLOSED, id="closing time"),
        pytest.param(make_event(**CLOSING), "2027-06-10 16:00", State.PAST, id="over, not merely closed"),
        pytest.param(
            make_event(**(CLOSING | {"set_registration_end_date": False})), "2027-06-06 00:00", State.OPEN, id="no flag"
        ),
        pytest.param(
            make_event(set_registration_end_date=True), "2027-06-06 00:00", State.OPEN, id="flag without a date"
        ),
        pytest.param(limited(1, **CLOSING), "2027-06-06 00:00", State.CLOSED, id="closed comes before full"),
    ],
)
def test_state_by_clock(event: Event, moment: str, expected: State) -> None:
    assert ask(event, now=utc(moment), registration_count=5).state is expected


def test_not_open_before_the_opening_date_and_open_at_it() -> None:
    opens_at = utc("2027-06-02 08:00")
    before = ask(make_event(), opens_at=opens_at)
    assert (before.state, before.opens_at, before.changes_at) == (State.NOT_OPEN, opens_at, opens_at)
    assert ask(make_event(), opens_at=opens_at, now=opens_at).state is State.OPEN


@pytest.mark.parametrize(("enforced", "expected"), [(True, State.SIGN_IN), (False, State.OPEN)])
def test_sign_in_is_asked_for_only_where_the_api_enforces_it(enforced: bool, expected: State) -> None:
    event = make_event(allow_anonymous_registrations=False)
    assert ask(event, sign_in_enforced=enforced).state is expected


@pytest.mark.parametrize(
    ("count", "passes", "places_left", "few"),
    [
        (0, (), 100, False),
        (89, (), 11, False),
        (90, (), 10, True),
        (99, (), 1, True),
        (100, (), 0, False),
        (103, (), 0, False),
        (None, (), None, False),
        (0, (make_pass(3), make_pass(4)), 7, True),
        (0, (make_pass(3), make_pass(None)), 100, False),
        (0, (make_pass(-3), make_pass(40)), 40, False),
    ],
)
def test_places_left(count: int | None, passes: tuple[Pass, ...], places_left: int | None, few: bool) -> None:
    answer = ask(limited(100), registration_count=count, passes=passes)
    assert (answer.places_left, answer.few_places, answer.paid) == (places_left, few, bool(passes))


def test_few_places_is_never_said_of_a_closed_event() -> None:
    assert ask(limited(100, **CLOSING), registration_count=99, now=utc("2027-06-06 00:00")).few_places is False


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-06-01 00:00", "2027-06-05 22:00"),
        ("2027-06-05 22:00", "2027-06-10 16:00"),
        ("2027-06-10 16:00", None),
    ],
)
def test_changes_at_is_the_next_change_by_the_clock(moment: str, expected: str | None) -> None:
    answer = ask(make_event(**CLOSING), now=utc(moment))
    assert answer.changes_at == (utc(expected) if expected else None)


def test_a_closing_date_after_the_end_changes_nothing() -> None:
    event = make_event(set_registration_end_date=True, stop_registration_at=utc("2027-07-01 00:00"))
    assert ask(event).changes_at == event.ends_at


instants = st.datetimes(min_value=datetime(2027, 6, 1), max_value=datetime(2027, 6, 30)).map(  # noqa: DTZ001 -- made aware
    lambda naive: utc(naive.isoformat())
)


@given(
    start=instants, length=st.integers(0, 5000), closes=st.none() | instants, opens=st.none() | instants, now=instants
)
def test_state_holds_until_changes_at_and_is_another_there(
    start: datetime, length: int, closes: datetime | None, opens: datetime | None, now: datetime
) -> None:
    event = make_event(
        starts_at=start,
        ends_at=start + timedelta(minutes=length),
        set_registration_end_date=closes is not None,
        stop_registration_at=closes,
    )
    answer = ask(event, now=now, opens_at=opens)
    if answer.changes_at is None:
        assert answer.state is State.PAST
        return
    assert answer.changes_at > now
    assert ask(event, now=answer.changes_at - timedelta(microseconds=1), opens_at=opens).state is answer.state
    assert ask(event, now=answer.changes_at, opens_at=opens).state is not answer.state


def session(count: int | None = 0, capacity: int | None = 20, **fields: Any) -> Session:
    fields = {"is_capacity_restricted": True, "max_capacity": capacity, "registration_count": count} | fields
    return make_session("Workshop", "2027-06-10 09:00", "2027-06-10 10:00", **fields)


@pytest.mark.parametrize(
    ("item", "ahead", "waitlist", "expected"),
    [
        (session(19), 0, False, State.OPEN),
        (session(20), 0, False, State.FULL),
        (session(25), 0, True, State.WAITLIST),
        (session(18), 1, True, State.OPEN),
        (session(18), 2, True, State.WAITLIST),
        (session(18), 2, False, State.FULL),
        (session(None), 2, False, State.OPEN),
        (session(500, 0), 2, False, State.OPEN),
        (session(500, is_capacity_restricted=False), 0, False, State.OPEN),
    ],
)
def test_session_state_by_places(item: Session, ahead: int, waitlist: bool, expected: State) -> None:
    event = make_event(show_waitlist=waitlist)
    assert session_availability(item, event=event, now=NOW, ahead=ahead).state is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-06-05 21:59", State.OPEN),
        ("2027-06-05 22:00", State.CLOSED),
        ("2027-06-10 10:00", State.PAST),
    ],
)
def test_session_closes_with_its_event_and_is_past_at_its_own_end(moment: str, expected: State) -> None:
    assert session_availability(session(), event=make_event(**CLOSING), now=utc(moment)).state is expected


def test_session_with_few_places_says_so() -> None:
    answer = session_availability(session(15), event=make_event(), now=NOW)
    assert (answer.places_left, answer.few_places) == (5, True)


@pytest.mark.parametrize(("left", "expected"), [(1, False), (0, True), (-1, True), (None, False)])
def test_pass_is_sold_out_at_nothing_left(left: int | None, expected: bool) -> None:
    assert is_sold_out(make_pass(left)) is expected
