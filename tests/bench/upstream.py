"""P7: how often the API is asked while many visitors look at pages."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.stage import EVENT, VISITOR, stage
from tests.processes.running import wait_until

VIEWS = 10_000
PERIODS = 10
FRESH_S = 5  # the shortest an administrator can choose, so that ten periods pass within a minute


def calls_per_view() -> Iterator[Figure]:
    """10,000 views spread over ten fresh periods."""
    seen = 0
    with stage(latency_ms=5) as on:
        on.database.configure(fresh_s=FRESH_S, stale_s=10 * FRESH_S)
        with on.portal() as portal:
            on.settle(portal, EVENT)
            on.simulator.clear_journal()
            started = time.monotonic()
            for _ in range(PERIODS):
                ends_at = time.monotonic() + FRESH_S
                period = 0
                while period < VIEWS / PERIODS or time.monotonic() < ends_at:
                    period += load(portal, EVENT, seconds=1, headers=VISITOR).requests
                seen += period
            assert wait_until(lambda: not on.database.has_lease(), 30)
            passed = (time.monotonic() - started) / FRESH_S  # periods; a round of load may last longer than one
            counted = on.calls()
    busiest = max(counted, key=lambda path: counted[path], default="")
    yield Figure(
        key="P7", what=f"{VIEWS:,} views over {PERIODS} fresh periods: calls per resource".replace(",", " "),
        measured=counted.get(busiest, 0) * PERIODS / passed, at_most=PERIODS, exact=True,
        detail=f"{seen:,} views".replace(",", " ") + f" in {passed:.1f} periods, {sum(counted.values())} calls in all",
    )  # fmt: skip
