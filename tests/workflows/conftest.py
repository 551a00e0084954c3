"""A world of its own for each test: servers are never shared."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from store.database import Database
from tests.fakes.clock import FakeClock
from tests.workflows.real_server import real_server
from tests.workflows.world import World, open_world, time_skipping


@pytest_asyncio.fixture
async def world(database: Database, clock: FakeClock, pytestconfig: pytest.Config) -> AsyncIterator[World]:
    cached = pytestconfig.getoption("--cached-workflows")
    server = real_server if cached <= 1 else time_skipping
    async with open_world(database, clock, server=server, cached_workflows=cached) as opened:
        yield opened


@pytest_asyncio.fixture
async def real_world(database: Database, clock: FakeClock) -> AsyncIterator[World]:
    """For workflows that are terminated: the time-skipping server may skip no time after that."""
    async with open_world(database, clock, server=real_server) as opened:
        yield opened
