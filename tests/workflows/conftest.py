"""A world of its own for each test: time-skipping servers are never shared."""

from collections.abc import AsyncIterator

import pytest_asyncio

from store.database import Database
from tests.fakes.clock import FakeClock
from tests.workflows.world import World, open_world


@pytest_asyncio.fixture
async def world(database: Database, clock: FakeClock) -> AsyncIterator[World]:
    async with open_world(database, clock) as opened:
        yield opened
