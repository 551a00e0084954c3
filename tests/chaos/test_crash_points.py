"""A worker that dies at each line where it matters, twice: what the ledger says then, and one pin in the end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos.books import AttemptSeen, IntentSeen
from tests.chaos.crash_points import READING_BACK, CrashPoint
from tests.chaos.misfortunes import MAKE_A_PIN, Misfortune
from tests.chaos.orders import Crash
from tests.chaos.plans import Plan
from tests.chaos.run import RunOrder, evidence_of, launch_all, opened, ways_of, work_through
from tests.chaos.stack import until
from tests.chaos.stage import Stage
from tests.chaos.truth import Verdict, judge, marker_in
from tests.journeys.pinflow import Document

PRODUCTS = 12
DEATHS = 2
AT_ONCE = 4
SEED = 20_261_123
ANSWERS_LOST = Misfortune("pin done, answer dropped", MAKE_A_PIN, {"drop_after": True}, times=4)
PIN_SECONDS_MAX = 60.0
"""Until a request that has left is a pin."""


@dataclass(frozen=True)
class Death:
    """Ledger and Pinterest as the dead worker left them."""

    intents: Sequence[IntentSeen]
    attempts: Sequence[AttemptSeen]
    pins: Sequence[Document]

    def states(self, *, there: bool) -> set[str]:
        """States of attempts whose pin is there, or is not."""
        made = {marker_in(pin) for pin in self.pins}
        wanted = {intent.key for intent in self.intents if (intent.marker in made) == there}
        return {attempt.state for attempt in self.attempts if attempt.key in wanted}


@dataclass(frozen=True)
class CrashRun:
    """One run in which the worker died at one point."""

    died: int
    deaths: Sequence[Death]
    verdict: Verdict
    attempts: Sequence[AttemptSeen]
    ways: Mapping[str, int]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[CrashPoint, CrashRun]:
    """All points, a few stacks at once: most of the time they wait for graces to pass."""
    return asyncio.run(run_all(tmp_path_factory.mktemp("crashes")))


async def run_all(folder: Path) -> Mapping[CrashPoint, CrashRun]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(point: CrashPoint) -> CrashRun:
        async with room:
            return await crash_run(point, folder / point)

    found = await asyncio.gather(*map(one, CrashPoint))
    return dict(zip(CrashPoint, found, strict=True))


async def crash_run(point: CrashPoint, folder: Path) -> CrashRun:
    lost = (ANSWERS_LOST,) if point in READING_BACK else ()
    plan = Plan(point, misfortunes=lost, crashes=(Crash(point, times=DEATHS),))
    order = RunOrder(1, plan, SEED, PRODUCTS, folder)
    async with opened(order) as stage:
        watching = asyncio.create_task(watch_deaths(stage, point))
        await launch_all(stage, order)
        await work_through(stage, order)
        deaths = await asyncio.wait_for(watching, PIN_SECONDS_MAX)
        pins = await asyncio.to_thread(stage.stack.truth.pins)
        evidence = evidence_of(stage, order, pins)
        died = stage.stack.orders.deaths()[point]
        return CrashRun(died, deaths, judge(evidence), evidence.attempts, ways_of(stage))


async def watch_deaths(stage: Stage, point: CrashPoint) -> Sequence[Death]:
    """Look before the next worker may start: it would find out what the dead one did not know."""
    found, worker = [], stage.stack.workers[0]
    for number in range(1, DEATHS + 1):
        await until(lambda: worker.pid is not None, "the worker lives")
        worker.may_live.clear()
        await worker.died(number)
        if point in {CrashPoint.SENT, CrashPoint.ANSWERED}:
            await until(lambda: in_doubt_and_there(look(stage)), "the pin is there", seconds=PIN_SECONDS_MAX)
        found.append(look(stage))
        worker.may_live.set()
    return found


def look(stage: Stage) -> Death:
    return Death(stage.books.intents(), stage.books.attempts(), stage.stack.truth.pins())


def nothing_claimed(death: Death) -> bool:
    return not any(attempt.is_open for attempt in death.attempts)


def claimed_and_not_there(death: Death) -> bool:
    return "claimed" in death.states(there=False)


def in_doubt_and_there(death: Death) -> bool:
    return bool({"claimed", "lost"} & death.states(there=True))


def made_and_not_ended(death: Death) -> bool:
    made = {attempt.key for attempt in death.attempts if attempt.state == "made"}
    return any(intent.key in made and intent.pin_id and intent.outcome is None for intent in death.intents)


LEFT: Mapping[CrashPoint, Callable[[Death], bool]] = {
    CrashPoint.BEFORE_CLAIM: nothing_claimed,
    CrashPoint.CLAIMED: claimed_and_not_there,
    CrashPoint.SENT: in_doubt_and_there,
    CrashPoint.ANSWERED: in_doubt_and_there,
    CrashPoint.RECORDED: made_and_not_ended,
    CrashPoint.READING: in_doubt_and_there,
    CrashPoint.SETTLING: in_doubt_and_there,
}
"""What must be so when the worker is dead."""

ENDED: Mapping[CrashPoint, str] = {
    CrashPoint.BEFORE_CLAIM: "made",
    CrashPoint.CLAIMED: "no pin: absent",
    CrashPoint.SENT: "adopted",
    CrashPoint.ANSWERED: "adopted",
    CrashPoint.RECORDED: "made",
    CrashPoint.READING: "adopted",
    CrashPoint.SETTLING: "adopted",
}
"""How an attempt that was in doubt then must have ended."""


@pytest.mark.chaos
@pytest.mark.parametrize("point", CrashPoint)
def test_whoever_dies_there_leaves_what_the_next_one_needs(
    point: CrashPoint, runs: Mapping[CrashPoint, CrashRun]
) -> None:
    run = runs[point]
    assert run.died == DEATHS
    assert all(map(LEFT[point], run.deaths))


@pytest.mark.chaos
@pytest.mark.parametrize("point", CrashPoint)
def test_every_product_is_one_pin_in_the_end(point: CrashPoint, runs: Mapping[CrashPoint, CrashRun]) -> None:
    run = runs[point]
    assert run.verdict == Verdict(live=PRODUCTS)
    assert run.ways[ENDED[point]] > 0


@pytest.mark.chaos
@pytest.mark.parametrize("point", [CrashPoint.BEFORE_CLAIM, CrashPoint.RECORDED])
def test_where_nothing_is_in_doubt_no_product_is_tried_twice(
    point: CrashPoint, runs: Mapping[CrashPoint, CrashRun]
) -> None:
    assert len(runs[point].attempts) == PRODUCTS
