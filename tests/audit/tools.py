"""The npm tools of package.json and the browser they drive."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.browser import checkers
from tests.browser.chromium import ARGUMENTS
from tests.conftest import CHROMIUM

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
HTML_CODE_SNIFFER = MODULES / "@pa11y" / "html_codesniffer" / "build" / "HTMLCS.js"


def install() -> None:
    """Every tool, exactly as the lock files name it. Downloads no browser."""
    checkers.install()
    checkers.install(FOLDER)


def run(tool: str, *arguments: str, limit_s: float) -> str:
    """What a tool of npm prints; its exit status, by which some tell of faults, is not looked at."""
    environment = os.environ | {"CHROME_PATH": str(CHROMIUM), "PUPPETEER_EXECUTABLE_PATH": str(CHROMIUM)}
    command = [str(MODULES / ".bin" / tool), *arguments]
    return subprocess.run(
        command, cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=limit_s, check=False
    ).stdout


def versions() -> dict[str, str]:
    """By name, of everything whose version may change a figure."""
    chromium = subprocess.run([str(CHROMIUM), "--version"], capture_output=True, text=True, check=True).stdout.split()
    found = {"Chromium": next(word for word in chromium if word[0].isdigit())}
    for name, folder in {
        "Nu HTML checker": checkers.FOLDER / "node_modules" / "vnu-jar",
        "axe-core": checkers.FOLDER / "node_modules" / "axe-core",
        "pa11y-ci": MODULES / "pa11y-ci",
        "pa11y": MODULES / "pa11y",
        "HTML_CodeSniffer": MODULES / "@pa11y" / "html_codesniffer",
        "Lighthouse": MODULES / "lighthouse",
    }.items():
        package: dict[str, Any] = json.loads((folder / "package.json").read_text())
        found[name] = package["version"]
    return found


__all__ = ["ARGUMENTS", "CHROMIUM", "HTML_CODE_SNIFFER", "install", "run", "versions"]
