"""P7: how often the API is asked while many visitors look at pages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.stage import EVENT, VISITOR, stage
from tests.processes.running import wait_until

VIEWS = 10_000
PERIODS = 10
PERIOD_S = 61  # just past "fresh"


def calls_per_view() -> Iterator[Figure]:
    """10,000 views over ten fresh periods, which pass in the database."""
    seen = 0
    with stage(latency_ms=5) as on, on.portal() as portal:
        on.settle(portal, EVENT)
        on.simulator.clear_journal()
        for _ in range(PERIODS):
            period = 0
            while period < VIEWS / PERIODS:
                period += load(portal, EVENT, seconds=1, headers=VISITOR).requests
            seen += period
            assert wait_until(lambda: not on.database.has_lease(), 30)
            on.database.pass_time(PERIOD_S)
        counted = on.calls()
    busiest = max(counted, key=lambda path: counted[path], default="")
    yield Figure(
        key="P7", what=f"{VIEWS:,} views over {PERIODS} fresh periods: calls per resource".replace(",", " "),
        measured=counted.get(busiest, 0), at_most=PERIODS, exact=True,
        detail=f"{seen:,} views, {sum(counted.values())} calls to {len(counted)} resources".replace(",", " "),
    )  # fmt: skip
