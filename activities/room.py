"""Room in the quota for a write that is no pin: a board, a section."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from temporalio import activity

from activities.ports import Accounts, Clock
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.trouble import AnswerLost, LedgerBusy

HEARTBEAT_SECONDS = 30.0
"""The longest silence while the quota is waited for; a worker silent for 90 s is taken for dead."""

log = structlog.get_logger(__name__)


async def wait_for_room(accounts: Accounts, clock: Clock, account: AccountKey) -> Instant:
    """Wait, with signs of life, until one more write fits into the quota; it is counted there already then.

    The moment at which it was counted.
    """
    while True:
        now = clock.now()
        until = await accounts.hold_write(account, now)
        if until is None:
            return now
        activity.heartbeat("waiting for the quota")
        await clock.sleep_until(min(until, clock.now() + HEARTBEAT_SECONDS))


@asynccontextmanager
async def counted(accounts: Accounts, clock: Clock, account: AccountKey, held: Instant) -> AsyncIterator[None]:
    """Around the request that was counted at `held`: it leaves the window after its answer, whatever that was.

    One whose answer was lost stays counted as late as Pinterest may count it.
    """
    try:
        yield
    except AnswerLost:
        raise
    except Exception:
        await _tell(accounts, clock, account, held)
        raise
    await _tell(accounts, clock, account, held)


async def _tell(accounts: Accounts, clock: Clock, account: AccountKey, held: Instant) -> None:
    """What was done at Pinterest is never lost for it."""
    try:
        await accounts.wrote(account, held, clock.now())
    except LedgerBusy as busy:
        log.info("write.counted_late", account=account, why=str(busy))
