"""No answer, whatever it holds, raises anything but the error family, and every record it gives can be stored."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.events_api import decode, images, storage
from portal.events_api.errors import EventsAPIError
from portal.events_api.responses import Response
from portal.events_api.timezones import in_event_zone, zone
from portal.events_api.types import Decoded
from tests.contract.samples import DIALECTS, FOLDER, sample

READERS: dict[str, Callable[[str, Response], Any]] = {
    "event": decode.event,
    "events": decode.events,
    "session": decode.session,
    "sessions": decode.sessions,
    "tracks": decode.tracks,
    "passes": decode.passes,
    "speakers": decode.speakers,
    "sponsorships": decode.sponsorships,
    "custom-registration-fields": decode.custom_registration_fields,
    "captcha": decode.captcha,
    "user": decode.user,
    "count": decode.count,
    "registration-result": decode.registration_result,
    "finalization-result": decode.finalization_result,
    "picture": images.picture,
    "qr-code": images.qr_code,
}
SAMPLES = sorted(
    (dialect, path.stem) for dialect in DIALECTS for path in (FOLDER / dialect).glob("*.json") if path.stem in READERS
)

# Any Unicode, lone surrogates too: json.dumps writes them as escapes.
texts = st.text(max_size=12) | st.text(st.characters(categories=["Cs", "Cc"]), max_size=4)
moments = st.sampled_from(
    [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9000-12-31T23:59:59",
        "1900-01-01T00:00:00",
        "2026-02-30T00:00:00",
        "2026-05-12T24:00:00",
        "2026-05-12T09:00:60",
        "2026-03-29T02:30:00",
        "2026-10-25T02:30:00+25:00",
        "2026-05-12T09:00:00.0000000Z",
    ]
)
numbers = st.integers(-1500, 1500) | st.integers() | st.floats() | st.sampled_from([2**63, 2**64, -(2**63) - 1])
leaves = st.none() | st.booleans() | numbers | texts | moments
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)


def read(reader: Callable[[str, Response], Any], body: bytes, status: int = 200, media_type: str = "") -> None:
    """Decode, and use what came out as the portal does."""
    answer: Any = None
    failure: EventsAPIError | None = None
    try:
        answer = reader("any operation", Response(status=status, media_type=media_type, body=body))
    except EventsAPIError as error:
        failure = error
    if failure is not None:
        assert str(failure).startswith("any operation: ")
        assert failure.__context__ is None
        return
    value = answer.value if isinstance(answer, Decoded) else answer
    storage.dump(answer)
    for record in value if isinstance(value, tuple) else (value,):
        zone(getattr(record, "time_zone", "UTC"))
        if reader is decode.sessions:
            storage.dump(in_event_zone(record, "Europe/Berlin", True))


def mutate(tree: Any, data: st.DataObject) -> Any:
    """Replace one value somewhere in a tree."""
    if isinstance(tree, list) and tree and data.draw(st.integers(0, 9)):
        position = data.draw(st.integers(0, len(tree) - 1))
        return [*tree[:position], mutate(tree[position], data), *tree[position + 1 :]]
    if isinstance(tree, dict) and tree and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(tree)))
        return tree | {key: mutate(tree[key], data)}
    return data.draw(values)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(body=st.binary(max_size=200), status=st.sampled_from([200, 200, 204, 400, 404, 500]))
def test_any_bytes(name: str, body: bytes, status: int) -> None:
    read(READERS[name], body, status)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(tree=values | st.lists(st.dictionaries(st.sampled_from(["id", "name", "passId", "count"]), values)))
def test_any_json(name: str, tree: Any) -> None:
    read(READERS[name], json.dumps(tree).encode(), media_type="application/json")


@pytest.mark.parametrize(("dialect", "name"), SAMPLES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_documented_answer_with_wrong_values(dialect: str, name: str, data: st.DataObject) -> None:
    tree = sample(dialect, name)
    for _ in range(data.draw(st.integers(1, 4))):
        tree = mutate(tree, data)
    read(READERS[name], json.dumps(tree).encode(), media_type="application/json")


@pytest.mark.parametrize(("dialect", "name"), SAMPLES)
@settings(max_examples=20)
@given(data=st.data())
def test_a_documented_answer_cut_short(dialect: str, name: str, data: st.DataObject) -> None:
    body = (FOLDER / dialect / f"{name}.json").read_bytes()
    read(READERS[name], body[: data.draw(st.integers(0, len(body)))])
