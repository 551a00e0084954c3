"""A stack that may be hurt: Temporal, the simulator and several mortal workers on one ledger, as one home."""

import asyncio
import os
import random
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from config import load_settings
from contracts.names import AccountKey
from starter.home import Home
from starter.lock import locked
from starter.parts import Part
from starter.ports import LOOPBACK, Ports, choose_ports
from starter.processes import mark_process
from starter.programs import LEAN_MEMORY, READY_FILE_VARIABLE, STARTER, TEMPORAL_OPTIONS, temporal_binary
from starter.record import ChildRecord, Services, StackRecord, digest_of_database
from store.accounts import SqlAccounts
from store.database import Database
from store.schema import upgrade
from store.sealing import sealer_of
from tests.chaos.kept import Kept, Program
from tests.chaos.orders import FOLDER_VARIABLE, OrderFolder, Orders
from tests.journeys.pinflow import ROOT, Truth

READY_SECONDS_MAX = 180.0
LOOK_SECONDS = 0.1
PORTS_FROM, PORTS_TO = 15_000, 30_000
"""Below the ports that the system hands out by itself: nobody gets ours while a killed server is away."""

TOKEN_PREFIX = "sim_"
MORTAL_WORKER = (sys.executable, "-P", "-m", "tests.chaos.mortal_worker")


@dataclass(frozen=True)
class StackPlan:
    """What a stack consists of."""

    folder: Path
    accounts: tuple[AccountKey, ...]
    orders: Orders
    workers: int = 1
    seed: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    """Settings besides those that lead to the stack."""


@dataclass
class Stack:
    """It runs. `environment` is what the `pinflow` command needs to find it."""

    plan: StackPlan
    environment: Mapping[str, str]
    address: str
    truth: Truth
    orders: OrderFolder
    temporal: Kept
    simulator: Kept
    workers: list[Kept] = field(default_factory=list)

    @property
    def home(self) -> Home:
        return Home(self.plan.folder / ".pinflow")

    @property
    def ledger(self) -> Path:
        return self.home.database

    def processes(self) -> Sequence[Kept]:
        return (self.temporal, self.simulator, *self.workers)

    async def until_simulator_answers(self) -> None:
        await until(lambda: answers(f"{self.truth.url}/_simulator/health"), "the simulator answers")

    async def until_temporal_answers(self) -> None:
        await until(lambda: listens(self.address), "Temporal listens")

    async def until_workers_take_tasks(self) -> None:
        await until(lambda: all(map(takes_tasks, self.workers)), "all workers take tasks")


@asynccontextmanager
async def running(plan: StackPlan) -> AsyncIterator[Stack]:
    """The stack, from its first process to its last: all are gone when the block ends, whatever happened."""
    home = Home(plan.folder / ".pinflow")
    home.create()
    async with AsyncExitStack() as held:
        me = mark_process(os.getpid(), sys.orig_argv)
        # We are the supervisor of this home, so that the command finds the stack and starts no worker of its own.
        await held.enter_async_context(locked(home.lock, me, wait_seconds=1.0))
        ports = choose_ports(home.ports_file, held.enter_context(ExitStack()), preferred=_wished(plan.seed))
        stack = _served(plan, home, ports)
        held.push_async_callback(_stop_all, stack)
        await _ready(stack)
        yield stack


def _wished(seed: int) -> Ports:
    first = random.Random(f"{seed}/{os.getpid()}/{time.time_ns()}").randrange(PORTS_FROM, PORTS_TO)
    return Ports(temporal=first, web_ui=first + 1, simulator=first + 2)


def _served(plan: StackPlan, home: Home, ports: Ports) -> Stack:
    simulator = f"http://{LOOPBACK}:{ports.simulator}"
    address = f"{LOOPBACK}:{ports.temporal}"
    return Stack(
        plan=plan,
        environment={**_environment(home, address, simulator), **plan.environment},
        address=address,
        truth=Truth(simulator),
        orders=OrderFolder(plan.folder / "orders"),
        temporal=Kept(_temporal(home, ports)),
        simulator=Kept(_simulator(home, ports, plan.seed)),
    )


