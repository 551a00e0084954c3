"""An account that continues as new all the time, while pins arrive and people order: each is served, and once."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from sqlmodel import col, func, select
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle
from temporalio.worker import WorkflowRunner

from activities.engine import TemporalEngine
from activities.hand import HandActivities
from contracts.contract import Instant
from contracts.hand import Action, HandOrder, Selection
from contracts.launch import LaunchRequest
from contracts.names import LaunchId, PinKey, Queue, WorkflowName, account_workflow_id, pin_workflow_id
from contracts.outcome import Outcome
from contracts.pace import AccountState
from contracts.pin import Slot
from store.accounts import SqlAccounts
from store.database import Database
from store.hand import SqlHand
from store.tables.pins import IntentRow
from store.tables.states import IntentState
from tests.builders import ACCOUNT, a_launch, a_product, rows_of
from tests.fakes.clock import FakeClock
from tests.week.bustle import Bustle
from tests.week.late_cancels import LettingFireRunner
from tests.workflows.world import World, open_world
from workflows.account import AccountWorkflow

HISTORY_MAX = 40
"""Events of a run: four looks or five."""
RUNS_MIN = 5

STEPS = 14
AT_ONCE, LATER, FURTHER = 8, 6, 3
FIRST_ROW = 2
LATER_SECONDS = 60.0
SAFE_SECONDS = 25.0
"""So long before its time nothing of a pin runs: the time-skipping server loses count of what is cancelled."""

Account = WorkflowHandle[AccountWorkflow, None]


@dataclass
class Story:
    """Launches on one account. `times` has the rows of the first one that wait for theirs."""

    world: World
    account: Account
    dice: random.Random
    pauses: bool
    launches: list[LaunchId] = field(default_factory=list)
    times: dict[int, Instant] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    paused: bool = False

    async def launch(self, at_once: int, times: Sequence[Instant] = ()) -> None:
        """Rows that may leave at once, and after them some that may not."""
        launch = LaunchId(f"launch-{len(self.launches)}")
        self.launches.append(launch)
        total = at_once + len(times)
        rows = rows_of(*(a_product(f"{launch}-{number}", board=f"Board {number % 4}") for number in range(total)))
        dated = [row.model_copy(update={"not_before": at}) for row, at in zip(rows[at_once:], times, strict=True)]
        await self.world.launches.begin(a_launch(launch), [*rows[:at_once], *dated])
        await TemporalEngine(self.world.client).start_launch(
            LaunchRequest(account=ACCOUNT, launch=launch, total=total)
        )

    async def step(self) -> None:
        deeds = [self.knock, self.knock, self.cancel, self.reschedule, self.arrive]
        await self.dice.choice([*deeds, self.stop_or_go, self.stop_or_go] if self.pauses else deeds)()
        for _ in range(self.dice.randint(1, 4)):
            await self.pass_time()

    async def pass_time(self) -> None:
        await self.world.step()
        await self.note_run()

    async def note_run(self) -> None:
        self.runs.add((await self.account.describe()).run_id)

    async def knock(self) -> None:
        for _ in range(self.dice.randint(1, 9)):
            await self.account.signal(AccountWorkflow.wake)

    async def arrive(self) -> None:
        await self.launch(self.dice.randint(0, FURTHER))

    async def cancel(self) -> None:
        for row in self.movable():
            self.cancelled.add(row)
            del self.times[row]
            await self.order(Action.CANCEL, row)

    async def reschedule(self) -> None:
        for row in self.movable():
            self.times[row] = self.world.clock.now() + self.dice.uniform(SAFE_SECONDS, LATER_SECONDS)
            await self.order(Action.RESCHEDULE, row, to=self.times[row])

    async def stop_or_go(self) -> None:
        if self.paused:
            await self.account.signal(AccountWorkflow.resume)
        else:
            await self.account.signal(AccountWorkflow.pause, "lunch")
        self.paused = not self.paused

    def movable(self) -> Sequence[int]:
        """A row whose pin rests for a while yet, if there is one."""
        safe = [row for row, at in self.times.items() if at > self.world.clock.now() + SAFE_SECONDS]
        return self.dice.sample(safe, k=min(1, len(safe)))

    async def order(self, action: Action, row: int, *, to: Instant | None = None) -> None:
        """As the command does it."""
        world = self.world
        engine = TemporalEngine(world.client)
        hand = HandActivities(SqlHand(world.database), SqlAccounts(world.database), engine, world.clock)
        selection = Selection(launch=self.launches[0], where=f"row={row}")
        await hand.act(HandOrder(action=action, selection=selection, to=to))

    async def end(self) -> None:
        """Nobody does anything any more, and time passes."""
        await self.account.signal(AccountWorkflow.resume)
        await self.world.until(self.is_over, seconds=2.0)

    async def is_over(self) -> bool:
        await self.note_run()
        tallies = [await self.world.launches.tally(launch) for launch in self.launches]
        return all(tally.done for tally in tallies)


def no_late_cancel(runner: WorkflowRunner) -> WorkflowRunner:
    """So many signals cancel a timer at any moment, and the server loses the account when it is about to fire."""
    return LettingFireRunner(runner, Bustle())


@pytest_asyncio.fixture
async def story(request: pytest.FixtureRequest, database: Database, clock: FakeClock) -> AsyncIterator[Story]:
    seed, pauses = request.param
    async with open_world(database, clock, around=no_late_cancel) as world:
        account = await world.client.start_workflow(
            WorkflowName.ACCOUNT,
            AccountState(account=ACCOUNT, history_max=HISTORY_MAX),
            id=account_workflow_id(ACCOUNT),
            task_queue=Queue.PINS,
        )
        handle = world.client.get_workflow_handle(account.id)
        yield Story(world, handle, random.Random(seed), pauses)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param((1, False), id="at-ease", marks=pytest.mark.long),
        pytest.param((3, True), id="paused-now-and-then", marks=pytest.mark.virtual),
    ],
    indirect=True,
)
async def test_whatever_happens_each_pin_has_its_end_and_none_is_served_twice(
    story: Story,
) -> None:
    world, now = story.world, story.world.clock.now()
    story.times = {FIRST_ROW + AT_ONCE + n: now + LATER_SECONDS + 10 * n for n in range(LATER)}
    await story.launch(AT_ONCE, list(story.times.values()))
    await world.until(lambda: are_prepared(world, AT_ONCE + LATER))
    for _ in range(STEPS):
        await story.step()
    await story.end()

    results = [result for launch in story.launches for result in await world.launches.results(launch)]
    live = [result for result in results if result.outcome is Outcome.LIVE]
    withdrawn = {result.row for result in results if result.outcome is Outcome.WITHDRAWN}
    assert withdrawn == story.cancelled
    assert len(live) + len(withdrawn) == len(results)
    assert sorted(world.pinterest.pins) == sorted(result.pin_id or "" for result in live)
    assert len(story.runs) >= RUNS_MIN
    if not story.pauses:  # whoever was paused is served anew
        assert await needless_slots(world) == []


async def are_prepared(world: World, count: int) -> bool:
    """So many pins have their media, and wait for a slot or for their time, or have left."""
    query = select(func.count()).where(col(IntentRow.state) != IntentState.OPEN)
    return await world.database.read(lambda session: session.exec(query).one()) == count


async def needless_slots(world: World) -> Sequence[str]:
    """Pins that were given a slot while they had one that was neither used nor over."""
    keys = await world.database.read(lambda session: session.exec(select(IntentRow.key)).all())
    found = []
    for key in keys:
        history = await world.client.get_workflow_handle(pin_workflow_id(ACCOUNT, PinKey(key))).fetch_history()
        if await _is_served_twice(world, history.events):
            found.append(key)
    return found


async def _is_served_twice(world: World, events: Sequence[HistoryEvent]) -> bool:
    unused: Slot | None = None
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            unused = None
        signal = event.workflow_execution_signaled_event_attributes
        if signal.signal_name == "granted":
            (slot,) = await world.client.data_converter.decode(signal.input.payloads, [Slot])
            if unused is not None and slot.at < unused.expires:
                return True
            unused = slot
    return False
