"""The checkers of package.json, installed when they are not: the Nu HTML checker and axe-core."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

FOLDER = Path(__file__).resolve().parent
VNU = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
INSTALL_LIMIT_S = 300
VNU_LIMIT_S = 120

# Conformance to WCAG 2.2 A and AA, and what axe recommends beyond it.
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN_AXE = """async (tags) => {
  const result = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return result.violations.flatMap((rule) => rule.nodes.map((node) => {
    const reasons = [...node.any, ...node.all, ...node.none].map((check) => check.message);
    return `${rule.id}: ${node.target.join(" ")}: ${reasons.join("; ")}`;
  }));
}"""


def install(folder: Path = FOLDER) -> None:
    """`npm ci`, unless exactly what package-lock.json names is installed. Raises subprocess.CalledProcessError."""
    installed = folder / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= (folder / "package-lock.json").stat().st_mtime:
        return
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--silent"],
        cwd=folder,
        env=os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"},
        timeout=INSTALL_LIMIT_S,
        check=True,
    )


def save_pages(page: Page, folder: Path, prefix: str) -> None:
    """From now on keep the HTML of each page the browser shows in a file of its own, for `html_errors`."""
    numbers = itertools.count(1)

    def keep(response: Response) -> None:
        is_page = response.request.resource_type == "document" and response.status not in {301, 302, 303}
        if is_page and "text/html" in response.headers.get("content-type", ""):
            where = re.sub("[^a-z0-9]+", "-", urlsplit(response.url).path.lower()).strip("-")[:80]
            (folder / f"{prefix}-{next(numbers):03}-{where}.html").write_bytes(response.body())

    page.on("response", keep)


def html_errors(folder: Path) -> list[str]:
    """What the Nu checker says of the .html files of a folder, one line for each message: file, line, text."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--skip-non-html", str(folder)]
    finished = subprocess.run(command, capture_output=True, timeout=VNU_LIMIT_S, check=True)
    return [
        f"{Path(message['url']).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(finished.stderr)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]


def accessibility_violations(page: Page) -> list[str]:
    """What axe-core says against a page whose context was given AXE as an initial script."""
    found: list[str] = page.evaluate(_RUN_AXE, list(AXE_RULES))
    return found


def is_too_wide(page: Page) -> bool:
    """Whether a page scrolls sideways; parts with a scroll bar of their own are not counted."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
