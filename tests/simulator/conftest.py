"""A simulator on a free port for each test, its clock stopped, with one account that has one board."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.client import Api, Control, visit


@pytest.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with RunningSimulator(seed=7) as running:
        yield running


@pytest.fixture
async def http(simulator: RunningSimulator) -> AsyncIterator[httpx.AsyncClient]:
    async with visit(simulator.url) as client:
        yield client


@pytest.fixture
async def control(http: httpx.AsyncClient) -> Control:
    """With the clock stopped: nothing is listed or processed until a test advances it."""
    control = Control(http)
    await control.freeze()
    return control


@pytest.fixture
def api(http: httpx.AsyncClient, control: Control) -> Api:
    return Api(http)


@pytest.fixture
async def board(api: Api) -> str:
    return await api.board()
