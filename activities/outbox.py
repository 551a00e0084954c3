"""The outbox: workflows are started for the deliveries of events. Whatever dies, each is started, and once."""

import asyncio
from dataclasses import dataclass

import structlog

from activities.delivery_ports import DeliveryEngine, Outbox
from activities.ports import Clock
from contracts.trouble import Trouble

START_MAX = 100
"""Deliveries that are looked for at once."""
STARTS_AT_ONCE = 10
IDLE_SECONDS = 1.0
"""How long nothing is looked for when there was nothing."""
TROUBLE_SECONDS_MIN = 1.0
TROUBLE_SECONDS_MAX = 30.0
"""How long the store, or Temporal, is left alone after it failed; twice as long each time."""
AGAIN_SECONDS = 3_600.0
"""A delivery that has no end so long after is started again: Temporal may have lost it. One that runs goes on."""
LEAVE_SECONDS_MAX = 0.5
"""How long what is being done may take when the worker is told to stop; then it is broken off."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OutboxKeeper:
    """Any number of them work beside one another: a delivery that was started is left alone."""

    outbox: Outbox
    engine: DeliveryEngine
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        going = asyncio.create_task(self._go_on())
        await stop.wait()
        going.cancel()
        await asyncio.wait([going], timeout=LEAVE_SECONDS_MAX)

    async def _go_on(self) -> None:
        trouble_seconds = TROUBLE_SECONDS_MIN
        while True:
            started = await self._try()
            if started is None:
                await self._rest(trouble_seconds)
                trouble_seconds = min(TROUBLE_SECONDS_MAX, 2 * trouble_seconds)
                continue
            trouble_seconds = TROUBLE_SECONDS_MIN
            if not started:
                await self._rest(IDLE_SECONDS)

    async def _rest(self, seconds: float) -> None:
        await self.clock.sleep_until(self.clock.now() + seconds)

    async def _try(self) -> int | None:
        """How many were started; None: there was trouble, and it was told."""
        try:
            return await self.start_some()
        except Trouble as trouble:
            log.warning("outbox.waits", why=str(trouble)[:300])
        except Exception:  # a fault of ours: nobody would hear of anything any more
            log.exception("outbox.failed")
        return None

    async def start_some(self) -> int:
        """Start what waits; how many there were. Done twice: those that run are left alone.

        Those that were started are written down, also when others could not be.
        """
        now = self.clock.now()
        requests = await self.outbox.to_start(now, START_MAX)
        for begin in range(0, len(requests), STARTS_AT_ONCE):
            some = requests[begin : begin + STARTS_AT_ONCE]
            answers = await asyncio.gather(*map(self.engine.start_delivery, some), return_exceptions=True)
            started = [request.delivery for request, answer in zip(some, answers, strict=True) if answer is None]
            await self.outbox.started(started, now + AGAIN_SECONDS)
            failed = next((answer for answer in answers if answer is not None), None)
            if failed is not None:
                raise failed
        return len(requests)
