"""Many runs, their plans and seeds derived from one seed, and what they say together."""

import asyncio
import random
import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from tests.chaos.beyond_grace import BeyondGrace, go_beyond
from tests.chaos.plans import BEYOND_GRACE, PLANS, Plan
from tests.chaos.run import RunOrder, RunResult, run

SEED_MAX = 10**9
"""Seeds of runs, which the simulator takes too, begin below this."""
BEYOND_GRACE_PRODUCTS = 24

Tell = Callable[[str], None]


@dataclass(frozen=True)
class SuiteOrder:
    """`folder` is where homes lie while they are used; those of runs that failed stay there with `keep`."""

    products: int
    seed: int
    folder: Path
    plans: tuple[Plan, ...] = PLANS
    products_a_run: int = 500
    at_once: int = 2
    keep: bool = False
    beyond_grace: bool = True


@dataclass
class SuiteResult:
    """All runs so far. `broken` are those that did not come to their end, by name, with the traceback."""

    order: SuiteOrder
    runs: list[RunResult] = field(default_factory=list)
    beyond_grace: BeyondGrace | None = None
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def products(self) -> int:
        return sum(result.order.products for result in self.runs)

    @property
    def good(self) -> bool:
        detected = self.beyond_grace.good if self.beyond_grace else not self.order.beyond_grace
        whole = self.products == self.order.products and not self.broken
        return whole and detected and all(result.good for result in self.runs)


def run_orders(order: SuiteOrder) -> Sequence[RunOrder]:
    """The runs, plan after plan, until all products are spread."""
    full, rest = divmod(order.products, order.products_a_run)
    sizes = [order.products_a_run] * full + [rest] * bool(rest)
    chosen = islice(cycle(order.plans), len(sizes))
    return [
        run_order(order, number, plan, products)
        for number, (plan, products) in enumerate(zip(chosen, sizes, strict=True), start=1)
    ]


def run_order(order: SuiteOrder, number: int, plan: Plan, products: int) -> RunOrder:
    folder = order.folder / f"{number:02}-{plan.name.replace(' ', '-')}"
    first = random.Random(order.seed).randrange(SEED_MAX)
    return RunOrder(number, plan, first + number, products, folder)


async def run_suite(order: SuiteOrder, tell: Tell) -> SuiteResult:
    """All runs, a few at once. One that breaks does not end the others."""
    result, room = SuiteResult(order), asyncio.Semaphore(order.at_once)

    async def one(wanted: RunOrder) -> None:
        async with room:
            with _breakage(wanted, result, tell):
                tell(f"{name_of(wanted)}: {wanted.products} products, seed {wanted.seed}")
                found = await run(wanted)
                result.runs.append(found)
                tell(f"{name_of(wanted)}: {line_of(found)}")
                _sweep(wanted, good=found.good, keep=order.keep)

    async def beyond() -> None:
        wanted = run_order(order, 0, BEYOND_GRACE, BEYOND_GRACE_PRODUCTS)
        async with room:
            with _breakage(wanted, result, tell):
                result.beyond_grace = found = await go_beyond(wanted)
                tell(f"{name_of(wanted)}: {found.detected} of {found.made} duplicates detected")
                _sweep(wanted, good=found.good, keep=order.keep)

    async with asyncio.TaskGroup() as tasks:
        for wanted in run_orders(order):
            tasks.create_task(one(wanted))
        if order.beyond_grace:
            tasks.create_task(beyond())
    result.runs.sort(key=lambda found: found.order.number)
    return result


def name_of(order: RunOrder) -> str:
    return f"run {order.number} ({order.plan.name})"


def line_of(found: RunResult) -> str:
    """A run in a line, for whoever watches."""
    verdict = found.verdict
    return (
        f"{verdict.live} live, {len(verdict.duplicates)} duplicates, {len(verdict.lost)} lost, "
        f"{len(found.disagreements)} disagreements, {found.faults.total()} faults, {found.seconds:.0f} s"
    )


@contextmanager
def _breakage(wanted: RunOrder, result: SuiteResult, tell: Tell) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  # whatever it was: it is told, and the others go on
        result.broken[name_of(wanted)] = "".join(traceback.format_exception(error))
        tell(f"{name_of(wanted)} broke: {error!r}")


def _sweep(wanted: RunOrder, *, good: bool, keep: bool) -> None:
    if good or not keep:
        shutil.rmtree(wanted.folder, ignore_errors=True)
