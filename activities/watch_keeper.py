"""The keeper of schedules: what was added, changed or removed while Temporal was away is seen to soon."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from activities.ports import Clock
from contracts.intake import SourceCard
from contracts.trouble import Trouble

LOOK_SECONDS = 60.0
"""Between two looks whether every source has its schedule."""

LEAVE_SECONDS_MAX = 0.5
"""How long a look may go on when the worker is told to stop; then it is broken off."""

log = structlog.get_logger(__name__)


class AllSources(Protocol):
    """The sources of this ledger. Raises `LedgerBusy`."""

    async def cards(self) -> Sequence[SourceCard]: ...


class KeptSchedules(Protocol):
    """Their schedules. Raises `EngineAway`."""

    async def keep(self, sources: Sequence[SourceCard]) -> None: ...


@dataclass(frozen=True)
class WatchKeeper:
    """Any number of them work beside one another: what is as it should be is left alone."""

    sources: AllSources
    schedules: KeptSchedules
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        keeping = asyncio.create_task(self._keep_on())
        await stop.wait()
        keeping.cancel()
        await asyncio.wait([keeping], timeout=LEAVE_SECONDS_MAX)

    async def _keep_on(self) -> None:
        while True:
            await self.keep_once()
            await self.clock.sleep_until(self.clock.now() + LOOK_SECONDS)

    async def keep_once(self) -> None:
        """Trouble is told, and passes: the next look is a minute away."""
        try:
            await self.schedules.keep(await self.sources.cards())
        except Trouble as trouble:
            log.warning("watch.not_scheduled", why=str(trouble)[:300])
        except Exception:  # a fault of ours: sources that have a schedule must not wait for it
            log.exception("watch.keeper_failed")
