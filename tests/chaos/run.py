"""One run of the fault suite: a stack, its launches, the plan's troubles, and at the end what is true."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from contracts.names import AccountKey
from tests.chaos import histories
from tests.chaos.books import RowSeen
from tests.chaos.command import Commands
from tests.chaos.leaks import leaks_in, leaks_in_text, our_files
from tests.chaos.misfortunes import Misfortunes
from tests.chaos.orders import Orders, lines_of
from tests.chaos.plans import Plan
from tests.chaos.stack import TOKEN_PREFIX, Stack, StackPlan, running
from tests.chaos.stage import WRITES_A_MINUTE_MIN, Stage
from tests.chaos.troubles import cause
from tests.chaos.truth import Evidence, Verdict, judge
from tests.journeys.pinflow import Document, write_catalog

ACCOUNTS = tuple(AccountKey(f"chaos-{number}") for number in range(1, 5))
BOARDS = 6
RUN_SECONDS_BASE = 900.0
RUN_SECONDS_EACH = 2.0
"""How long a run may take: the longest time-outs of dead activities one after the other, and a pin's share."""
LOOK_SECONDS = 1.0
CARE_SECONDS = 2.0
HISTORIES_READ = 12


@dataclass(frozen=True)
class RunOrder:
    """What is run. `number` says which of a suite's runs it is."""

    number: int
    plan: Plan
    seed: int
    products: int
    folder: Path


@dataclass(frozen=True)
class RunResult:
    """What came of it. `faults` counts what really happened, by name; `ways` how attempts ended."""

    order: RunOrder
    verdict: Verdict
    complaints: tuple[str, ...]
    outcomes: Counter[str]
    ways: Counter[str]
    faults: Counter[str]
    events_a_pin: float
    seconds: float

    @property
    def good(self) -> bool:
        return self.verdict.good and not self.complaints

    @property
    def disagreements(self) -> tuple[str, ...]:
        return (*self.verdict.disagreements, *self.complaints)


async def run(order: RunOrder) -> RunResult:
    """Run it to the end of its last product, or to the limit of its time."""
    began = time.monotonic()
    async with opened(order) as stage:
        await launch_all(stage, order)
        await work_through(stage, order)
        await check_words(stage)
        pins = await asyncio.to_thread(stage.stack.truth.pins)
        verdict = judge(evidence_of(stage, order, pins))
        told = await histories.read(await stage.temporal(), HISTORIES_READ, tokens_of(stage.stack))
        return RunResult(
            order=order,
            verdict=verdict,
            complaints=(*stage.complaints, *told.complaints),
            outcomes=Counter(row.outcome or "none" for row in stage.books.rows()),
            ways=ways_of(stage),
            faults=faults_of(stage),
            events_a_pin=told.events_a_pin,
            seconds=time.monotonic() - began,
        )


@asynccontextmanager
async def opened(order: RunOrder) -> AsyncIterator[Stage]:
    """The stack of this run, with its quota set and its misfortunes on their way."""
    plan = StackPlan(
        folder=order.folder,
        accounts=ACCOUNTS,
        orders=Orders(seed=order.seed, crashes=order.plan.crashes),
        workers=order.plan.workers,
        seed=order.seed,
    )
    async with running(plan) as stack:
        misfortunes = Misfortunes(stack.truth, order.seed)
        stage = Stage(stack, Commands(order.folder, stack.environment), misfortunes, quota_of(order))
        await stage.limit(1.0)
        await misfortunes.set(order.plan.misfortunes)
        yield stage


def quota_of(order: RunOrder) -> int:
    """Writes a minute of each account: its products take a minute, in which troubles find work."""
    return max(WRITES_A_MINUTE_MIN, *shares_of(order).values())


async def launch_all(stage: Stage, order: RunOrder) -> None:
    """Each account has its share of the products in a file, launched as often as the plan says, at once."""
    for account, share in shares_of(order).items():
        write_catalog(catalog_of(order, account), share, boards=BOARDS)
    launches = [account for account in shares_of(order) for _ in range(order.plan.launches)]
    await asyncio.gather(*(_launch(stage, order, account) for account in launches))


