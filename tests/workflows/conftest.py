"""A world of its own for each test: time-skipping servers are never shared."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from store.database import Database
from tests.fakes.clock import FakeClock
from tests.workflows.world import World, open_world


@pytest_asyncio.fixture
async def world(database: Database, clock: FakeClock, pytestconfig: pytest.Config) -> AsyncIterator[World]:
    cached = pytestconfig.getoption("--cached-workflows")
    async with open_world(database, clock, cached_workflows=cached) as opened:
        yield opened
