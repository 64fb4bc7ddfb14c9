"""What the bench tells: a table on the screen, and docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.figures import Figure, table
from tests.simulation import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "performance.md"
BEGIN, END = "<!-- measured: written by make bench -->", "<!-- end of measured -->"
PACKAGES = ("django", "gunicorn", "gunicorn_h1c", "requests", "msgspec", "brotli", "psycopg")


def write(parts: Mapping[str, Sequence[Figure]]) -> None:
    """Replace the measured part of docs/performance.md; what people wrote around it stays."""
    text = DOCUMENT.read_text()
    measured = f"{BEGIN}\n\n{conditions()}\n\n{table([figure for part in parts.values() for figure in part])}\n\n{END}"
    DOCUMENT.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: measured, text, flags=re.DOTALL))


def conditions() -> str:
    """The machine and the versions, in one sentence each."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    programs = ", ".join(
        text for text in (_program("nginx", "-v"), _program("wrk", "-v"), _program("psql", "--version")) if text
    )
    return (
        f"Measured on {date.today():%Y-%m-%d}: {os.cpu_count()} cores ({_processor()}), {_memory_gb():.0f} GB, "  # noqa: DTZ011 -- a date for people
        f"{platform.system()} {platform.release()}. Python {platform.python_version()}, {packages}. {programs}.\n"
        f"The load generator and all servers share these cores; every ratio comes from rounds that ran in turn."
    )


def _processor() -> str:
    match = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return match[1].strip() if match else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _program(name: str, flag: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        return ""
    printed = subprocess.run(
        [path, flag], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    ).stdout
    found = re.search(r"\d+(\.\d+)+", printed)
    return f"{name} {found[0]}" if found else name


def show(figure: Figure) -> None:
    """One line on the screen as soon as a figure is known."""
    mark = "  " if figure.is_reached else "✗ "
    show_line(f"{mark}{figure.key:4} {figure.what}: {figure.shown} (asked {figure.asked})  {figure.detail}")


def show_line(text: str) -> None:
    """A line on the screen, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
