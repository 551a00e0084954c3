"""A house with a source of each kind."""

import pytest

from store.database import Database
from tests.fakes.clock import FakeClock
from tests.intake.house import House


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> House:
    house = House(database, clock)
    await house.furnish()
    return house
