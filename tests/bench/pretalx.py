"""P2: pretalx's schedule page with as many talks, under the same gunicorn settings.

pretalx (AGPL) is installed from PyPI into ``var/pretalx``, an environment of its own; nothing of it enters the
portal. Its script bundle is built by its own command, which needs npm.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.bench.processes import Server, free_port, gunicorn, running
from tests.bench.stage import SCHEDULE, SESSIONS, VISITOR, stage
from tests.bench.warm import interleaved, ratio_figure
from tests.simulation import REPOSITORY

VERSION = "2025.2.2"
PACKAGES = (f"pretalx=={VERSION}", "gunicorn==27.0.1", "gunicorn_h1c")
HOME = REPOSITORY / "var" / "pretalx"
SLUG = "bench"
ASKED = 60


def schedule_page(rounds: int, seconds: float) -> Iterator[Figure]:
    """The portal's kept schedule page ÷ pretalx's."""
    python = _installed()
    with ExitStack() as stack:
        on = stack.enter_context(stage())
        portal = stack.enter_context(on.portal())
        on.settle(portal, SCHEDULE)
        other = stack.enter_context(_running_pretalx(python))
        found = interleaved(
            {"ours": (portal, SCHEDULE, VISITOR), "pretalx": (other, f"/{SLUG}/schedule/", VISITOR)}, rounds, seconds
        )
    what = f"warm schedule page, {SESSIONS} sessions ÷ pretalx {VERSION}'s"
    yield ratio_figure("P2", what, found["ours"], found["pretalx"], ASKED)


def _installed() -> Path:
    """The interpreter of pretalx's environment, made at the first run."""
    python = HOME / "bin" / "python"
    ready = HOME / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        with TemporaryDirectory(prefix="portal-bench-pretalx-") as folder:
            subprocess.run(
                [python, "-m", "pretalx", "rebuild", "--npm-install"],
                env=_environment(Path(folder)), stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip
        ready.touch()
    return python


@contextmanager
def _running_pretalx(python: Path) -> Iterator[Server]:
    with TemporaryDirectory(prefix="portal-bench-pretalx-") as folder:
        variables = _environment(Path(folder))
        setup = REPOSITORY / "tests" / "bench" / "reference" / "pretalx_event.py"
        subprocess.run(
            [python, setup, SLUG, str(SESSIONS)],
            env=variables,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = free_port()
        command = [str(python), *gunicorn("pretalx.wsgi", port)[1:]]
        with running("pretalx", command, port=port, environment=variables) as server:
            yield server


def _environment(folder: Path) -> dict[str, str]:
    settings = folder / "pretalx.cfg"
    settings.write_text(
        f"[filesystem]\ndata = {folder}/data\n[site]\ndebug = False\nurl = http://127.0.0.1\n"
        f"[database]\nbackend = sqlite3\nname = {folder}/db.sqlite3\n"
    )
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", str(folder)),
        "PRETALX_CONFIG_FILE": str(settings),
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
    }
