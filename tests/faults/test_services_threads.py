"""What several threads of one process do at the same moment, right after its start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.simulation import REPOSITORY

# Each run is a new process: only the first reading of a kind of record builds its decoder.
FIRST_READINGS = """
import sys, threading
sys.setswitchinterval(1e-6)
from portal.events_api import storage
from portal.events_api.types import Event, Session, Speaker, Track

event = b'{"event_id": "e", "readable_event_id": "r", "event_name": "n", "starts_at": "2026-01-01T00:00:00Z"}'
named = b'[{"id": "i", "name": "n"}]'
kinds = [
    (tuple[Event, ...], b"[" + event + b"]"),
    (Event, event),
    (tuple[Session, ...], b'[{"id": "i", "name": "n", "speakers": [{"id": "p", "name": "z"}]}]'),
    (tuple[Speaker, ...], named),
    (tuple[Track, ...], named),
]
ready = threading.Barrier(15)

def read(first):
    ready.wait()
    for kind, body in kinds[first:] + kinds[:first]:
        storage.load(kind, body)

threads = [threading.Thread(target=read, args=(number % len(kinds),)) for number in range(15)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize("attempt", range(8))
def test_stored_records_can_be_read_by_many_threads_from_the_start(attempt: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_READINGS], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
