"""The portal's commands as processes, with the settings of production and nothing of this machine's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TIME_LIMIT_S = 60


def production_environment(folder: Path, **changes: str) -> dict[str, str]:
    """What a server of an organisation sets; ``folder`` holds its database. An empty value counts as absent."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONWARNINGS": "error",
        "DJANGO_SETTINGS_MODULE": "events_site.settings",
        "VAR_DIR": str(folder),
        "SECRET_KEY": "only-for-tests-Zk3v9Qm2xT7bW5cR8nL4pH6sD1fG0jKyAaEuIo-Xw",
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "ALLOWED_HOSTS": "events.example.org",
        **changes,
    }


def manage(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py`` to its end."""
    return manage_in(REPOSITORY, folder, *arguments, **changes)


def manage_in(repository: Path, folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """The same in a copy of the repository."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=repository,
        env=production_environment(folder, **changes),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
    )


def start(folder: Path, *arguments: str, **changes: str) -> subprocess.Popen[str]:
    """Start ``manage.py``; whoever starts it ends it."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=production_environment(folder, **changes),
        stderr=subprocess.PIPE,
        text=True,
    )
