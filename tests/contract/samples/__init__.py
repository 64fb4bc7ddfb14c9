"""Answers of both dialects, written from events-api/outbound-v2.md and realtime-v1.md."""

import json
from pathlib import Path
from typing import Any

from portal.events_api.responses import Response

FOLDER = Path(__file__).parent
DIALECTS = ("outbound-v2", "realtime-v1")


def sample(dialect: str, name: str) -> Any:
    """The JSON of a sample."""
    return json.loads((FOLDER / dialect / f"{name}.json").read_bytes())


def sample_response(dialect: str, name: str) -> Response:
    """A sample as the transport hands it on."""
    return Response(status=200, media_type="application/json", body=(FOLDER / dialect / f"{name}.json").read_bytes())


def answer(value: Any, *, status: int = 200, media_type: str = "application/json") -> Response:
    """A response with JSON, or with bytes as they are."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Response(status=status, media_type=media_type, body=body)
