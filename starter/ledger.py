"""The ledger as a command opens it, or finds it: schema up to date, and the simulator's account at hand."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlmodel import Session

from config import Settings, is_loopback
from contracts.names import AccountKey
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.sealers import sealer_for
from store.accounts import SqlAccounts
from store.alerts import SqlAlerts
from store.apps import SqlApps
from store.boards import SqlBoards
from store.database import Database, ledger_file
from store.hand import SqlHand
from store.launches import SqlLaunches
from store.patrol import SqlPatrol
from store.plans import SqlPlans
from store.reconciling import SqlReconciling
from store.schema import upgrade
from store.sealing import Seals
from store.server_probe import server_trouble
from store.tables.launches import LaunchRow
from store.tiers import SqlTiers
from store.tokens import SqlCredentials

DEMO_ACCOUNT = AccountKey("demo")
DEMO_TOKEN = "sim_demo"  # noqa: S105 - the simulator's public token


@dataclass(frozen=True)
class Ledger:
    """What a command needs of the store. `sealer` reads the key, or makes one, when it is first needed."""

    database: Database
    sealer: Seals
    accounts: SqlAccounts
    alerts: SqlAlerts
    apps: SqlApps
    credentials: SqlCredentials
    tiers: SqlTiers
    launches: SqlLaunches
    boards: SqlBoards
    hand: SqlHand
    reconciling: SqlReconciling
    patrol: SqlPatrol
    plans: SqlPlans
    simulated: bool

    async def account_names(self) -> tuple[AccountKey, ...]:
        """Accounts that may be used here: the simulator's own is nobody's at the real Pinterest."""
        found = await self.accounts.names()
        return found if self.simulated else tuple(name for name in found if name != DEMO_ACCOUNT)


class NothingHere(CommandFailed):
    """Nothing was launched here yet: there is no ledger to ask."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(nothing_words(settings), ExitCode.USAGE)


class LedgerAway(CommandFailed):
    """The server that has the ledger cannot be used."""

    def __init__(self, trouble: str) -> None:
        remedy = "See PINFLOW_DATABASE_URL and its server; unset it to keep the ledger in the home."
        super().__init__(f"Cannot go on: {trouble}.\n{remedy}", ExitCode.SERVICE_AWAY)


def nothing_words(settings: Settings) -> str:
    """Where there is no ledger, and what to do."""
    file = ledger_file(settings.database_url)
    where = "the database of PINFLOW_DATABASE_URL" if file is None else str(file.parent)
    return (
        f"Nothing was launched here yet: there is no ledger in {where}. Begin with: pinflow launch FILE. "
        "If you have launched elsewhere: go to that folder, or set PINFLOW_HOME to its .pinflow."
    )


async def check_ledger(settings: Settings) -> None:
    """Raises `LedgerAway`, within seconds, when a database server is not there; nothing is made."""
    trouble = await asyncio.to_thread(server_trouble, settings.database_url)
    if trouble is not None:
        raise LedgerAway(trouble)


@asynccontextmanager
async def open_ledger(settings: Settings, *, with_demo: bool = True) -> AsyncIterator[Ledger]:
    """Open the store of these settings, made where there is none. With a simulator and no account there is `demo`,
    unless the caller brings another.

    Raises `LedgerAway`.
    """
    await check_ledger(settings)
    home = Home(settings.home)
    home.create()
    async with _opened(settings) as (database, ledger):
        await asyncio.to_thread(upgrade, database)
        if with_demo and uses_simulator(settings) and not await ledger.accounts.names():
            await ledger.accounts.add(DEMO_ACCOUNT, ledger.sealer.seal(DEMO_TOKEN), time.time())
        yield ledger


@asynccontextmanager
async def find_ledger(settings: Settings) -> AsyncIterator[Ledger]:
    """Open the store that is there, an older one brought up to date. Nothing is made where there is none.

    Raises `NothingHere` and `LedgerAway`.
    """
    file = ledger_file(settings.database_url)
    if file is not None and not file.exists():
        raise NothingHere(settings)
    await check_ledger(settings)
    async with _opened(settings) as (database, ledger):
        if not await database.read(_is_ledger):
            raise NothingHere(settings)
        await asyncio.to_thread(upgrade, database)
        yield ledger


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Ledger]]:
    database = Database.open(settings.database_url)
    try:
        yield database, _ledger_of(database, settings)
    finally:
        database.close()


def _ledger_of(database: Database, settings: Settings) -> Ledger:
    sealer = sealer_for(settings)
    return Ledger(
        database=database,
        sealer=sealer,
        accounts=SqlAccounts(database),
        alerts=SqlAlerts(database),
        apps=SqlApps(database, sealer),
        credentials=SqlCredentials(database, sealer),
        tiers=SqlTiers(database),
        launches=SqlLaunches(database),
        boards=SqlBoards(database),
        hand=SqlHand(database),
        reconciling=SqlReconciling(database),
        patrol=SqlPatrol(database),
        plans=SqlPlans(database),
        simulated=uses_simulator(settings),
    )


def _is_ledger(session: Session) -> bool:
    """Whether anybody has made one of this database."""
    return inspect(session.connection()).has_table(LaunchRow.__tablename__)


def uses_simulator(settings: Settings) -> bool:
    """Whether pins go to a Pinterest on this machine."""
    return settings.pinterest_url is None or is_loopback(settings.pinterest_url)
