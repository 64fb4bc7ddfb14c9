"""`make bench`: every figure of docs/performance.md measured, shown, written down and judged.

    python -m tests.bench               all, at least five interleaved rounds each, and docs/performance.md
    python -m tests.bench --quick       shorter rounds, under three minutes, nothing written
    python -m tests.bench P1 P5         these figures only, nothing written
    python -m tests.bench --pretalx     P2 too: installs pretalx into an environment of its own
    python -m tests.bench --growth      the plots of docs/performance/ as well

Exits with 1 when a figure is missed by more than 15 %.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from tests.bench import browser, hosts, memory, outage, registrations, rendering, report, upstream, warm
from tests.bench.figures import Figure

Measure = Callable[[], Iterator[Figure]]


def measures(*, quick: bool) -> dict[str, Measure]:
    """What measures which figures, cheapest settings for ``quick``."""
    rounds, seconds = (3, 1.0) if quick else (5, 4.0)
    return {
        "P1 P3": lambda: warm.event_page(rounds, seconds),
        "P4": lambda: rendering.rendered_page(rounds, seconds),
        "P5": outage.cold_burst,
        "P6 P6b": lambda: outage.hanging(3 if quick else 5, 2 if quick else 4),
        "P7": upstream.calls_per_view,
        "P8": lambda: browser.first_view(3 if quick else 7),
        "P9": lambda: warm.long_lists(rounds, seconds),
        "P10": lambda: memory.worker_memory(20_000 if quick else memory.REQUESTS),
        "P11": lambda: registrations.registrations(2 if quick else 5, 100 if quick else registrations.AT_ONCE),
        "P12": lambda: hosts.two_hosts(2 if quick else 5, seconds),
    }


def main() -> int:
    """Measure what was asked for; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure the figures of docs/performance.md."
    )
    parser.add_argument("figures", nargs="*", help="P1 … P12; all without")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, nothing written")
    parser.add_argument("--pretalx", action="store_true", help="P2 as well; installs pretalx into var/pretalx")
    parser.add_argument("--growth", action="store_true", help="measure and plot growth as well")
    asked = parser.parse_args()
    chosen = {
        keys: measure
        for keys, measure in measures(quick=asked.quick).items()
        if not asked.figures or set(keys.split()) & set(asked.figures)
    }
    if asked.pretalx:
        from tests.bench import pretalx

        chosen["P2"] = lambda: pretalx.schedule_page(3 if asked.quick else 5, 4)
    found: dict[str, list[Figure]] = {}
    for keys, measure in chosen.items():
        found[keys] = []
        for figure in measure():
            report.show(figure)
            found[keys].append(figure)
    if asked.growth:
        from tests.bench import growth

        growth.measure_and_plot()
    if not asked.quick and not asked.figures:
        report.write(dict(sorted(found.items(), key=lambda item: int(item[0].split()[0][1:]))))
    return _judge(found)


def _judge(found: Mapping[str, list[Figure]]) -> int:
    missed = sorted({figure.key for figures in found.values() for figure in figures if not figure.is_reached})
    if missed:
        sys.stdout.write(f"\nMissed: {', '.join(missed)}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
