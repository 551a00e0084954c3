"""Whoever forgets: what sources sent, and nobody needs any more, does not fill the ledger's disk."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from activities.ports import Clock
from contracts.contract import Instant
from contracts.trouble import Trouble

FORGET_SECONDS = 3_600.0
"""Between two rounds. A removal that broke off keeps its source's name taken for so long at most."""

LEAVE_SECONDS_MAX = 0.5
"""How long a round may go on when the worker is told to stop; then it is broken off, between two small steps."""

Forget = Callable[[Instant], Awaitable[int]]
"""Deletes what is too old at that moment, in small steps; how many rows it were. Raises `LedgerBusy`."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Forgetter:
    """Any number of them work beside one another: what is gone is gone."""

    forget: Forget
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        forgetting = asyncio.create_task(self._go_on())
        await stop.wait()
        forgetting.cancel()
        await asyncio.wait([forgetting], timeout=LEAVE_SECONDS_MAX)

    async def _go_on(self) -> None:
        while True:
            await self.forget_once()
            await self.clock.sleep_until(self.clock.now() + FORGET_SECONDS)

    async def forget_once(self) -> None:
        """Trouble is told, and passes: what was left is found by the next round."""
        try:
            rows = await self.forget(self.clock.now())
        except Trouble as trouble:
            log.warning("intake.not_forgotten", why=str(trouble)[:300])
        except Exception:  # a fault of ours: it must not be the last round
            log.exception("intake.forgetter_failed")
        else:
            if rows:
                log.info("intake.forgotten", rows=rows)
