"""How cost and memory grow: with events, sessions, visitors and hosts. Draws docs/performance/*.svg."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.figure import Figure as Drawing

from tests.bench.hosts import together
from tests.bench.load import load
from tests.bench.report import show_line
from tests.bench.stage import EVENT, SCHEDULE, VISITOR, stage
from tests.simulation import REPOSITORY

FOLDER = REPOSITORY / "docs" / "performance"
LIST = "/events/"
EVENTS = (50, 500, 1500, 5000)
SESSIONS = (50, 100, 250, 500)
VISITORS = (1, 4, 16, 64, 200, 500)
SECONDS = 4.0
INK, SECOND = "#00566b", "#a3262c"

mpl.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "portal",
        "font.size": 9,
        "axes.spines.right": False,
        "axes.spines.top": False,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plot."""

    label: str
    values: Sequence[float]
    colour: str = INK
    right: bool = False  # against the axis on the right


def measure_and_plot() -> None:
    """Measure every growth and draw it; the figures are printed as well."""
    FOLDER.mkdir(exist_ok=True)
    _events()
    _sessions()
    _visitors()
    _hosts()


def _events() -> None:
    _pages("events", EVENTS, "published events", LIST, "The list of events")


def _sessions() -> None:
    _pages("sessions", SESSIONS, "sessions of the event", SCHEDULE, "The schedule")


def _pages(name: str, sizes: Sequence[int], axis: str, path: str, title: str) -> None:
    warm, rendered, memory = [], [], []
    for size in sizes:
        with stage(scale=size, latency_ms=0) as on:
            with on.portal() as portal:
                on.settle(portal, path)
                warm.append(load(portal, path, seconds=SECONDS, headers=VISITOR).cpu_us / 1000)
                memory.append(max(portal.worker_memory_mb()))
            with on.portal(PAGE_STORE_BYTES="0") as portal:
                on.settle(portal, path)
                rendered.append(load(portal, path, seconds=SECONDS, headers=VISITOR).cpu_us / 1000)
        show_line(
            f"{title}, {size}: kept {warm[-1]:.2f} ms, rendered {rendered[-1]:.1f} ms, worker {memory[-1]:.0f} MB"
        )
    lines = [
        Line("kept, ms of processor", warm),
        Line("rendered, ms of processor", rendered, SECOND),
        Line("worker, MB", memory, "#5b5750", True),
    ]
    _draw(name, title, axis, sizes, "ms per view", lines, "MB per worker")


def _visitors() -> None:
    speed, p99 = [], []
    with stage(latency_ms=0) as on, on.portal() as portal:
        on.settle(portal, EVENT)
        for count in VISITORS:
            found = load(portal, EVENT, seconds=SECONDS, headers=VISITOR, connections=count)
            speed.append(found.per_second)
            p99.append(found.p99_ms)
            show_line(f"Visitors at the same time, {count}: {speed[-1]:,.0f}/s, p99 {p99[-1]:.1f} ms")
    lines = [Line("pages per second", speed), Line("p99, ms", p99, SECOND, True)]
    _draw("visitors", "A warm event page", "visitors at the same time", VISITORS, "pages per second", lines, "ms")


def _hosts() -> None:
    speed: list[float] = []
    with ExitStack() as stack:
        on = stack.enter_context(stage(postgres=True))
        hosts = [stack.enter_context(on.portal(f"host {number}")) for number in (1, 2)]
        for host in hosts:
            on.settle(host, EVENT)
        for count in (1, 2):
            speed.append(together(hosts[:count], SECONDS))
            show_line(f"Hosts, {count}: {speed[-1]:,.0f}/s")
    _draw(
        "hosts",
        "Warm pages, hosts sharing this machine",
        "gunicorn hosts",
        (1, 2),
        "pages per second",
        [Line("pages per second", speed)],
    )


def _draw(
    name: str, title: str, axis: str, sizes: Sequence[int], unit: str, lines: Sequence[Line], right_unit: str = ""
) -> None:
    drawing = Drawing(figsize=(6.4, 3.4), layout="constrained")
    left = drawing.add_subplot(title=title, xlabel=axis, ylabel=unit)
    left.set_xscale("log")
    left.set_xticks(sizes, [f"{size:,}".replace(",", " ") for size in sizes])
    left.minorticks_off()
    other = None
    if right_unit:
        other = left.twinx()
        other.set_ylabel(right_unit)
    handles = []
    for line in lines:
        target = other if line.right and other is not None else left
        handles += target.plot(sizes, line.values, marker="o", label=line.label, color=line.colour)
    for target in (left, other):
        if target is not None:
            target.set_ylim(bottom=0)
    left.legend(handles=handles, frameon=False)
    drawing.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
