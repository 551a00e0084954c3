"""The waker: workflows are told of what the HTTP API wrote into the ledger. The API itself never asks Temporal."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from activities.ports import Clock, Engine
from contracts.trouble import Trouble
from contracts.wakes import WAKES_MAX, Wake

IDLE_SECONDS = 1.0
"""How long nothing is looked for when there was nothing."""

TROUBLE_SECONDS_MIN = 1.0
TROUBLE_SECONDS_MAX = 30.0
"""How long the store, or Temporal, is left alone after it failed; twice as long each time."""

LEAVE_SECONDS_MAX = 0.5
"""How long what is being told may take when the worker is told to stop; then it is broken off, and told again."""

log = structlog.get_logger(__name__)


class Wakes(Protocol):
    """Who must be told. Raises `LedgerBusy`."""

    async def pending(self, limit: int) -> Sequence[Wake]: ...

    async def told(self, ids: Collection[int]) -> None: ...


@dataclass(frozen=True)
class Waker:
    """Any number of them work beside one another: whoever is told twice looks twice."""

    wakes: Wakes
    engine: Engine
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        waking = asyncio.create_task(self._go_on())
        await stop.wait()
        waking.cancel()
        await asyncio.wait([waking], timeout=LEAVE_SECONDS_MAX)

    async def _go_on(self) -> None:
        trouble_seconds = TROUBLE_SECONDS_MIN
        while True:
            told = await self._try()
            if told is None:
                await self.clock.sleep_until(self.clock.now() + trouble_seconds)
                trouble_seconds = min(TROUBLE_SECONDS_MAX, 2 * trouble_seconds)
                continue
            trouble_seconds = TROUBLE_SECONDS_MIN
            if not told:
                await self.clock.sleep_until(self.clock.now() + IDLE_SECONDS)

    async def _try(self) -> int | None:
        """How many were told; None: there was trouble, and it was told."""
        try:
            return await self.wake_some()
        except Trouble as trouble:
            log.warning("waking.waits", why=str(trouble)[:300])
        except Exception:  # Temporal away, or a fault of ours: it must not be the last round
            log.exception("waking.failed")
        return None

    async def wake_some(self) -> int:
        """Tell those that are written down; how many there were. What is not told stays written down."""
        pending = await self.wakes.pending(WAKES_MAX)
        for wake in pending:
            await self._wake(wake)
            await self.wakes.told(wake.ids)
        return len(pending)

    async def _wake(self, wake: Wake) -> None:
        if wake.request is None:
            await self.engine.wake_account(wake.account)
        else:
            await self.engine.wake_launch(wake.request)
