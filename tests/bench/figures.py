"""One figure of the bench: what is asked, what was measured, and whether that will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

TOLERANCE = 0.15  # differences below this are noise (design: gate on ratios, ignore differences under 15 %)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured ratio or count. ``at_least`` and ``at_most``: one of them is asked; ``exact`` knows no tolerance."""

    key: str  # "P1"
    what: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    exact: bool = False
    unit: str = ""  # of the number; "" for a ratio
    detail: str = ""  # the absolute figures behind it

    @property
    def is_reached(self) -> bool:
        """Whether the figure is met, noise allowed for."""
        slack = 0.0 if self.exact else TOLERANCE
        if self.at_least is not None:
            return self.measured >= self.at_least * (1 - slack)
        assert self.at_most is not None
        return self.measured <= self.at_most * (1 + slack)

    @property
    def asked(self) -> str:
        """What is asked, as text."""
        limit = self.at_least if self.at_least is not None else self.at_most
        return f"{'≥' if self.at_least is not None else '≤'} {number(limit or 0)}{self.unit}"

    @property
    def shown(self) -> str:
        """What was measured, as text."""
        return f"{number(self.measured)}{self.unit}"


def number(value: float) -> str:
    """A number with three significant figures and no needless zeros."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace(",", " ")


def middle_ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """The median of the ratios of rounds that ran beside each other."""
    return median(one / other for one, other in zip(ours, reference, strict=True))


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = ["| # | figure | asked | measured | reached | behind it |", "|---|---|--:|--:|---|---|"]
    rows += [
        f"| {each.key} | {each.what} | {each.asked} | {each.shown} | {'yes' if each.is_reached else '**no**'} "
        f"| {each.detail} |"
        for each in figures
    ]
    return "\n".join(rows)
