"""What many tests stand on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from store.accounts import SqlAccounts
from store.database import Database
from store.schema import upgrade
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.ledger import Ledger


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh ledger with one account."""
    database = Database.open(f"sqlite:///{tmp_path}/ledger.db")
    await asyncio.to_thread(upgrade, database)
    await SqlAccounts(database).add(ACCOUNT, "sealed", START)
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)
