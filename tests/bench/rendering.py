"""P4: what a page costs when its kept bytes are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figures import Figure, middle_ratio
from tests.bench.processes import running_reference
from tests.bench.stage import EVENT, SCHEDULE, VISITOR, stage
from tests.bench.warm import interleaved, speed

AT_MOST = 20


def rendered_page(rounds: int, seconds: float) -> Iterator[Figure]:
    """Processor time of the event page, rendered at each request, beside the constant view's."""
    with ExitStack() as stack:
        on = stack.enter_context(stage())
        portal = stack.enter_context(on.portal(PAGE_STORE_BYTES="0"))
        on.settle(portal, EVENT, SCHEDULE)
        constant = stack.enter_context(running_reference("constant view", "tests.bench.reference.constant"))
        found = interleaved(
            {
                "event": (portal, EVENT, VISITOR),
                "schedule": (portal, SCHEDULE, VISITOR),
                "constant": (constant, "/", {}),
            },
            rounds,
            seconds,
        )
    reference = [each.cpu_us for each in found["constant"]]
    schedule = middle_ratio([each.cpu_us for each in found["schedule"]], reference)
    yield Figure(
        key="P4",
        what="event page rendered, processor time ÷ constant Django view",
        measured=middle_ratio([each.cpu_us for each in found["event"]], reference),
        at_most=AT_MOST,
        detail=f"{speed(found['event'])} ÷ {speed(found['constant'])}; its schedule page: {schedule:.1f}",
    )
