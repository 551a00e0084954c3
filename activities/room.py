"""Room in the quota for a write that is no pin: a board, a section."""

from temporalio import activity

from activities.ports import Accounts, Clock
from contracts.names import AccountKey

HEARTBEAT_SECONDS = 30.0
"""The longest silence while the quota is waited for; a worker silent for 90 s is taken for dead."""


async def wait_for_room(accounts: Accounts, clock: Clock, account: AccountKey) -> None:
    """Wait, with signs of life, until one more write fits into the quota; it is counted there already then."""
    while (until := await accounts.hold_write(account, clock.now())) is not None:
        activity.heartbeat("waiting for the quota")
        await clock.sleep_until(min(until, clock.now() + HEARTBEAT_SECONDS))
