"""Many accounts on one worker: a long queue of one account does not keep another's task waiting (real server)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.common import Priority
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.engine import fair_priority
from contracts.names import AccountKey
from starter.programs import MATCHING_OPTIONS, temporal_binary
from tests.workflows.unhurried import unhurried

Handle = WorkflowHandle[Any, Any]  # Any: whatever workflow

BUSY, OTHER = AccountKey("busy"), AccountKey("other")
QUEUED = 40
QUEUED_SECONDS_MAX = 120.0
QUEUE = "one-at-a-time"
SOON = 5
"""Tasks of the busy account that may go before: one is at work, and one is on its way to the worker."""


@activity.defn
async def take_part(account: str) -> None:
    """A little work."""
    done.append(account)
    await asyncio.sleep(0)


done: list[str] = []


@workflow.defn(sandboxed=False)
class OneTask:
    """Asks for one piece of work, on a queue that has one pair of hands."""

    @workflow.run
    async def run(self, account: str) -> None:
        await workflow.execute_activity(
            take_part, account, task_queue=QUEUE, start_to_close_timeout=timedelta(minutes=2)
        )


@pytest.mark.journey
async def test_a_task_of_another_account_does_not_wait_for_a_long_queue() -> None:
    assert (await order_of(OTHER, fair_priority(OTHER))).index(OTHER) <= SOON


@pytest.mark.journey
async def test_an_urgent_task_goes_before_those_of_its_own_account() -> None:
    assert (await order_of("urgent", fair_priority(BUSY, urgent=True))).index("urgent") <= SOON


async def order_of(last: str, priority: Priority) -> list[str]:
    """The order in which tasks are done that all wait before anybody works; `last` comes after all others."""
    done.clear()
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(temporal_binary()), dev_server_extra_args=list(MATCHING_OPTIONS)
    )
    async with server, unhurried(Worker(server.client, task_queue="stories", workflows=[OneTask])):
        started = [await start(server.client, BUSY, fair_priority(BUSY)) for _ in range(QUEUED)]
        await until_queued(server.client, QUEUED)
        started.append(await start(server.client, last, priority))
        await until_queued(server.client, QUEUED + 1)
        async with Worker(server.client, task_queue=QUEUE, activities=[take_part], max_concurrent_activities=1):
            await asyncio.gather(*(handle.result() for handle in started))
    return list(done)


async def start(client: Client, label: str, priority: Priority) -> Handle:
    return await client.start_workflow(
        OneTask.run, label, id=str(uuid4()), task_queue="stories", priority=priority
    )


async def until_queued(client: Client, count: int) -> None:
    """Until so many tasks wait: one that its workflow has asked for may still be on its way to the queue."""
    look = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    async with asyncio.timeout(QUEUED_SECONDS_MAX):
        while (await client.workflow_service.describe_task_queue(look)).stats.approximate_backlog_count < count:
            await asyncio.sleep(0.05)
