"""A timer that is about to fire is not cancelled any more; every other wish of a workflow is granted."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from temporalio import activity, workflow
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import Client
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowInstance
from temporalio.worker._command_aware_visitor import CommandInfo  # as in the module that is tested

from tests.week.bustle import Bustle
from tests.week.late_cancels import LATE_SECONDS, LettingFire, no_late_cancels
from tests.workflows.unhurried import unhurried
from tests.workflows.world import time_skipping

GIVEN = 1_800_000_000.25
TIMER, LOOK_SECONDS = 7, 10.0
DUE = GIVEN + LOOK_SECONDS


class Scripted(WorkflowInstance):
    """A workflow that wants what the test says, activation by activation; None: it fails the task."""

    def __init__(self, *wishes: Sequence[WorkflowCommand] | None) -> None:
        self._wishes = list(wishes)

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion, wishes = WorkflowActivationCompletion(run_id=act.run_id), self._wishes.pop(0)
        if wishes is None:
            completion.failed.failure.message = "a bug"
        else:
            completion.successful.commands.extend(wishes)
        return completion

    def get_serialization_context(self, command_info: CommandInfo | None) -> SerializationContext | None:
        raise NotImplementedError

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:
        raise NotImplementedError

    def get_info(self) -> workflow.Info:
        raise NotImplementedError


def letting_fire(*wishes: Sequence[WorkflowCommand] | None) -> LettingFire:
    return LettingFire(Scripted(*wishes), Bustle())


def a_task(number: int, at: float) -> WorkflowActivation:
    """The task after so many events, given at that moment of the server's clock."""
    act = WorkflowActivation(run_id="run", history_length=number)
    act.timestamp.FromNanoseconds(round(at * 1e9))
    return act


def start(timer: int = TIMER, seconds: float = LOOK_SECONDS) -> WorkflowCommand:
    command = WorkflowCommand()
    command.start_timer.seq = timer
    command.start_timer.start_to_fire_timeout.FromTimedelta(timedelta(seconds=seconds))
    return command


def cancel(timer: int = TIMER) -> WorkflowCommand:
    command = WorkflowCommand()
    command.cancel_timer.seq = timer
    return command


def survey() -> WorkflowCommand:
    command = WorkflowCommand()
    command.schedule_local_activity.seq = 1
    return command


def wishes_of(completion: WorkflowActivationCompletion) -> list[str | None]:
    return [command.WhichOneof("variant") for command in completion.successful.commands]


def test_a_cancel_in_good_time_is_left_alone() -> None:
    one = letting_fire([start()], [cancel(), survey()])
    assert wishes_of(one.activate(a_task(3, GIVEN))) == ["start_timer"]
    answer = one.activate(a_task(6, DUE - LATE_SECONDS))
    assert wishes_of(answer) == ["cancel_timer", "schedule_local_activity"]


@pytest.mark.parametrize("before", [LATE_SECONDS - 0.001, 0.01, 0.0, -0.05])
def test_a_cancel_shortly_before_the_timer_fires_is_left_out_and_nothing_else(before: float) -> None:
    one = letting_fire([start()], [cancel(), survey()])
    one.activate(a_task(3, GIVEN))
    assert wishes_of(one.activate(a_task(6, DUE - before))) == ["schedule_local_activity"]


def test_each_timer_is_judged_by_its_own_time() -> None:
    one = letting_fire([start(1, 5.0), start(2, 50.0)], [cancel(2), cancel(1)])
    one.activate(a_task(3, GIVEN))
    (left,) = one.activate(a_task(6, GIVEN + 4.0)).successful.commands
    assert left.cancel_timer.seq == 2


def test_a_task_counts_from_when_it_was_given_however_long_its_parts_take() -> None:
    """What a replay can know: the history has no moments of a task's parts."""
    one = letting_fire([start()], [survey()], [cancel()])
    one.activate(a_task(3, GIVEN))
    one.activate(a_task(6, DUE - 5.0))
    assert wishes_of(one.activate(a_task(6, DUE - 0.5))) == ["cancel_timer"]


def test_a_replay_by_a_new_instance_leaves_out_the_same() -> None:
    script = ([start()], [cancel(), start(8, 3.0)], [cancel(8)])
    tasks = (a_task(3, GIVEN), a_task(6, DUE - 0.5), a_task(9, DUE + 0.2))
    lived, replayed = (letting_fire(*script) for _ in range(2))
    answers = [wishes_of(lived.activate(task)) for task in tasks]
    assert answers == [["start_timer"], ["start_timer"], ["cancel_timer"]]
    assert [wishes_of(replayed.activate(task)) for task in tasks] == answers


def test_a_task_that_fails_still_fails() -> None:
    assert letting_fire(None).activate(a_task(3, GIVEN)).HasField("failed")


def test_a_workflow_at_work_is_heard() -> None:
    bustle = Bustle(changed=0.0)
    LettingFire(Scripted([]), bustle).activate(a_task(3, GIVEN))
    assert bustle.changed > 0.0


QUEUE = "dozing"
DOZE_SECONDS = 1.0
AGAIN_SECONDS = 0.02
ANSWER_SECONDS_MAX = 20.0


@workflow.defn
class Dozing:
    """As an account: it looks every second, or when somebody knocks, and looking takes longer than that second."""

    def __init__(self) -> None:
        self._woken = False

    @workflow.signal
    def wake(self) -> None:
        self._woken = True

    @workflow.query
    def woken(self) -> bool:
        return self._woken

    @workflow.run
    async def run(self) -> str:
        while not self._woken:
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._woken, timeout=timedelta(seconds=DOZE_SECONDS))
        # Local: in the very task that cancels the timer.
        await workflow.execute_local_activity(
            "outlast", workflow.time() + DOZE_SECONDS, start_to_close_timeout=timedelta(seconds=ANSWER_SECONDS_MAX)
        )
        await workflow.sleep(timedelta(seconds=AGAIN_SECONDS))
        return "looked"


@dataclass(frozen=True)
class Slow:
    environment: WorkflowEnvironment

    @activity.defn
    async def outlast(self, at: float) -> None:
        """Until it is later on the server."""
        while (await self.environment.get_current_time()).timestamp() <= at:
            await asyncio.sleep(AGAIN_SECONDS)


async def test_a_timer_that_fires_in_the_task_that_cancels_it_stops_no_workflow() -> None:
    """On the server itself: without the plugin the workflow never has a task again."""
    async with await time_skipping() as environment:
        config = environment.client.config()
        config["plugins"] = [no_late_cancels(Bustle())]
        client = Client(**config)
        worker = Worker(
            client,
            task_queue=QUEUE,
            workflows=[Dozing],
            activities=[Slow(environment).outlast],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        async with unhurried(worker):
            handle = await client.start_workflow(Dozing.run, id="dozing", task_queue=QUEUE)
            assert not await handle.query(Dozing.woken)
            with environment.auto_time_skipping_disabled():
                await handle.signal(Dozing.wake)
                async with asyncio.timeout(ANSWER_SECONDS_MAX):
                    assert await handle.result() == "looked"
