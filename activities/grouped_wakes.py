"""A launch is told once of many rows that were added at the same time: a workflow bears a few signals a second."""

import asyncio
from dataclasses import dataclass, field

from activities.change_ports import LaunchEngine
from activities.ports import Clock
from contracts.launch import LaunchRequest
from contracts.names import LaunchId

GATHER_SECONDS = 0.5
"""How long a signal waits for others who would send the same."""


@dataclass(frozen=True)
class GroupedWakes:
    """Those who ask within the same moment share one signal, which leaves after the last of them asked."""

    engine: LaunchEngine
    clock: Clock
    _asked: dict[LaunchId, "asyncio.Task[None]"] = field(default_factory=dict)

    async def wake_launch(self, request: LaunchRequest) -> None:
        """Raises what the engine raises, to all who share the signal."""
        shared = self._asked.get(request.launch)
        if shared is None:
            shared = asyncio.create_task(self._wake(request))
            self._asked[request.launch] = shared
        # One who is cancelled takes the signal from nobody.
        await asyncio.shield(shared)

    async def _wake(self, request: LaunchRequest) -> None:
        await self.clock.sleep_until(self.clock.now() + GATHER_SECONDS)
        # From here on another signal is needed: the launch may look before who asks now has added.
        del self._asked[request.launch]
        await self.engine.wake_launch(request)
