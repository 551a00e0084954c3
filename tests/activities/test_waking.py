"""The waker tells workflows what the API wrote, forgets nobody, and outlives every trouble."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest

from activities.waking import TROUBLE_SECONDS_MIN, Waker
from contracts.names import AccountKey, LaunchId
from contracts.trouble import LedgerBusy
from contracts.wakes import Wake
from tests.fakes.clock import FakeClock
from tests.fakes.engine import Crash, FakeEngine

SHOP, OTHER = AccountKey("shop"), AccountKey("other")
LAUNCH = LaunchId("20261121-221530-mugs-7f3a")


@dataclass
class Written:
    """Keeps the port `Wakes`. `troubles` are met first, in order."""

    wakes: list[Wake]
    troubles: list[Exception] = field(default_factory=list)

    async def pending(self, limit: int) -> Sequence[Wake]:
        if self.troubles:
            raise self.troubles.pop(0)
        return self.wakes[:limit]

    async def told(self, ids: Collection[int]) -> None:
        self.wakes = [wake for wake in self.wakes if not set(wake.ids) & set(ids)]


def some_wakes() -> list[Wake]:
    return [Wake(ids=(1, 3), account=SHOP), Wake(ids=(2,), account=OTHER, launch=LAUNCH)]


async def test_accounts_and_launches_are_told_and_then_forgotten() -> None:
    written, engine = Written(some_wakes()), FakeEngine()
    assert await Waker(written, engine, FakeClock()).wake_some() == 2
    assert (engine.awake, engine.looking) == ({SHOP}, [LAUNCH])
    assert written.wakes == []


async def test_who_was_not_told_stays_written_down_and_keeps_no_other_waiting() -> None:
    written, engine = Written(some_wakes()), FakeEngine(crash_at=SHOP)
    waker = Waker(written, engine, FakeClock())
    with pytest.raises(Crash):
        await waker.wake_some()
    assert ([wake.account for wake in written.wakes], engine.looking) == ([SHOP], [LAUNCH])
    await waker.wake_some()
    assert (engine.awake, written.wakes) == ({SHOP}, [])


async def test_it_goes_on_after_trouble() -> None:
    written, engine, clock = Written(some_wakes(), [LedgerBusy("locked")]), FakeEngine(), FakeClock()
    stop = asyncio.Event()
    running = asyncio.create_task(Waker(written, engine, clock).run(stop))
    for _ in range(20):
        await asyncio.sleep(0)
    await clock.advance(TROUBLE_SECONDS_MIN)
    for _ in range(50):
        await asyncio.sleep(0)
    stop.set()
    await running
    assert written.wakes == []
