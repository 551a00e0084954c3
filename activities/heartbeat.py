"""A sign of life for long work, so that a dead worker is noticed before the work's own time is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

BEAT_SECONDS = 10.0
"""`steps.py` takes a worker that is silent for 60 s for dead."""


class Pulse:
    """Changes as the work goes on: what it tells last is what the next try of the activity is given."""

    def __init__(self, *details: object) -> None:
        self._details = details

    def tell(self, *details: object) -> None:
        """From now on beat with these `details`."""
        self._details = details
        self.beat()

    def beat(self) -> None:
        activity.heartbeat(*self._details)


@asynccontextmanager
async def beating(*details: object) -> AsyncIterator[Pulse]:
    """Tell Temporal every few seconds, while the block lasts, that somebody is at work."""
    pulse = Pulse(*details)
    beats = asyncio.create_task(_beat(pulse))
    try:
        yield pulse
    finally:
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats


async def _beat(pulse: Pulse) -> None:
    while True:
        pulse.beat()
        await asyncio.sleep(BEAT_SECONDS)
