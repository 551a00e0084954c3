"""The machine's own clock, behind the port that tests replace."""

import asyncio
import time
from dataclasses import dataclass

from contracts.contract import Instant


@dataclass(frozen=True)
class SystemClock:
    """Keeps the port `Clock`."""

    def now(self) -> Instant:
        return time.time()

    async def sleep_until(self, at: Instant) -> None:
        await asyncio.sleep(max(0.0, at - time.time()))