async def _ready(stack: Stack) -> None:
    await stack.until_temporal_answers()
    await stack.until_simulator_answers()
    await _connect_accounts(stack)
    stack.orders.give(stack.plan.orders)
    for number in range(1, stack.plan.workers + 1):
        stack.workers.append(Kept(_worker(stack, number), changed=lambda: _write_record(stack)))
    await stack.until_workers_take_tasks()


async def _stop_all(stack: Stack) -> None:
    """Workers first: they tell Temporal that they leave."""
    await asyncio.gather(*(worker.stop() for worker in stack.workers))
    await stack.simulator.stop()
    await stack.temporal.stop()


def _environment(home: Home, address: str, simulator: str) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINFLOW_")}
    return {
        **kept,
        "PINFLOW_HOME": str(home.folder),
        "PINFLOW_TEMPORAL_ADDRESS": address,
        "PINFLOW_PINTEREST_URL": f"{simulator}/v5",
        "PINFLOW_OFFLINE": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def _foreign_environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PINFLOW_", "TEMPORAL_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def _temporal(home: Home, ports: Ports) -> Program:
    argv = (
        *(str(temporal_binary()), "server", "start-dev", "--ip", LOOPBACK),
        *("--port", str(ports.temporal), "--ui-port", str(ports.web_ui)),
        *("--db-filename", str(home.temporal_database)),
        *TEMPORAL_OPTIONS,
    )
    return Program("temporal", argv, _foreign_environment(), home.logs / "temporal.log")


def _simulator(home: Home, ports: Ports, seed: int) -> Program:
    argv = (
        *(*STARTER, "simulator", "--port", str(ports.simulator)),
        *("--data", str(home.simulator), "--seed", str(seed)),
    )
    return Program("simulator", argv, _foreign_environment(), home.logs / "simulator.log")


def _worker(stack: Stack, number: int) -> Program:
    home = stack.home
    ready = home.worker_ready if number == 1 else home.worker_ready.with_name(f"worker-{number}.json")
    environment = {
        **stack.environment,
        **LEAN_MEMORY,
        READY_FILE_VARIABLE: str(ready),
        FOLDER_VARIABLE: str(stack.orders.folder),
    }
    return Program(f"worker-{number}", MORTAL_WORKER, environment, home.logs / f"worker-{number}.log", ready)


async def _connect_accounts(stack: Stack) -> None:
    """As a person would: in the ledger with a sealed token, and at the simulator."""
    database = Database.open(stack.environment.get("PINFLOW_DATABASE_URL", f"sqlite:///{stack.ledger}"))
    try:
        upgrade(
            database
        )  # in the loop's own thread: Alembic bears no two at once in a process, and stacks are many
        sealer, accounts = sealer_of(stack.home.secret_key()), SqlAccounts(database)
        for account in stack.plan.accounts:
            await asyncio.to_thread(stack.truth.post, "accounts", {"account": account})
            await accounts.add(account, sealer.seal(f"{TOKEN_PREFIX}{account}"), time.time())
    finally:
        database.close()


def _write_record(stack: Stack) -> None:
    """`stack.json`, as the supervisor writes it. The command looks at the first worker alone."""
    settings = load_settings(home=stack.home.folder)
    services = Services(
        temporal=stack.address,
        namespace=settings.temporal_namespace,
        pinterest_url=stack.environment["PINFLOW_PINTEREST_URL"],
        database=digest_of_database(settings),
    )
    record = StackRecord(
        folder=stack.home.folder,
        supervisor=mark_process(os.getpid(), sys.orig_argv),
        services=services,
        children={Part.WORKER: ChildRecord(mark=stack.workers[0].mark)} if stack.workers else {},
    )
    record.write(stack.home)


async def until(holds: Callable[[], bool], what: str, *, seconds: float = READY_SECONDS_MAX) -> None:
    """Wait until it holds. Raises `TimeoutError` with `what` was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while not await asyncio.to_thread(holds):
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        raise TimeoutError(f"waited {seconds:.0f} s in vain until {what}") from None


def listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(url, timeout=2.0, trust_env=False).is_success
    return False


def takes_tasks(worker: Kept) -> bool:
    """It has said that its pollers run, in this life."""
    ready = worker.program.ready_file
    return worker.pid is not None and ready is not None and ready.exists()
