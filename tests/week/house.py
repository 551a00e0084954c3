"""The house in which the week is lived: the time-skipping server, the real worker and the real simulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from temporalio.client import Client, Interceptor, Plugin

import worker
from config import Settings
from connection import register_search_attributes
from contracts.names import AccountKey
from contracts.windows import WindowRule
from starter.home import Home
from starter.silence import silence
from store.accounts import SqlAccounts
from store.database import Database
from store.launches import SqlLaunches
from store.plans import SqlPlans
from store.schema import upgrade
from store.sealing import Sealer, sealer_of
from tests.journeys.pinflow import Document
from tests.simulator.processes import started
from tests.week.bustle import TASK_TIMEOUT, Bustle, Counting
from tests.week.late_cancels import no_late_cancels
from tests.week.virtual_time import VirtualTime, WatchedClock
from tests.workflows.unhurried import unhurried
from tests.workflows.world import time_skipping

TOKEN_PREFIX = "sim_"
CONTROL_SECONDS_MAX = 30.0


@dataclass(frozen=True)
class Shift:
    """A time-skipping server with its worker, and the time that passes on it."""

    client: Client
    time: VirtualTime
    held: AsyncExitStack


@dataclass
class House:
    """All that runs, and the ledger beside it.

    The server is replaced now and then: the ledger knows all that counts, and a server that has lived through days
    of virtual time answers ever more slowly.
    """

    control: httpx.AsyncClient
    database: Database
    sealer: Sealer
    settings: Settings
    shift: Shift

    @property
    def client(self) -> Client:
        return self.shift.client

    @property
    def time(self) -> VirtualTime:
        return self.shift.time

    async def change_servers(self) -> None:
        """Temporal's data is lost, as it may be: a new worker takes up from the ledger what is unfinished."""
        now = self.time.now
        await self.shift.held.aclose()
        self.shift = await open_shift(self.settings, self.control, begins=now)
        await worker.resume(self.client, SqlLaunches(self.database), SqlAccounts(self.database))

    async def tell(self, what: str, **body: object) -> None:
        """Say it to the simulator."""
        (await self.control.post(what, json=body)).raise_for_status()

    async def ask(self, what: str) -> Document:
        """What is true at the simulator."""
        found: Document = (await self.control.get(what)).raise_for_status().json()
        return found

    async def connect(self, account: AccountKey, rule: WindowRule) -> None:
        """As a person would: at the simulator, in the ledger with a sealed token, with hours of its own."""
        await self.tell("accounts", account=account)
        await SqlAccounts(self.database).add(account, self.sealed(account), self.time.now)
        await SqlPlans(self.database).set_rule(account, None, rule)

    def sealed(self, account: AccountKey) -> str:
        """Its token as the ledger has it."""
        return self.sealer.seal(f"{TOKEN_PREFIX}{account}")


@asynccontextmanager
async def open_house(folder: Path, *, begins: float, seed: int) -> AsyncIterator[House]:
    """A house in which it is `begins` (epoch seconds), and time stands still unless it is stepped."""
    home = Home(folder / "home")
    home.create()
    async with AsyncExitStack() as held:
        held.enter_context(silence())
        simulator = await held.enter_async_context(started("--seed", str(seed)))
        settings = Settings(
            home=home.folder,
            pinterest_url=f"{simulator.url}/v5",
            database_url=f"sqlite:///{home.database}",
            offline=True,
        )
        database = Database.open(settings.database_url)
        held.callback(database.close)
        await asyncio.to_thread(upgrade, database)
        control = await held.enter_async_context(
            httpx.AsyncClient(
                base_url=f"{simulator.url}/_simulator/", timeout=CONTROL_SECONDS_MAX, trust_env=False
            )
        )
        shift = await open_shift(settings, control, begins=begins)
        house = House(control, database, sealer_of(home.secret_key()), settings, shift)
        try:
            yield house
        finally:
            await house.shift.held.aclose()


async def open_shift(settings: Settings, control: httpx.AsyncClient, *, begins: float) -> Shift:
    """A new server, on which it is `begins`, and a worker for it."""
    async with AsyncExitStack() as held:
        environment = await held.enter_async_context(await time_skipping())
        await register_search_attributes(environment.client, settings.temporal_namespace)
        held.enter_context(environment.auto_time_skipping_disabled())
        bustle = Bustle()
        client = _with(environment.client, Counting(bustle), no_late_cancels(bustle))
        virtual = VirtualTime(environment, WatchedClock(), bustle, control)
        await virtual.begin(begins)
        hands = await held.enter_async_context(worker.build(settings, client, clock=virtual.clock))
        for crew in worker.workers(client, hands, sticky_seconds=TASK_TIMEOUT.total_seconds()):
            await held.enter_async_context(unhurried(crew))
        return Shift(client, virtual, held.pop_all())


def _with(client: Client, interceptor: Interceptor, plugin: Plugin) -> Client:
    """Workers of the client have the interceptor and the plugin, too."""
    config = client.config()
    config["interceptors"], config["plugins"] = [interceptor], [plugin]
    return Client(**config)
