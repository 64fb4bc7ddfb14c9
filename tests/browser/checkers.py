"""The checkers of package.json, installed when they are not: the Nu HTML checker and axe-core."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
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


def install() -> None:
    """`npm ci`, unless exactly what package-lock.json names is installed. Raises subprocess.CalledProcessError."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=FOLDER, timeout=INSTALL_LIMIT_S, check=True)


def html_errors(folder: Path) -> list[str]:
    """What the Nu checker says of the .html files of a folder, one line for each message: file, line, text."""
    command = ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--skip-non-html", str(folder)]
    finished = subprocess.run(command, capture_output=True, timeout=VNU_LIMIT_S, check=True)
    return [
        f"{Path(message['url']).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(finished.stderr)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]


def accessibility_violations(page: Any) -> list[str]:
    """What axe-core says against a page whose context was given AXE as an initial script."""
    found: list[str] = page.evaluate(_RUN_AXE, list(AXE_RULES))
    return found
