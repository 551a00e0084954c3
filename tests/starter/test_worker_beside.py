"""What a worker does beside its activities: what sources sent is read, and nothing of it stays for ever."""

import asyncio
from pathlib import Path

from sqlmodel import select
from temporalio.client import Client

import worker
from activities.ads_schedules import AdsKeeper
from activities.api_removals import Remover
from activities.dispatching import Dispatcher
from activities.forgetting import Forgetter
from activities.outbox import OutboxKeeper
from activities.waking import Waker
from activities.watch_keeper import WatchKeeper
from config import Settings
from starter.home import Home
from store.database import Database
from store.sweeping import mark_removed
from store.tables.sources import SourceRow
from tests.fakes.clock import START, FakeClock
from tests.store.shops import SHOP, Shop, a_source

BESIDE = {Dispatcher, WatchKeeper, AdsKeeper, Forgetter, OutboxKeeper, Waker, Remover}
PATIENCE_SECONDS = 60.0
TURN_SECONDS = 0.01


async def test_a_removal_that_broke_off_is_ended_by_the_next_worker(tmp_path: Path) -> None:
    Home(tmp_path).create()
    async with worker.build(settings_in(tmp_path), await nowhere(), clock=FakeClock()) as hands:
        await Shop(hands.database).sources.add(a_source(), [], START)
        await hands.database.write(lambda session: mark_removed(session, SHOP, START))
        forgetters = [one for one in hands.beside if isinstance(one, Forgetter)]
        stop = asyncio.Event()
        running = [asyncio.create_task(forgetter.run(stop)) for forgetter in forgetters]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await names(hands.database):
                await asyncio.sleep(TURN_SECONDS)
        stop.set()
        await asyncio.gather(*running)
        assert await names(hands.database) == []


async def test_a_worker_reads_what_came_in_and_keeps_schedules(tmp_path: Path) -> None:
    Home(tmp_path).create()
    async with worker.build(settings_in(tmp_path), await nowhere(), clock=FakeClock()) as hands:
        assert {type(one) for one in hands.beside} == BESIDE


def settings_in(home: Path) -> Settings:
    return Settings(home=home, pinterest_url="http://127.0.0.1:1/v5")


async def nowhere() -> Client:
    """A client that nobody has connected."""
    return await Client.connect("127.0.0.1:1", lazy=True)


async def names(database: Database) -> list[str]:
    """Of sources, also of those that are being removed."""
    return await database.read(lambda session: list(session.exec(select(SourceRow.key))))