async def _launch(stage: Stage, order: RunOrder, account: AccountKey) -> None:
    await stage.commands.json("launch", str(catalog_of(order, account)), "--account", account, "--detach")


def catalog_of(order: RunOrder, account: AccountKey) -> Path:
    return order.folder / f"{account}.csv"


def shares_of(order: RunOrder) -> dict[AccountKey, int]:
    """Products by account, as even as can be; an account without any is left out."""
    each, more = divmod(order.products, len(ACCOUNTS))
    shares = {account: each + (number < more) for number, account in enumerate(ACCOUNTS)}
    return {account: share for account, share in shares.items() if share}


async def work_through(stage: Stage, order: RunOrder) -> None:
    """Until every row has an outcome, or the time is over; the troubles strike meanwhile."""
    limit = RUN_SECONDS_BASE + RUN_SECONDS_EACH * order.products
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_until_ended(stage, limit))
        caretaker = tasks.create_task(take_care(stage))
        for trouble in order.plan.troubles:
            tasks.create_task(cause(trouble, stage, order.seed))
        await stage.ended.wait()
        caretaker.cancel()
    await stage.misfortunes.set(())


async def _until_ended(stage: Stage, limit: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(limit):
            while await asyncio.to_thread(stage.books.waiting):
                await asyncio.sleep(LOOK_SECONDS)
    stage.ended.set()


async def take_care(stage: Stage) -> None:
    """What a person does about an account that is parked, once its token is good again."""
    while True:
        await asyncio.sleep(CARE_SECONDS)
        for account in await asyncio.to_thread(stage.books.parked):
            if account not in stage.revoked:
                said = await stage.commands.run("resume", "--account", account, "--json")
                stage.done["account resumed"] += not said.code


def evidence_of(stage: Stage, order: RunOrder, pins: Sequence[Document]) -> Evidence:
    books = stage.books
    return Evidence(
        products=order.products * order.plan.launches,
        rows=books.rows(),
        intents=books.intents(),
        attempts=books.attempts(),
        pins=[pin for pin in pins if pin["removed"] is None],
        withdrawn_said=frozenset(stage.withdrawn_said),
        may_be_withdrawn=order.plan.cancels,
    )


async def check_words(stage: Stage) -> None:
    """What commands report is what the ledger has, none of them hung, and no token stands anywhere in clear."""
    tokens = tokens_of(stage.stack)
    await _compare_reports(stage)
    stage.complaints += [f"{' '.join(said.words)} did not end: {said.errors}" for said in stage.commands.hung()]
    stage.complaints += leaks_in(our_files(stage.stack.home.folder), tokens)
    for said in stage.commands.said:
        stage.complaints += leaks_in_text(f"pinflow {said.words[0]}", said.output + said.errors, tokens)


async def _compare_reports(stage: Stage) -> None:
    rows = stage.books.rows()
    for launch in sorted({row.launch for row in rows}):
        report = await stage.commands.json("status", launch)
        told = Counter((found["product"], found["outcome"], found["pin_id"]) for found in report["products"])
        if told != Counter(as_reported(row) for row in rows if row.launch == launch):
            stage.complaints.append(f"pinflow status {launch} does not say what the ledger has")


def as_reported(row: RowSeen) -> tuple[str, str | None, str | None]:
    return row.product, row.outcome, row.pin_id


def tokens_of(stack: Stack) -> Sequence[str]:
    return [f"{TOKEN_PREFIX}{account}" for account in stack.plan.accounts]


def ways_of(stage: Stage) -> Counter[str]:
    """How attempts ended: answered, adopted from the board, or why no pin came of them."""
    return Counter(
        "adopted" if attempt.adopted else attempt.state if attempt.cause is None else f"no pin: {attempt.cause}"
        for attempt in stage.books.attempts()
    )


def faults_of(stage: Stage) -> Counter[str]:
    """All that was injected and happened."""
    orders = stage.stack.orders
    died = {f"worker died at {point}": count for point, count in orders.deaths().items()}
    disk = {"picture refused by a full disk": len(lines_of(orders.refused_by_disk))}
    found = stage.misfortunes.hits + stage.done + Counter(died) + Counter(disk)
    return Counter({name: count for name, count in sorted(found.items()) if count})
