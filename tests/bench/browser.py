"""P8: the first view in Chromium on a slow line and a slow processor, beside the plain server-rendered page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.bench.figures import Figure
from tests.bench.processes import running_reference
from tests.bench.stage import EVENT, stage
from tests.browser.chromium import ARGUMENTS
from tests.conftest import CHROMIUM

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
CPU_SLOWDOWN = 4
COUNTED = {"document", "stylesheet", "script"}
LARGEST_PAINT = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass(frozen=True, slots=True)
class FirstView:
    """Requests, kilobytes over the wire (document, style sheets, scripts), and the largest paint."""

    requests: int
    kilobytes: float
    paint_ms: float


def first_view(rounds: int) -> Iterator[Figure]:
    """Medians of first views with an empty cache, in turn."""
    with ExitStack() as stack:
        on = stack.enter_context(stage(latency_ms=0))
        portal = stack.enter_context(on.portal())
        on.settle(portal, EVENT)
        plain = stack.enter_context(running_reference("plain page", "tests.bench.reference.bare"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        ours, reference = [], []
        for _ in range(rounds):
            reference.append(_view(browser, f"{plain.address}/"))
            ours.append(_view(browser, portal.address + EVENT))
        browser.close()
    paint, plain_paint = (median(view.paint_ms for view in views) for views in (ours, reference))
    yield Figure(
        key="P8",
        what="first view: requests for document, style, script",
        measured=ours[0].requests,
        at_most=5,
        exact=True,
    )
    yield Figure(
        key="P8", what="first view: compressed", measured=ours[0].kilobytes, at_most=40, exact=True, unit=" kB"
    )
    yield Figure(
        key="P8", what="largest paint ÷ plain server-rendered page", measured=paint / plain_paint, at_most=1.2,
        detail=f"{paint:,.0f} ms ÷ {plain_paint:,.0f} ms, slow 4G, processor {CPU_SLOWDOWN}× slower",
    )  # fmt: skip


def _view(browser: Browser, address: str) -> FirstView:
    with browser.new_context() as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
        received: list[float] = []
        kinds: dict[str, str] = {}
        session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"].lower()}))
        session.on(
            "Network.loadingFinished",
            lambda event: kinds.get(event["requestId"]) in COUNTED and received.append(event["encodedDataLength"]),
        )
        page.goto(address, wait_until="load")
        paint = page.evaluate(LARGEST_PAINT)
        return FirstView(len(received), sum(received) / 1000, paint)
