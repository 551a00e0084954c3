"""The schedules by which sources are asked, for commands: told at once, or left to the worker's next look."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from activities.watch_schedules import WatchSchedules
from config import Settings
from contracts.contract import Instant
from contracts.intake import SourceCard
from contracts.names import SourceKey
from contracts.trouble import EngineAway
from contracts.watching import WatchReport, WatchRequest
from starter.reaching import temporal_if_there
from starter.running import running_stack

KEEP_SECONDS_MAX = 10.0
"""How long a command tries: the worker does the same within a minute."""

LATER = "Its schedule: Temporal is not there; the worker follows within a minute, once it runs (pinflow up)."


class Schedules(Protocol):
    """What commands need of Temporal. All of it raises `EngineAway`."""

    async def keep(self, sources: Sequence[SourceCard]) -> None:
        """Exactly the sources that are asked have a schedule, as their settings say."""

    async def run_now(self, request: WatchRequest) -> WatchReport:
        """Ask the source, or join whoever asks it by hand, and wait for what comes of it."""

    async def next_runs(self, source: SourceKey) -> Sequence[Instant]:
        """When it is asked next."""


async def schedules_here(settings: Settings) -> Schedules | None:
    """Through the Temporal of the stack that runs, or of the settings; None while there is none."""
    stack = running_stack(settings)
    client = await temporal_if_there(stack.settings if stack else settings)
    return WatchSchedules(client) if client else None


async def kept(schedules: Schedules | None, cards: Sequence[SourceCard]) -> bool:
    """Bring the schedules up to date; False: they will be by the worker."""
    if schedules is None:
        return False
    try:
        async with asyncio.timeout(KEEP_SECONDS_MAX):
            await schedules.keep(cards)
    except (EngineAway, TimeoutError):
        return False
    return True


async def next_runs(schedules: Schedules | None, source: SourceKey) -> Sequence[Instant] | None:
    """None: nobody can say."""
    if schedules is None:
        return None
    try:
        async with asyncio.timeout(KEEP_SECONDS_MAX):
            return await schedules.next_runs(source)
    except (EngineAway, TimeoutError):
        return None
