"""What many processes do with registrations, once more on PostgreSQL: the same tests, another database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.running import running_postgres
from tests.simulation import REPOSITORY

# Whatever more than one thread or process does at the same time, and every kill.
TESTS = (
    "test_kill.py",
    "test_accept.py::test_fifty_parallel_posts_with_one_key_are_one_registration",
    "test_accept.py::test_parallel_posts_of_one_party_with_many_keys_are_one_registration",
    "test_limits.py::test_the_count_is_exact_when_many_post_at_once",
    "test_worker.py::test_three_workers_send_each_registration_once",
    "test_worker.py::test_what_a_killed_worker_held_is_taken_up",
    "test_erasing.py::test_erasing_during_a_delivery_leaves_it_alone",
)


@pytest.mark.postgres
def test_accepting_limiting_and_delivering_hold_on_postgresql(tmp_path: Path) -> None:
    with running_postgres() as url:
        environment = os.environ | {"TEST_DATABASE_URL": url, "VAR_DIR": str(tmp_path), "CI": ""}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--create-db"]
            + [f"tests/integration/registration/{name}" for name in TESTS],
            cwd=REPOSITORY,
            env={name: value for name, value in environment.items() if not name.startswith("PYTEST_")},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-6000:]
    assert "18 passed" in done.stdout, done.stdout[-6000:]
