"""Who takes our new tasks, as Temporal's server has seen them."""

import asyncio
import os
import socket
from collections.abc import Iterable, Mapping

from temporalio.api.enums.v1 import TaskQueueType, WorkerVersioningMode
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client

from connection import CALL_SECONDS_MAX
from contracts.names import Queue

POLL_SECONDS_MAX = 75.0
"""A poll lasts a minute, and the server remembers pollers for five: who was not seen for longer is gone."""

Pollers = Mapping[Queue, Mapping[str, float]]
"""For each queue those who polled it, by identity, with the moment of their last poll."""


async def seen_pollers(client: Client, namespace: str) -> Pollers:
    """Raises `RPCError`."""
    seen = await asyncio.gather(*(_pollers(client, namespace, queue) for queue in Queue))
    return dict(zip(Queue, seen, strict=True))


def polling_now(seen: Pollers, now: float) -> Mapping[Queue, frozenset[str]]:
    """Those who poll still."""
    return {queue: frozenset(_fresh(pollers.items(), now)) for queue, pollers in seen.items()}


async def _pollers(client: Client, namespace: str, queue: Queue) -> Mapping[str, float]:
    workflows = queue is Queue.PINS
    request = DescribeTaskQueueRequest(
        namespace=namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=(
            TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if workflows else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        ),
    )
    answer = await client.workflow_service.describe_task_queue(request, timeout=CALL_SECONDS_MAX)
    # The server remembers a killed worker for a while; of those on this machine we know better.
    alive = (poller for poller in answer.pollers if not is_gone(poller.identity) and takes_new(poller, answer))
    return {poller.identity: poller.last_access_time.ToMilliseconds() / 1_000 for poller in alive}


def takes_new(poller: PollerInfo, queue: DescribeTaskQueueResponse) -> bool:
    """Whether new work may come to it: an earlier version of a deployment only ends what it has begun."""
    told, versioning = poller.deployment_options, queue.versioning_info
    versioned = told.worker_versioning_mode == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    taking = (versioning.current_deployment_version, versioning.ramping_deployment_version)
    if not versioned:
        return not taking[0].build_id
    return any((one.deployment_name, one.build_id) == (told.deployment_name, told.build_id) for one in taking)


def is_gone(identity: str) -> bool:
    """Whether this is a worker of this machine whose process has ended; the SDK's identity is `pid@host`."""
    pid, _, host = identity.partition("@")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)  # nothing is sent: it only asks
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def _fresh(pollers: Iterable[tuple[str, float]], now: float) -> set[str]:
    return {identity for identity, at in pollers if now - at <= POLL_SECONDS_MAX}
