"""The scripts of the public pages: few, and light."""

from __future__ import annotations

import gzip
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "portal" / "js"
BUDGET = 15 * 1024  # bytes over the wire, for the whole site


def test_all_scripts_together_keep_within_their_budget() -> None:
    weights = {path.name: len(gzip.compress(path.read_bytes(), mtime=0)) for path in FOLDER.glob("*.js")}
    assert weights
    assert sum(weights.values()) < BUDGET, weights
