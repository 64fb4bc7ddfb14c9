"""Static files and an empty database are prepared once; each test gets a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.running import Database, environment, manage, running_postgres
from tests.simulation import Simulator, running_simulator


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with collected static files and a migrated SQLite database."""
    var = tmp_path_factory.mktemp("prepared")
    variables = environment(var, f"sqlite:///{var / 'portal.sqlite3'}", "http://127.0.0.1:9")
    manage(variables, "collectstatic", "--noinput")
    manage(variables, "migrate")
    return var


@pytest.fixture(scope="session")
def postgres(prepared: Path) -> Iterator[str]:
    """A migrated PostgreSQL database."""
    with running_postgres() as url:
        manage(environment(prepared, url, "http://127.0.0.1:9"), "migrate")
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Database:
    """An empty database that several processes may share."""
    if request.param == "postgres":
        database = Database(request.getfixturevalue("postgres"))
        for table in ("snapshot", "upstream", "picture", "tombstone", "callcount"):
            database.execute(f"DELETE FROM portal_{table}")  # noqa: S608 -- the tests' own words
        return database
    shutil.copy(prepared / "portal.sqlite3", tmp_path / "portal.sqlite3")
    return Database(f"sqlite:///{tmp_path / 'portal.sqlite3'}")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def variables(prepared: Path, tmp_path: Path, database: Database, simulator: Simulator) -> dict[str, str]:
    """The environment of the product."""
    (tmp_path / "static").symlink_to(prepared / "static")
    database.configure(fresh_s=60, stale_s=600)
    return environment(
        tmp_path,
        database.url,
        simulator.v2_endpoint,
        EVENTS_API_REQUEST_DEADLINE_S="1.2",
        EVENTS_API_REFRESH_DEADLINE_S="1.2",
        EVENTS_API_OLD_COPY_WAIT_S="0.5",
        PAGE_STORE_BYTES="0",  # tests let time pass in the database, behind the portal's back
    )
