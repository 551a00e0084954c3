"""A newly connected account is made known to Temporal; when that is away, the next worker does it at its start."""

import asyncio

from temporalio.service import RPCError

from activities.engine import TemporalEngine
from config import Settings
from contracts.names import AccountKey
from starter.reaching import temporal_if_there
from starter.telling import TELL_SECONDS_MAX


async def introduce(settings: Settings, account: AccountKey) -> bool:
    """Give the account its patrols and wake its workflow, which renews its token. False: nobody was there."""
    client = await temporal_if_there(settings)
    if client is None:
        return False
    engine = TemporalEngine(client)
    try:
        async with asyncio.timeout(TELL_SECONDS_MAX):
            await engine.keep_patrol(account, settings.patrol_minutes)
            await engine.wake_account(account)
    except (RPCError, TimeoutError):
        return False
    return True
