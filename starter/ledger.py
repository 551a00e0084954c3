"""The ledger as a command opens it: schema up to date, and the simulator's account at hand."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from config import Settings, is_loopback
from contracts.names import AccountKey
from starter.home import Home
from store.accounts import SqlAccounts
from store.boards import SqlBoards
from store.database import Database
from store.hand import SqlHand
from store.launches import SqlLaunches
from store.patrol import SqlPatrol
from store.reconciling import SqlReconciling
from store.schema import upgrade
from store.sealing import sealer_of

DEMO_ACCOUNT = AccountKey("demo")
DEMO_TOKEN = "sim_demo"  # noqa: S105 - the simulator's public token


@dataclass(frozen=True)
class Ledger:
    """What a command needs of the store."""

    accounts: SqlAccounts
    launches: SqlLaunches
    boards: SqlBoards
    hand: SqlHand
    reconciling: SqlReconciling
    patrol: SqlPatrol
    simulated: bool

    async def account_names(self) -> tuple[AccountKey, ...]:
        """Accounts that may be used here: the simulator's own is nobody's at the real Pinterest."""
        found = await self.accounts.names()
        return found if self.simulated else tuple(name for name in found if name != DEMO_ACCOUNT)


@asynccontextmanager
async def open_ledger(settings: Settings) -> AsyncIterator[Ledger]:
    """Open the store of these settings. With a simulator and no account there is `demo`."""
    home = Home(settings.home)
    home.create()
    database = Database.open(settings.database_url)
    try:
        await asyncio.to_thread(upgrade, database)
        ledger = Ledger(
            accounts=SqlAccounts(database),
            launches=SqlLaunches(database),
            boards=SqlBoards(database),
            hand=SqlHand(database),
            reconciling=SqlReconciling(database),
            patrol=SqlPatrol(database),
            simulated=uses_simulator(settings),
        )
        if uses_simulator(settings) and not await ledger.accounts.names():
            key = settings.secret_key.get_secret_value() if settings.secret_key else home.secret_key()
            await ledger.accounts.add(DEMO_ACCOUNT, sealer_of(key).seal(DEMO_TOKEN), time.time())
        yield ledger
    finally:
        database.close()


def uses_simulator(settings: Settings) -> bool:
    """Whether pins go to a Pinterest on this machine."""
    return settings.pinterest_url is None or is_loopback(settings.pinterest_url)
