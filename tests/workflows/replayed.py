"""Whatever ran in a test is run once more from its history: a worker may have to at any task, and mostly need not.

A workflow that remembers what no event tells of, or asks otherwise the second time, is found so by every test.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from temporalio import workflow
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

from tests.workflows.unhurried import unhurried_replayer

RUNS_MAX = 40
"""Of one test, the first ones: a storm's hundredth pin goes the way of the others."""
REPLAY_SECONDS_MAX = 120


class Run(NamedTuple):
    """One run of a workflow."""

    workflow_id: str
    run_id: str


@dataclass
class Remembering(WorkflowRunner):
    """Runs workflows as `inner` does, and knows which."""

    inner: WorkflowRunner
    runs: dict[Run, None] = field(default_factory=dict)
    """In the order in which they began."""

    def prepare_workflow(self, defn: workflow._Definition) -> None:
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        self.runs[Run(det.info.workflow_id, det.info.run_id)] = None
        return self.inner.create_instance(det)


async def replay(client: Client, runs: Sequence[Run], workflows: Sequence[type], runner: WorkflowRunner) -> None:
    """All that these runs have done until now. Raises what a worker would fail a task with."""
    replayer = unhurried_replayer(workflows, runner)
    async with asyncio.timeout(REPLAY_SECONDS_MAX):
        await replayer.replay_workflows(_histories(client, runs[:RUNS_MAX]))


async def _histories(client: Client, runs: Sequence[Run]) -> AsyncIterator[WorkflowHistory]:
    for run in runs:
        yield await client.get_workflow_handle(run.workflow_id, run_id=run.run_id).fetch_history()
