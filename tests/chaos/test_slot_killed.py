"""10,000 rows change while who reads their slot is killed again and again: nothing is lost or counts twice."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from catalog.postgres_sessions import session_at
from contracts.changes import ChangeKind
from contracts.intake import NewSource
from contracts.names import AccountKey, SourceKey
from contracts.product import Product
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import WatchReport
from drafting.change_decisions import Deciding
from store.changes import SqlChanges
from store.database import Database
from store.products import SqlProducts
from store.schema import upgrade
from store.sealing import sealer_of
from store.sources import SqlSources
from store.tables.sources import ChangeRow, ProductStateRow
from tests.chaos import slot_reader
from tests.chaos.shop_clerk import TABLES, Clerk
from tests.drafting.change_builders import a_book
from tests.fakes.clock import START
from tests.logical_postgres import PUBLICATION, SLOT, ShopDatabase, logical_server, shop_database

pytestmark = pytest.mark.chaos

CHANGES = 10_000
THERE_BEFORE, COPIED = 100, 150
KILLS = 12
PAGES_MAX = 10
"""That a reader keeps before it is killed: some looks of its life, or a piece of one."""
MOMENT_SECONDS_MAX = 0.1
"""How much later it is killed: in the middle of whatever comes after a page."""
SEED = 20_261_122
ACCOUNT, SHOP = AccountKey("demo"), SourceKey("shop-database")
STEP_SECONDS_MAX = 120.0
FOLDED_AT_ONCE = 60


@pytest.fixture
def shop() -> Iterator[ShopDatabase]:
    with logical_server() as server, shop_database(server) as shop:
        for table in TABLES:
            shop.make_products(table, identity="FULL" if table == "posters" else "DEFAULT")
        yield shop


async def test_no_change_of_a_row_is_lost_or_counts_twice_though_its_reader_is_killed(
    tmp_path: Path, shop: ShopDatabase
) -> None:
    house = await _house(tmp_path, shop)
    with session_at(shop.dsn) as session:
        clerk = Clerk(session, random.Random(SEED))
        clerk.copy_in("mugs", THERE_BEFORE)
        shop.set_up(TABLES)
        clerk.copy_in("shirts", COPIED)
        for _ in range(KILLS):
            await asyncio.gather(house.kill_a_reader(), asyncio.to_thread(_work, clerk))
            await house.fold_some(FOLDED_AT_ONCE)
        clerk.copy_in("posters", COPIED)
    report = await house.read_to_the_end()
    await house.fold_all()
    changes, known = await house.kept()

    assert house.kept_before_the_end > CHANGES // 4
    assert report.error is None
    kinds = Counter(change.kind for change in changes)
    # What was there before the slot is known by the tables alone; each row that changed since is told of once.
    assert kinds[ChangeKind.SNAPSHOT] >= THERE_BEFORE
    assert kinds.total() - kinds[ChangeKind.SNAPSHOT] == clerk.day.changes - THERE_BEFORE >= CHANGES
    assert house.folded == len(changes) == len({change.delivery for change in changes})
    assert known == rows_of(shop)
    house.database.close()


def _work(clerk: Clerk) -> None:
    """A part of the day."""
    enough = clerk.day.changes + CHANGES // KILLS
    while clerk.day.changes < enough:
        clerk.transact()


State = tuple[str, str, Decimal]
"""Title, description and price."""


def rows_of(shop: ShopDatabase) -> Mapping[str, State]:
    """What the shop sells in the end, by its own books."""
    tables = " UNION ALL ".join(f"SELECT id, title, description, price FROM {table}" for table in TABLES)  # noqa: S608
    return {key: (title, description, price) for key, title, description, price in shop.order(tables)}


@dataclass
class House:
    """The store, and whoever fills it."""

    database: Database
    environment: Mapping[str, str]
    dice: random.Random
    folded: int = 0
    kept_before_the_end: int = 0

    async def kill_a_reader(self) -> None:
        """In the middle of its work."""
        async with asyncio.timeout(STEP_SECONDS_MAX), self._reader("for-long") as reader:
            for _ in range(self.dice.randint(1, PAGES_MAX)):
                assert await _line(reader) == slot_reader.BEAT
            await asyncio.sleep(self.dice.uniform(0.0, MOMENT_SECONDS_MAX))
            reader.kill()
            assert await reader.wait() == -signal.SIGKILL

    async def read_to_the_end(self) -> WatchReport:
        self.kept_before_the_end = len((await self.kept())[0])
        async with asyncio.timeout(STEP_SECONDS_MAX), self._reader(slot_reader.TO_THE_END) as reader:
            while (line := await _line(reader)) == slot_reader.BEAT:
                pass
            return WatchReport.model_validate_json(line)

    @asynccontextmanager
    async def _reader(self, manner: str) -> AsyncIterator[asyncio.subprocess.Process]:
        url = self.database.engine.url.render_as_string()
        words = (sys.executable, "-P", "-m", slot_reader.__name__, url, SHOP, manner)
        process = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, env=self.environment, cwd=Path(__file__).parents[2]
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            process._transport.close()  # type: ignore[attr-defined]  # asyncio leaves the pipes to the collector

    async def fold_all(self) -> None:
        while await self.fold_some(1_000):
            pass

    async def fold_some(self, limit: int) -> int:
        """As the products' workflows do it; how many changes were folded."""
        pending = await SqlChanges(self.database).pending(START, limit)
        folded = sum([await self._fold(product.product_key) for product in pending])
        self.folded += folded
        return folded

    async def _fold(self, key: str) -> int:
        products, folded, more = SqlProducts(self.database), 0, True
        deciding = Deciding(SHOP, a_book(""), START)
        while more:
            step = await products.fold(SHOP, key, deciding, START)
            folded, more = folded + step.folded, step.more
            if step.decision is not None:
                await products.done(step.decision.id, START)
        return folded

    async def kept(self) -> tuple[list[ChangeRow], Mapping[str, State]]:
        """All changes, and what is known of the products that are there."""
        changes = await self.database.read(lambda session: list(session.exec(select(ChangeRow))))
        states = await self.database.read(lambda session: list(session.exec(select(ProductStateRow))))
        return changes, {row.product_key: _state(row.product) for row in states if row.product and not row.deleted}


async def _line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def _state(product: str) -> State:
    known = Product.model_validate_json(product)
    assert known.price is not None
    return known.title, known.description, known.price.amount


async def _house(folder: Path, shop: ShopDatabase) -> House:
    database = Database.open(f"sqlite:///{folder}/ledger.db")
    await asyncio.to_thread(upgrade, database)
    key = Fernet.generate_key().decode()
    settings = SourceSettings(slot=SLOT, publication=PUBLICATION).model_dump_json(exclude_defaults=True)
    source = NewSource(key=SHOP, kind=SourceKind.POSTGRESQL, account=ACCOUNT, settings=settings)
    await SqlSources(database, sealer_of(key)).add(source, [shop.dsn], START)
    environment = os.environ | {slot_reader.KEY_VARIABLE: key}
    return House(database, environment, random.Random(SEED))
