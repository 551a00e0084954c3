"""A clock that tests move."""

import asyncio
from dataclasses import dataclass, field

from contracts.contract import Instant

START = 1_795_000_000.0


@dataclass
class FakeClock:
    """Keeps the port `Clock`; whoever sleeps wakes when the test has set the clock far enough."""

    at: Instant = START
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    def now(self) -> Instant:
        return self.at

    async def sleep_until(self, at: Instant) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self.at >= at)

    async def set(self, at: Instant) -> None:
        async with self._moved:
            self.at = max(self.at, at)
            self._moved.notify_all()

    async def advance(self, seconds: float) -> None:
        await self.set(self.at + seconds)


@dataclass
class LeapingClock(FakeClock):
    """A clock for one sleeper alone: whoever sleeps on it finds that the time has passed."""

    async def sleep_until(self, at: Instant) -> None:
        await self.set(at)
