"""What is old is forgotten at once and then every hour, in the worker that is built; no trouble stops it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from activities.forgetting import FORGET_SECONDS, Forgetter
from contracts.trouble import LedgerBusy
from tests.fakes.clock import START, FakeClock

TURNS_MAX = 100


@dataclass
class Rounds:
    """Remembers when it was asked to forget. `troubles` are met first, in order."""

    at: list[float] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    async def forget(self, now: float) -> int:
        if self.troubles:
            raise self.troubles.pop(0)
        self.at.append(now)
        return 3


async def turns_until(reached: Callable[[], bool]) -> None:
    for _ in range(TURNS_MAX):
        if reached():
            return
        await asyncio.sleep(0)
    raise AssertionError("it was never reached")


async def test_it_forgets_at_once_and_every_hour_until_it_is_told_to_stop() -> None:
    clock, rounds, stop = FakeClock(), Rounds(), asyncio.Event()
    running = asyncio.create_task(Forgetter(rounds.forget, clock).run(stop))
    await turns_until(lambda: len(rounds.at) == 1)
    await clock.advance(FORGET_SECONDS)
    await turns_until(lambda: len(rounds.at) == 2)
    stop.set()
    await running
    assert rounds.at == [START, START + FORGET_SECONDS]


@pytest.mark.parametrize("trouble", [LedgerBusy("locked"), ValueError("a fault of ours")])
async def test_trouble_passes(trouble: Exception) -> None:
    rounds = Rounds(troubles=[trouble])
    forgetter = Forgetter(rounds.forget, FakeClock())
    await forgetter.forget_once()
    assert rounds.at == []
    await forgetter.forget_once()
    assert rounds.at == [START]
