"""The waker: workflows are told of what the HTTP API wrote into the ledger. The API itself never asks Temporal."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from temporalio.service import RPCError

from activities.ports import Clock, Engine
from contracts.trouble import Trouble
from contracts.wakes import WAKES_MAX, Wake

WAKES_AT_ONCE = 10

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
        except (Trouble, RPCError) as trouble:
            log.warning("waking.waits", why=str(trouble)[:300])
        except Exception:  # a fault of ours: it must not be the last round
            log.exception("waking.failed")
        return None

    async def wake_some(self) -> int:
        """Tell those that are written down; how many there were. What is not told stays written down.

        One that cannot be told keeps no other waiting; when a whole group cannot be, Temporal is away.
        """
        pending = await self.wakes.pending(WAKES_MAX)
        failures: list[BaseException] = []
        for begin in range(0, len(pending), WAKES_AT_ONCE):
            some = pending[begin : begin + WAKES_AT_ONCE]
            failed = await self._tell(some)
            failures += failed
            if len(failed) == len(some):
                break
        if failures:
            raise failures[0]
        return len(pending)

    async def _tell(self, some: Sequence[Wake]) -> Sequence[BaseException]:
        """Why others of them could not be told, of each."""
        answers = await asyncio.gather(*map(self._wake, some), return_exceptions=True)
        heard = [wake for wake, answer in zip(some, answers, strict=True) if answer is None]
        await self.wakes.told([number for wake in heard for number in wake.ids])
        return [answer for answer in answers if answer is not None]

    async def _wake(self, wake: Wake) -> None:
        if wake.request is None:
            await self.engine.wake_account(wake.account)
        else:
            await self.engine.wake_launch(wake.request)
