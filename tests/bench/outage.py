"""Cold and hanging: P5 (nothing stored), P6 (the API hangs), P6b (and visitors ask for pages never seen)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figures import Figure, middle_ratio
from tests.bench.load import Load, Visit, ask, burst, load, percentile
from tests.bench.processes import Server
from tests.bench.stage import EVENT, LATENCY_MS, VISITOR, Stage, stage
from tests.processes.running import wait_until

VISITORS = 64
NEVER_SEEN = 12
MINUTES_OLD = 300  # seconds: past fresh (60), before stale (600)
PAUSE_S = 0.02
ROOM_FOR_PICTURES = ("/speakers/", "/sponsorships/")  # resources fetched in the background, a call for each picture


def cold_burst(*, postgres: bool = False, hosts: int = 1) -> Iterator[Figure]:
    """P5: 64 visitors at once with nothing stored."""
    with ExitStack() as stack:
        on = stack.enter_context(stage(postgres=postgres))
        servers = [stack.enter_context(on.portal(f"host {number + 1}")) for number in range(hosts)]
        on.simulator.clear_journal()
        visits = _visit_together(servers)
        wait_until(lambda: not on.database.has_lease(), 30)
        most = max(on.calls().values())
    where = f", {hosts} hosts on PostgreSQL" if hosts > 1 else ""
    key = "P12" if hosts > 1 else "P5"
    failed = sum(visit.status != 200 for visit in visits)
    p99 = percentile([visit.elapsed_ms for visit in visits], 0.99)
    yield Figure(
        key=key,
        what=f"{VISITORS} visitors, nothing stored{where}: calls per resource",
        measured=most,
        at_most=1,
        exact=True,
    )
    yield Figure(key=key, what=f"the same: pages not shown{where}", measured=failed, at_most=0, exact=True)
    if hosts == 1:
        yield Figure(
            key="P5", what="the same: p99 ÷ upstream's answer time", measured=p99 / LATENCY_MS, at_most=1.3,
            detail=f"p99 {p99:,.0f} ms, upstream {LATENCY_MS} ms",
        )  # fmt: skip


def hanging(rounds: int, seconds: float) -> Iterator[Figure]:
    """P6 and P6b: a warm page while the API never answers."""
    fresh: list[Load] = []
    stale: list[Load] = []
    crowded: list[Load] = []
    with ExitStack() as stack:
        on = stack.enter_context(stage(scale=max(60, rounds * NEVER_SEEN * 2)))
        portal = stack.enter_context(on.portal())
        on.settle(portal, EVENT, "/events/")
        unseen = _unseen_events(on)
        for _ in range(rounds):
            fresh.append(load(portal, EVENT, seconds=seconds, headers=VISITOR))
            on.simulator.fault(hang="before")
            on.database.pass_time(MINUTES_OLD)
            stale.append(load(portal, EVENT, seconds=seconds, headers=VISITOR))
            with _asking(portal, [next(unseen) for _ in range(NEVER_SEEN)]):
                crowded.append(load(portal, EVENT, seconds=seconds, headers=VISITOR))
            on.simulator.clear_faults()
            on.database.execute("UPDATE portal_upstream SET closed_until = NULL, consecutive_failures = 0")
            on.database.execute("UPDATE portal_snapshot SET retry_at = NULL")
            on.settle(portal, EVENT)
    errors = sum(each.errors for each in (*stale, *crowded))
    fresh_p99 = [each.p99_ms for each in fresh]
    yield Figure(
        key="P6", what="warm page while upstream hangs: p99 ÷ fresh p99", at_most=1.5,
        measured=middle_ratio([each.p99_ms for each in stale], fresh_p99), detail=_p99s(stale, fresh),
    )  # fmt: skip
    yield Figure(
        key="P6b", what=f"the same with visitors at {NEVER_SEEN} pages never seen: p99 ÷ fresh p99", at_most=3,
        measured=middle_ratio([each.p99_ms for each in crowded], fresh_p99), detail=_p99s(crowded, fresh),
    )  # fmt: skip
    yield Figure(key="P6", what="errors meanwhile", measured=errors, at_most=0, exact=True)


def _visit_together(servers: list[Server]) -> list[Visit]:
    """The visitors share the hosts evenly and come at the same moment."""
    found: list[list[Visit]] = [[] for _ in servers]
    threads = [
        threading.Thread(
            target=lambda i=index, s=server: found[i].extend(burst(s, [EVENT] * (VISITORS // len(servers)), VISITOR))
        )
        for index, server in enumerate(servers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [visit for visits in found for visit in visits]


class _asking:
    """Visitors who keep asking for pages that nobody has seen, as long as the block runs."""

    def __init__(self, server: Server, paths: list[str]) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(server, path)) for path in paths]

    def _ask(self, server: Server, path: str) -> None:
        while not self._stop.is_set():
            ask(server, path, VISITOR)
            self._stop.wait(PAUSE_S)

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()
        time.sleep(PAUSE_S)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def _unseen_events(on: Stage) -> Iterator[str]:
    """Addresses of events whose pages nobody has visited."""
    for event in on.simulator.events():
        if event["published"] and "_on_" in event["readableEventId"]:
            yield f"/events/{event['readableEventId']}/"


def _p99s(loads: list[Load], fresh: list[Load]) -> str:
    shown = [sorted(each.p99_ms for each in group)[len(group) // 2] for group in (loads, fresh)]
    return f"{shown[0]:.1f} ms ÷ {shown[1]:.1f} ms"
