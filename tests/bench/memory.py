"""P10: memory of a web worker."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.processes import Server
from tests.bench.stage import EVENT, VISITOR, stage

EVENTS = 500
REQUESTS = 100_000
AT_MOST_MB = 90
FLAT_MB = 1.0  # more growth over the second half of the requests counts as a slope


def worker_memory(requests: int = REQUESTS) -> Iterator[Figure]:
    """Proportional set size of the larger worker at 500 events after so many requests, and its growth at the end."""
    with stage(scale=EVENTS, latency_ms=0) as on, on.portal() as portal:
        on.settle(portal, "/events/", EVENT, f"{EVENT}schedule/")
        half = _after(portal, requests // 2)
        full = _after(portal, requests // 2)
    yield Figure(
        key="P10",
        what=f"memory of a worker, {EVENTS} events, {requests:,} requests".replace(",", " "),
        measured=full,
        at_most=AT_MOST_MB,
        unit=" MB",
    )
    yield Figure(
        key="P10", what="its growth over the second half", measured=max(0.0, full - half), at_most=FLAT_MB,
        exact=True, unit=" MB", detail=f"{half:.1f} → {full:.1f} MB",
    )  # fmt: skip


def _after(portal: Server, requests: int) -> float:
    done = 0
    while done < requests:
        for path in ("/events/", EVENT, f"{EVENT}schedule/"):
            done += load(portal, path, seconds=2, headers=VISITOR).requests
    return max(portal.worker_memory_mb())
