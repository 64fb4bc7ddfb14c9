"""Nothing these tests make the portal write down may name a person or hold the token."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.simulation import TOKEN

PERSONAL = ("Marker-Surname", "people.example", "Marker-Answer")


@pytest.fixture(autouse=True)
def silent_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test whose log lines, at any level, hold personal data or the token."""
    caplog.set_level(logging.DEBUG)
    yield
    logged = "\n".join(
        f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)  # type: ignore[arg-type]
        if record.name.startswith("portal")
    )
    assert not [marker for marker in (*PERSONAL, TOKEN) if marker in logged]
