"""Records as bytes and back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.events_api import storage
from portal.events_api.types import Building, Decoded, Event, Image, Loss, Pass, Room, Session, SpeakerReference
from tests.unit.records import make_event, utc

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(0, 2**64 - 1)
instants = st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
custom_fields = st.dictionaries(
    text, st.none() | st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | text, max_size=4
)
rooms = st.builds(Room, id=text, name=text, disabled_access=st.none() | st.booleans(), custom_fields=custom_fields)
buildings = st.builds(Building, id=text, name=text, city=st.none() | text, custom_fields=custom_fields)
events = st.builds(
    Event,
    event_id=text,
    readable_event_id=text,
    event_name=text,
    starts_at=instants,
    ends_at=st.none() | instants,
    description=st.none() | text,
    max_capacity=st.none() | whole,
    show_waitlist=st.booleans(),
    building=st.none() | buildings,
    room=st.none() | rooms,
    custom_fields=custom_fields,
)
sessions = st.builds(
    Session,
    id=text,
    name=text,
    starts_at=st.none() | instants,
    speakers=st.lists(st.builds(SpeakerReference, id=text, name=text), max_size=3).map(tuple),
    custom_fields=custom_fields,
)
passes = st.builds(
    Pass,
    pass_id=text,
    pass_name=text,
    price=st.none() | st.decimals(0, 10**9, places=2),
    session_ids=st.lists(text, max_size=3).map(tuple),
)


@settings(max_examples=200)
@given(st.lists(events, max_size=3).map(tuple), st.lists(sessions, max_size=3).map(tuple), st.lists(passes).map(tuple))
def test_records_come_back_as_they_were(
    some_events: tuple[Event, ...], some_sessions: tuple[Session, ...], some_passes: tuple[Pass, ...]
) -> None:
    assert storage.load(tuple[Event, ...], storage.dump(some_events)) == some_events
    assert storage.load(tuple[Session, ...], storage.dump(some_sessions)) == some_sessions
    assert storage.load(tuple[Pass, ...], storage.dump(some_passes)) == some_passes


def test_equal_values_give_equal_bytes() -> None:
    one = make_event(custom_fields={"a": 1, "b": 2})
    other = make_event(custom_fields={"b": 2, "a": 1})
    assert storage.dump(one) == storage.dump(other)


def test_values_are_written_readably() -> None:
    assert storage.dump(Pass(pass_id="1", pass_name="é", price=Decimal("12.50"))).startswith(
        '{"pass_id":"1","pass_name":"é","price":"12.50",'.encode()
    )
    assert storage.dump(utc("2026-05-12 09:00")) == b'"2026-05-12T09:00:00Z"'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, 15),
        (Image, Image(body=b"\x89PNG\x00\xff", media_type="image/png")),
        (dict[str, tuple[str, ...]], {"track": ("a", "b")}),
        (Decoded[int], Decoded(value=15, losses=(Loss(path="$", reason="missing"),))),
    ],
)
def test_other_values_come_back_too(kind: type, value: object) -> None:
    assert storage.load(kind, storage.dump(value)) == value


def test_a_copy_of_another_release_takes_defaults_and_loses_unknown_fields() -> None:
    stored = (
        b'{"event_id":"1","readable_event_id":"x","event_name":"Old","starts_at":"2026-05-12T09:00:00Z","gone":{"a":1}}'
    )
    assert storage.load(Event, stored) == Event(
        event_id="1", readable_event_id="x", event_name="Old", starts_at=utc("2026-05-12 09:00")
    )


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"garbage",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"event_id":"1"}',
        b'{"event_id":1,"readable_event_id":"x","event_name":"","starts_at":"2026-05-12T09:00:00Z"}',
        b'{"event_id":"1","readable_event_id":"x","event_name":"","starts_at":"yesterday"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_such_record_is_unreadable(stored: bytes) -> None:
    with pytest.raises(storage.StoredRecordUnreadable):
        storage.load(Event, stored)
