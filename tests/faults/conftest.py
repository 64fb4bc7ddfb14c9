"""After every fault test, the log is searched for the token."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.faults.leaks import leaks_of_logs


@pytest.fixture(autouse=True)
def no_token_in_any_log_record(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Record everything, urllib3's debugging too, and search it after the test."""
    for name in (None, "urllib3", "urllib3.connectionpool", "portal.events_api"):
        caplog.set_level(logging.DEBUG, logger=name)
    yield
    assert leaks_of_logs(caplog.get_records("call")) == []
