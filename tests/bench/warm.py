"""Pages that are kept: P1 and P3 (the event page), P9 (lists of any length)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from tests.bench.figures import Figure, middle_ratio
from tests.bench.load import Load, ask, load
from tests.bench.processes import Server, running_nginx, running_reference
from tests.bench.reference.page import HTML
from tests.bench.stage import EVENT, SCHEDULE, VISITOR, Stage, stage

Target = tuple[Server, str, Mapping[str, str]]
LIST = "/events/"
SEVERAL = 50
MANY_EVENTS = 5000
MANY_SESSIONS = 500
FIRST_RENDER_LIMIT_S = 1.0


def event_page(rounds: int, seconds: float) -> Iterator[Figure]:
    """P1 and P3: the kept event page and its 304 beside a constant Django view; a bare page and nginx as well."""
    with ExitStack() as stack:
        on = stack.enter_context(stage())
        portal = stack.enter_context(on.portal())
        on.settle(portal, EVENT)
        etag = ask(portal, EVENT, VISITOR).headers["etag"]
        targets: dict[str, Target] = {
            "constant": (
                stack.enter_context(running_reference("constant view", "tests.bench.reference.constant")),
                "/",
                {},
            ),
            "warm": (portal, EVENT, VISITOR),
            "304": (portal, EVENT, VISITOR | {"If-None-Match": etag}),
            "bare": (
                stack.enter_context(running_reference("bare WSGI page", "tests.bench.reference.bare")),
                "/",
                VISITOR,
            ),
            "nginx": (stack.enter_context(running_nginx(HTML)), "/page", {}),
        }
        found = interleaved(targets, rounds, seconds)
    comparison = f"bare WSGI page {speed(found['bare'])}, nginx {speed(found['nginx'])}"
    yield ratio_figure(
        "P1", "warm event page, 60 sessions ÷ constant Django view", found["warm"], found["constant"], 1.3, comparison
    )
    yield ratio_figure("P3", "304 for a repeat visitor ÷ constant Django view", found["304"], found["constant"], 1.5)


def long_lists(rounds: int, seconds: float) -> Iterator[Figure]:
    """P9: 5,000 events beside 50, and 500 sessions: kept, and rendered for the first time."""
    with ExitStack() as stack:
        short = stack.enter_context(stage(scale=SEVERAL, latency_ms=0))
        long = stack.enter_context(stage(scale=MANY_EVENTS, latency_ms=0))
        few = stack.enter_context(short.portal("50 events"))
        many = stack.enter_context(long.portal("5,000 events"))
        short.settle(few, LIST)
        long.settle(many, LIST)
        found = interleaved({"few": (few, LIST, VISITOR), "many": (many, LIST, VISITOR)}, rounds, seconds)
        first_list_s = first_render_s(long, LIST)
    with stage(scale=MANY_SESSIONS, latency_ms=0) as programme:
        with programme.portal() as once:
            programme.settle(once, SCHEDULE)
        first_schedule_s = first_render_s(programme, SCHEDULE)
    yield ratio_figure("P9", "warm list of 5,000 events ÷ of 50", found["many"], found["few"], 0.9)
    yield Figure(
        key="P9", what="first render of 5,000 events, of 500 sessions: the slower",
        measured=max(first_list_s, first_schedule_s), at_most=FIRST_RENDER_LIMIT_S, unit=" s",
        detail=f"list {first_list_s:.2f} s, schedule {first_schedule_s:.2f} s, by a process that just began",
    )  # fmt: skip


def first_render_s(on: Stage, path: str) -> float:
    """Seconds until the first answer of a process that has just begun, with everything stored."""
    with on.portal() as fresh:
        return ask(fresh, path, VISITOR).elapsed_ms / 1000


def interleaved(targets: Mapping[str, Target], rounds: int, seconds: float) -> dict[str, list[Load]]:
    """Load every target once in each round, in turn, so that what disturbs the machine disturbs them all."""
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for server, path, headers in targets.values():
        load(server, path, seconds=1, headers=headers)  # warm up
    for _ in range(rounds):
        for name, (server, path, headers) in targets.items():
            found[name].append(load(server, path, seconds=seconds, headers=headers))
    for name, loads in found.items():
        errors = sum(each.errors for each in loads)
        if errors:
            raise RuntimeError(f"{name}: {errors} requests failed under load")
    return found


def ratio_figure(
    key: str, what: str, ours: list[Load], reference: list[Load], at_least: float, more: str = ""
) -> Figure:
    """Requests per second beside the reference; the processor time of both stands behind it."""
    return Figure(
        key=key,
        what=what,
        measured=middle_ratio([each.per_second for each in ours], [each.per_second for each in reference]),
        at_least=at_least,
        detail="; ".join(part for part in (f"{speed(ours)} ÷ {speed(reference)}", more) if part),
    )


def speed(loads: list[Load]) -> str:
    """Median speed and processor time as text."""
    middle = sorted(loads, key=lambda each: each.per_second)[len(loads) // 2]
    return f"{middle.per_second:,.0f}/s at {middle.cpu_us:,.0f} µs".replace(",", " ")
