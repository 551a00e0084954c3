"""A world of its own for each test: servers are never shared."""

from collections.abc import AsyncIterator

import pytest_asyncio
from temporalio.worker import WorkflowRunner

from store.database import Database
from tests.fakes.clock import FakeClock
from tests.workflows.real_server import real_server
from tests.workflows.replayed import Remembering, replay
from tests.workflows.world import WORKFLOWS, World, open_world
from workflows.sandbox import sandbox


@pytest_asyncio.fixture
async def world(database: Database, clock: FakeClock) -> AsyncIterator[World]:
    """What ran in it is replayed when the test has ended."""
    ran: list[Remembering] = []

    def remembered(runner: WorkflowRunner) -> WorkflowRunner:
        ran.append(Remembering(runner))
        return ran[-1]

    async with open_world(database, clock, around=remembered) as opened:
        yield opened
        await replay(opened.client, [run for runner in ran for run in runner.runs], WORKFLOWS, sandbox())


@pytest_asyncio.fixture
async def real_world(database: Database, clock: FakeClock) -> AsyncIterator[World]:
    """For workflows that are terminated: the time-skipping server may skip no time after that."""
    async with open_world(database, clock, server=real_server) as opened:
        yield opened
