"""P12: two gunicorn hosts on one PostgreSQL."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figures import Figure, middle_ratio
from tests.bench.load import Load, load
from tests.bench.outage import cold_burst
from tests.bench.processes import Server
from tests.bench.stage import EVENT, VISITOR, stage

ASKED = 1.8
CORES_NEEDED = 4  # two hosts of a worker each, and what makes the load


def two_hosts(rounds: int, seconds: float) -> Iterator[Figure]:
    """Warm pages from two hosts of one worker ÷ from one; nothing stored on either ÷ calls."""
    single, double = [], []
    with ExitStack() as stack:
        on = stack.enter_context(stage(postgres=True))
        hosts = [stack.enter_context(on.portal(f"host {number}")) for number in (1, 2)]
        for host in hosts:
            on.settle(host, EVENT)
        for _ in range(rounds):
            single.append(together(hosts[:1], seconds))
            double.append(together(hosts, seconds))
    cores = os.cpu_count() or 1
    share = 1.0 if cores >= CORES_NEEDED else 0.5  # one host already uses both cores of a small machine
    yield Figure(
        key="P12",
        what="warm pages of two hosts ÷ of one" + ("" if share == 1 else f", on {cores} cores shared by both"),
        measured=middle_ratio(double, single), at_least=ASKED * share,
        detail=f"{double[0]:,.0f}/s ÷ {single[0]:,.0f}/s".replace(",", " "),
    )  # fmt: skip
    yield from cold_burst(postgres=True, hosts=2)


def together(servers: list[Server], seconds: float) -> float:
    """Requests per second of all servers under load at the same time."""
    found: list[Load] = []
    threads = [
        threading.Thread(target=lambda one=server: found.append(load(one, EVENT, seconds=seconds, headers=VISITOR)))
        for server in servers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(each.per_second for each in found)
