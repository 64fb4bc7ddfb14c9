"""One simulator for the session, as at its start for each test, and the portal pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings

from portal.services.snapshots import background
from portal.services.snapshots.memory import decoded
from tests.leaks import SecretsInLogs
from tests.served_site import DIALECTS, IDLE_LIMIT_S, ServedSite, serve
from tests.simulation import Simulator, running_simulator


@pytest.fixture(autouse=True)
def no_secret_in_any_log_record() -> Iterator[None]:
    """Whatever a test is about, nothing it makes the portal log holds a secret."""
    with SecretsInLogs() as found:
        yield
    assert found.records == []


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulated(simulator_process: Simulator) -> Iterator[Simulator]:
    """The simulator as at its start."""
    simulator_process.reset()
    yield simulator_process
    simulator_process.clear_faults()


@pytest.fixture
def quiet_end(transactional_db: None) -> Iterator[None]:
    """No refresh outlives its test."""
    decoded.clear()
    yield
    assert background.wait_until_idle(IDLE_LIMIT_S)


@pytest.fixture
def served(quiet_end: None, simulated: Simulator, settings: Settings) -> ServedSite:
    """The portal, configured in the admin for the simulator's outbound API."""
    return serve(simulated, settings)


@pytest.fixture(params=DIALECTS)
def served_by_each(
    request: pytest.FixtureRequest, quiet_end: None, simulated: Simulator, settings: Settings
) -> ServedSite:
    """The portal, configured for each dialect in turn."""
    return serve(simulated, settings, request.param)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """``clock.shift(seconds)`` lets time pass in the portal; the simulator's clock goes on by itself."""
    with time_machine.travel(datetime.now(UTC), tick=True) as coordinates:
        yield coordinates
