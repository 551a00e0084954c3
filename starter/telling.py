"""Telling workflows of what the ledger has already: worth a try, and not the order itself."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from temporalio.service import RPCError

from activities.engine import TemporalEngine
from activities.ports import Engine
from config import Settings
from contracts.launch import LaunchRequest
from contracts.names import AccountKey
from contracts.pin import PinRequest
from starter.reaching import temporal_if_there
from starter.running import running_stack

TELL_SECONDS_MAX = 10.0
"""How long one is tried to be told: a server that is just starting takes calls and answers none."""


async def telling(settings: Settings) -> "Telling":
    """Through the Temporal of the stack that runs, or of the settings; nothing is started for it."""
    stack = running_stack(settings)
    client = await temporal_if_there(stack.settings if stack else settings)
    return Telling(TemporalEngine(client) if client else None)


@dataclass
class Telling:
    """Keeps the port `Engine`, with `engine` as far as it is there. `unheard`: somebody could not be told."""

    engine: Engine | None
    unheard: bool = False
    seconds: float = TELL_SECONDS_MAX

    async def start_pin(self, request: PinRequest) -> None:
        await self._tell(lambda engine: engine.start_pin(request))

    async def keep_running(self, request: PinRequest) -> None:
        await self._tell(lambda engine: engine.keep_running(request))

    async def wake_account(self, account: AccountKey) -> None:
        await self._tell(lambda engine: engine.wake_account(account))

    async def wake_launch(self, request: LaunchRequest) -> None:
        await self._tell(lambda engine: engine.wake_launch(request))

    async def _tell(self, tell: Callable[[Engine], Awaitable[None]]) -> None:
        if self.engine is None:
            self.unheard = True
            return
        try:
            async with asyncio.timeout(self.seconds):
                await tell(self.engine)
        except (RPCError, TimeoutError):
            self.unheard = True
