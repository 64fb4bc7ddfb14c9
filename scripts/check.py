"""Runs every static check and reports all that fail. Changes nothing. Run by ``make check``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "."}

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "floors of the house": [str(BIN / "lint-imports"), "--no-logo", "--no-cache"],
    "templates": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1"],
    "system checks": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "locks name no registry": ["sh", "-c", "! grep -nE 'https?://|--(extra-)?index-url' requirements/*.txt"],
}


def main() -> int:
    """Return 1 if any check failed."""
    failed = []
    for name, command in CHECKS.items():
        result = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        print(f"{'failed' if result.returncode else 'ok':7} {name}", flush=True)
        if result.returncode:
            failed.append(name)
            print(result.stdout + result.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
