"""Replaying what ran shows a workflow that does not ask for the same the second time."""

import time

import pytest
from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.workflow import NondeterminismError

from tests.workflows.replayed import Remembering, replay
from tests.workflows.unhurried import unhurried
from tests.workflows.world import time_skipping

QUEUE = "mugs"
STILL_SECONDS = 2.5
"""Half a second more than the SDK's watch allows a task."""


@workflow.defn
class CarefulWorkflow:
    """Asks for the same each time."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(1)


@workflow.defn
class ForgetfulWorkflow:
    """What it has done stands in no event."""

    done = False

    @workflow.run
    async def run(self) -> None:
        if not ForgetfulWorkflow.done:
            ForgetfulWorkflow.done = True
            await workflow.sleep(1)


@workflow.defn
class SlowWorkflow:
    """Stands still for longer than the SDK lets a task, and counts how often it is tried."""

    tasks = 0

    @workflow.run
    async def run(self) -> None:
        SlowWorkflow.tasks += 1
        time.sleep(STILL_SECONDS)  # noqa: ASYNC251 - what a task must not do


Kind = type[CarefulWorkflow | ForgetfulWorkflow | SlowWorkflow]


async def test_one_that_asks_for_the_same_is_replayed() -> None:
    async with await time_skipping() as environment:
        ran = await run_once(environment, CarefulWorkflow)
        assert len(ran.runs) == 1
        await replay(environment.client, list(ran.runs), [CarefulWorkflow], UnsandboxedWorkflowRunner())


async def test_one_that_remembers_what_no_event_tells_of_is_found() -> None:
    async with await time_skipping() as environment:
        ran = await run_once(environment, ForgetfulWorkflow)
        with pytest.raises(NondeterminismError):
            await replay(environment.client, list(ran.runs), [ForgetfulWorkflow], UnsandboxedWorkflowRunner())


async def test_a_task_that_took_more_than_two_seconds_is_not_tried_again_in_tests() -> None:
    async with await time_skipping() as environment:
        await run_once(environment, SlowWorkflow)
        assert SlowWorkflow.tasks == 1


async def run_once(environment: WorkflowEnvironment, kind: Kind) -> Remembering:
    ran = Remembering(UnsandboxedWorkflowRunner())
    async with unhurried(Worker(environment.client, task_queue=QUEUE, workflows=[kind], workflow_runner=ran)):
        await environment.client.execute_workflow(kind.__name__, id="mug", task_queue=QUEUE)
    return ran
