"""One HTTP request and its answer, as the parts of the simulator see them."""

import json
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json; charset=utf-8"


class MalformedBody(Exception):
    """The request's body is not the JSON that the operation needs; the text says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived. `path` is still percent-encoded; header names are lower case; of repeated parameters the
    first counts."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The decoded body. Raises MalformedBody."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise MalformedBody("The request body is not valid JSON.") from error

    def json_object(self) -> dict[str, Any]:
        """The decoded body, which must be an object. Raises MalformedBody."""
        value = self.json()
        if not isinstance(value, dict):
            raise MalformedBody("The request body must be a JSON object.")
        return value


@dataclass(slots=True)
class Response:
    """An answer. `content_type` None sends no such header."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer travels: whole and at once, unless a fault says otherwise."""

    hang: bool = False
    reset: bool = False
    cut_body: bool = False
    drip_ms_per_byte: float = 0
    drip_part: str = "body"


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(value: Any, status: int = 200) -> Response:
    return Response(status, encode(value))


def message(status: int, text: str) -> Response:
    """The error body that Microsoft's client reads: `{"Message": …}` (events-api/outbound-v2.md §2)."""
    return json_response({"Message": text}, status)
