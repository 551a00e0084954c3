"""Virtual time for the whole house: the Temporal server's, the activities' and the simulator's, moved together.

The server skips time only while no activity runs, and real time passes on it besides. So the clocks of the
activities and of the simulator are set first, to where the server will be, and catch up with it at every step.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from temporalio.api.testservice.v1 import UnlockTimeSkippingRequest
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from contracts.contract import Instant
from tests.fakes.clock import FakeClock
from tests.week.bustle import Bustle

MOMENT_SECONDS = 0.01
"""Real time that workers get in a step."""

QUIET_SECONDS_MAX = 1.5
"""Real time that a step may take although nothing runs."""

STEP_SECONDS_MAX = 120.0
"""Real time: a server that has lost count of its activities skips none any more, and the run fails."""


@dataclass
class WatchedClock(FakeClock):
    """Tells until when its sleepers sleep: the server skips no time while an activity waits on this clock."""

    sleepers: list[Instant] = field(default_factory=list)

    async def sleep_until(self, at: Instant) -> None:
        with self._noted(at):
            await super().sleep_until(at)

    @property
    def next_waking(self) -> Instant | None:
        return min(self.sleepers, default=None)

    @contextmanager
    def _noted(self, at: Instant) -> Iterator[None]:
        self.sleepers.append(at)
        try:
            yield
        finally:
            self.sleepers.remove(at)


@dataclass(frozen=True)
class VirtualTime:
    """Moves all clocks. `control` speaks to the simulator's own doors."""

    environment: WorkflowEnvironment
    clock: WatchedClock
    bustle: Bustle
    control: httpx.AsyncClient

    @property
    def now(self) -> Instant:
        return self.clock.now()

    async def begin(self, at: Instant) -> None:
        """Leap to the moment at which everything begins: nothing runs yet."""
        await self.environment.sleep(timedelta(seconds=at - await self._server_now()))
        await self.set_clocks(await self._server_now())

    async def step(self, seconds: float) -> None:
        """Let so much time pass, or more when real time did."""
        server = await self._server_now()
        target = max(server, self.now) + seconds
        self.bustle.stir()
        passing = asyncio.ensure_future(self.environment.sleep(timedelta(seconds=target - server)))
        await self.set_clocks(target)
        async with asyncio.timeout(STEP_SECONDS_MAX):
            while not passing.done():
                await self._wake_sleepers()
                await self._unlock()
                await asyncio.wait([passing], timeout=MOMENT_SECONDS)
        with suppress(
            RPCError
        ):  # a busy machine: the call had no answer in time, and the next step goes on from there
            await passing
        await asyncio.sleep(MOMENT_SECONDS)

    async def set_clocks(self, at: Instant) -> None:
        """The simulator first: nobody who wakes finds it behind."""
        answer = await self.control.post("clock", json={"now": at})
        answer.raise_for_status()
        await self.clock.set(at)

    async def _wake_sleepers(self) -> None:
        """The server waits for the activity, the activity for the clock, and so the clock for nobody."""
        waking = self.clock.next_waking
        if waking is not None and waking > self.now:
            await self.set_clocks(waking)

    async def _unlock(self) -> None:
        """Where nothing runs and time stands still all the same, the server has counted an activity twice."""
        if self.bustle.quiet_seconds > QUIET_SECONDS_MAX:
            self.bustle.stir()
            await self.environment.client.test_service.unlock_time_skipping(UnlockTimeSkippingRequest())

    async def _server_now(self) -> Instant:
        return (await self.environment.get_current_time()).timestamp()
