"""The keeper of schedules: it looks at once and then every minute, and no trouble stops it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from activities.watch_keeper import LOOK_SECONDS, WatchKeeper
from contracts.intake import SourceCard
from contracts.names import SourceKey
from contracts.sources import SourceKind
from contracts.trouble import EngineAway, LedgerBusy
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock

LOOKS_MAX = 100


@dataclass
class Ledger:
    """One source."""

    troubles: list[Exception] = field(default_factory=list)

    async def cards(self) -> Sequence[SourceCard]:
        if self.troubles:
            raise self.troubles.pop(0)
        return [SourceCard(key=SourceKey("shop"), kind=SourceKind.FEED, account=ACCOUNT, created=START)]


@dataclass
class Schedules:
    """Remembers for which sources they were kept."""

    troubles: list[Exception] = field(default_factory=list)
    kept: list[list[str]] = field(default_factory=list)

    async def keep(self, sources: Sequence[SourceCard]) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.kept.append([card.key for card in sources])


async def turns(schedules: Schedules, count: int) -> None:
    """Until they were kept so often."""
    for _ in range(LOOKS_MAX):
        if len(schedules.kept) >= count:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"kept {len(schedules.kept)} times")


async def test_it_looks_at_once_and_every_minute_until_it_is_told_to_stop() -> None:
    clock, schedules, stop = FakeClock(), Schedules(), asyncio.Event()
    running = asyncio.create_task(WatchKeeper(Ledger(), schedules, clock).run(stop))
    await turns(schedules, 1)
    await clock.advance(LOOK_SECONDS)
    await turns(schedules, 2)
    stop.set()
    await running
    assert schedules.kept == [["shop"], ["shop"]]


@pytest.mark.parametrize(
    "trouble", [EngineAway("no Temporal"), LedgerBusy("locked"), ValueError("a fault of ours")]
)
async def test_trouble_passes(trouble: Exception) -> None:
    for ledger, schedules in [(Ledger([trouble]), Schedules()), (Ledger(), Schedules([trouble]))]:
        keeper = WatchKeeper(ledger, schedules, FakeClock())
        await keeper.keep_once()
        assert schedules.kept == []
        await keeper.keep_once()
        assert schedules.kept == [["shop"]]
