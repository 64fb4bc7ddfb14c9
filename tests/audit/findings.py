"""What a yardstick found, and the tables of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Finding:
    """One line of the table: what was looked at by which tool, how it came out, and each fault in words."""

    yardstick: str
    over: str
    wanted: str
    result: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        return not self.faults

    def __post_init__(self) -> None:
        self.result = self.result or plural(len(self.faults), "fault")


def plural(number: int, noun: str) -> str:
    """ "1 fault", "2 faults"."""
    return f"{number} {noun if number == 1 else f'{noun}s'}"


def as_text(findings: Iterable[Finding]) -> str:
    """A table for a terminal, and below it every fault."""
    rows = [("", "yardstick", "over", "wanted", "result")]
    rows += [
        ("ok" if each.is_met else "MISSED", each.yardstick, each.over, each.wanted, each.result) for each in findings
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for each in findings:
        if each.faults:
            lines += ["", f"{each.yardstick}, {each.over}:", *(f"  {fault}" for fault in each.faults)]
    return "\n".join(lines)


def as_markdown(findings: Iterable[Finding], versions: dict[str, str]) -> str:
    """The page docs/audit.md."""
    lines = [
        "# Audit",
        "",
        "The figures of the last `make audit`, which measures the public site with the demonstration data on a fixed",
        "day. It starts everything itself, and ends with an error when a limit is missed. Pictures are compared with",
        "those of `tests/audit/pictures`; `make audit-pictures` takes them anew after a change one wants.",
        "",
        "| yardstick | over | wanted | result |",
        "|---|---|---|---|",
    ]
    lines += [f"| {each.yardstick} | {each.over} | {each.wanted} | {each.result} |" for each in findings]
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    return "\n".join([*lines, "", f"Measured with {tools}.", ""])
