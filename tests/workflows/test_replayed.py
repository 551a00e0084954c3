"""Replaying what ran shows a workflow that does not ask for the same the second time."""

import pytest
from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.workflow import NondeterminismError

from tests.workflows.replayed import Remembering, replay
from tests.workflows.world import time_skipping

QUEUE = "mugs"


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


Kind = type[CarefulWorkflow] | type[ForgetfulWorkflow]


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


async def run_once(
    environment: WorkflowEnvironment, kind: type[CarefulWorkflow | ForgetfulWorkflow]
) -> Remembering:
    ran = Remembering(UnsandboxedWorkflowRunner())
    async with Worker(environment.client, task_queue=QUEUE, workflows=[kind], workflow_runner=ran):
        await environment.client.execute_workflow(kind.__name__, id="mug", task_queue=QUEUE)
    return ran
