"""From an HTTP answer to a tree, or to the error it stands for."""

import json
from typing import Any

import pytest

from portal.events_api import decode
from portal.events_api.answers import check_status, read_json
from portal.events_api.errors import (
    EventsAPIConfigurationRefused,
    EventsAPIError,
    EventsAPIInvalidAnswer,
    EventsAPINotFound,
    EventsAPIRejected,
    EventsAPIUnavailable,
)
from portal.events_api.responses import Response
from tests.contract.samples import answer

OPERATION = "get event"


def error_of(call: Any, *arguments: Any, **options: Any) -> EventsAPIError:
    with pytest.raises(EventsAPIError) as caught:
        call(*arguments, **options)
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_passes(status: int) -> None:
    check_status(OPERATION, answer(b"", status=status))


@pytest.mark.parametrize(
    ("status", "family", "kind"),
    [
        (301, EventsAPIConfigurationRefused, "redirect"),
        (400, EventsAPIConfigurationRefused, "refused"),
        (401, EventsAPIConfigurationRefused, "auth"),
        (403, EventsAPIConfigurationRefused, "auth"),
        (404, EventsAPINotFound, "not_found"),
        (405, EventsAPIRejected, "rejected"),
        (409, EventsAPIRejected, "rejected"),
        (410, EventsAPINotFound, "not_found"),
        (418, EventsAPIRejected, "rejected"),
        (429, EventsAPIUnavailable, "unavailable"),
        (451, EventsAPIRejected, "rejected"),
        (500, EventsAPIUnavailable, "unavailable"),
        (502, EventsAPIUnavailable, "unavailable"),
        (503, EventsAPIUnavailable, "unavailable"),
        (504, EventsAPIUnavailable, "unavailable"),
        (599, EventsAPIUnavailable, "unavailable"),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"Message":"no"}', b"\xff", b'{"errorCode":"Made up"}'])
def test_a_status_stands_for_an_error_whatever_the_body(
    status: int, family: type[EventsAPIError], kind: str, body: bytes
) -> None:
    error = error_of(check_status, OPERATION, answer(body, status=status))
    assert (type(error), error.kind, error.status, error.sent) == (family, kind, status, True)


def test_a_missing_list_of_events_is_a_fault_of_the_configuration() -> None:
    error = error_of(decode.events, "list published events", answer({"Message": "no"}, status=404))
    assert (type(error), error.kind) == (EventsAPIConfigurationRefused, "not_found")


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_known_error_code_makes_a_refusal(status: int) -> None:
    error = error_of(check_status, "create registration", answer({"errorCode": "EventNotLive"}, status=status))
    assert isinstance(error, EventsAPIRejected)
    assert (error.error_code, error.status) == ("EventNotLive", status)


def test_the_wait_the_api_asked_for_is_kept() -> None:
    response = Response(status=503, retry_after_s=7.0)
    assert error_of(check_status, OPERATION, response).retry_after_s == 7.0


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        pytest.param(b"", "application/json", "empty", id="no body"),
        pytest.param(b" \r\n", "application/json", "empty", id="only blanks"),
        pytest.param(b"<!doctype html><title>Sign in</title>", "text/html", "not_json", id="log-in page"),
        pytest.param(b"\n <html>", "application/json", "not_json", id="web page with the wrong type"),
        pytest.param(b"[]", "text/html; charset=utf-8", "not_json", id="declared as a web page"),
        pytest.param(b'[{"a":1', "application/json", "bad_json", id="cut"),
        pytest.param(b"[1] [2]", "application/json", "bad_json", id="two values"),
        pytest.param(b'[{"a":NaN}]', "application/json", "bad_json", id="NaN"),
        pytest.param(b"[Infinity, -Infinity]", "application/json", "bad_json", id="Infinity"),
        pytest.param('["é"]'.encode("latin-1"), "application/json", "bad_json", id="latin-1"),
        pytest.param('["é"]'.encode("utf-16"), "application/json", "bad_json", id="UTF-16"),
        pytest.param(b"[" * 200_000, "application/json", "bad_json", id="nested, never closed"),
        pytest.param(b"[" * 200_000 + b"]" * 200_000, "application/json", "bad_json", id="nested too deep"),
    ],
)
def test_an_answer_that_cannot_be_read_has_its_kind(body: bytes, media_type: str, kind: str) -> None:
    error = error_of(read_json, OPERATION, answer(body, media_type=media_type))
    assert error.kind == kind
    assert isinstance(error, EventsAPIConfigurationRefused if kind == "not_json" else EventsAPIInvalidAnswer)


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "text/plain", ""])
def test_json_is_read_whatever_else_its_type_says(media_type: str) -> None:
    assert read_json(OPERATION, answer([1], media_type=media_type)) == [1]


def test_a_byte_order_mark_is_accepted() -> None:
    assert read_json(OPERATION, answer(b'\xef\xbb\xbf{"a": "\xc3\xa9"}')) == {"a": "é"}


def test_of_two_equal_keys_the_last_wins() -> None:
    assert read_json(OPERATION, answer(b'{"a": 1, "a": 2}')) == {"a": 2}


def test_errors_keep_neither_body_nor_cause() -> None:
    error = error_of(read_json, OPERATION, answer(b'[{"secret": "marker", '))
    assert "marker" not in repr(error)
    assert error.__context__ is None
    assert error.__cause__ is None
    assert str(error) == "get event: bad_json (HTTP 200)"


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"1" * 10_000])
def test_a_number_beyond_all_bounds_costs_its_field_only(number: bytes) -> None:
    body = b'[{"id":"1","name":"Track","description":"kept","customFields":{"size":' + number + b"}}]"
    decoded = decode.tracks("list tracks", answer(body))
    assert decoded.value[0].description == "kept"
    assert [loss.path for loss in decoded.losses] == ["$[0].customFields.size"]


def test_a_lone_surrogate_is_dropped_and_the_list_stays() -> None:
    body = json.dumps([{"id": "1", "name": "a\ud800b\x00c"}, {"id": "2", "name": "\u202eevil 👩‍👩‍👧"}]).encode()
    names = [track.name for track in decode.tracks("list tracks", answer(body)).value]
    assert names == ["abc", "\u202eevil 👩‍👩‍👧"]
