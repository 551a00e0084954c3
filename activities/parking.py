"""Parking: trouble that only a person can mend stops the whole account, and no pin fails because of it."""

import structlog

from activities.ports import Accounts, Clock
from contracts.accounts import PARKING
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble

PARKING_TROUBLE = tuple(PARKING)
"""To be caught: what parks an account."""

log = structlog.get_logger(__name__)


async def park(accounts: Accounts, clock: Clock, account: AccountKey, trouble: PinterestTrouble) -> bool:
    """Whether the account is parked now. It is not, when its dead token is about to be renewed.

    Done twice: nothing changes. The alert that goes out is the ledger's, one for all who met the trouble.
    """
    parked = await accounts.park(account, trouble, clock.now())
    event = "account.parked" if parked else "account.token_refused"
    log.warning(event, account=account, why=type(trouble).__name__)
    return parked
