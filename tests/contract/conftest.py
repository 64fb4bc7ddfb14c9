"""The bundled simulator, as it starts, for each test."""

from collections.abc import Iterator

import pytest

from tests.simulation import Simulator, running_simulator


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with running_simulator(real_time_delay_s=0) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Iterator[Simulator]:
    yield running
    running.reset()
