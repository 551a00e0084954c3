"""A deployment of its own: Temporal, workers and doors are run by somebody else, and commands start nothing."""

import asyncio
import time
from collections.abc import Sequence

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from config import Settings, is_loopback
from starter.failures import CommandFailed, ExitCode
from starter.ledger import check_ledger
from starter.parts import SHOWN
from starter.pollers import polling_now, seen_pollers
from starter.reaching import reach
from starter.running import Stack

WORKER_SECONDS_MAX = 10.0
"""The server sees a worker a moment after it has begun to poll; one that is being replaced takes longer."""
LOOK_SECONDS = 0.5


async def find_deployment(settings: Settings) -> Stack:
    """It, once it was seen that everything a command rests on is there.

    Raises `connection.TemporalAway`, `LedgerAway`, and `CommandFailed` while no worker takes tasks.
    """
    client = await reach(settings)
    await check_ledger(settings)
    await _check_workers(client, settings)
    return deployment(settings)


def deployment(settings: Settings) -> Stack:
    """As these settings name it: nothing of it is ours to start or stop."""
    pinterest = settings.pinterest_url or ""
    return Stack(
        home=settings.home,
        settings=settings,
        temporal=settings.temporal_address or "",
        web_ui=settings.web_ui,
        simulator=pinterest.removesuffix("/v5") if is_loopback(pinterest) else None,
        intake=None,
        pids=dict.fromkeys(SHOWN),
    )


async def _check_workers(client: Client, settings: Settings) -> None:
    """What is started while nobody works would wait without a word."""
    last = time.monotonic() + WORKER_SECONDS_MAX
    while alone := await _alone(client, settings):
        if time.monotonic() >= last:
            raise CommandFailed(
                f"No worker takes tasks ({', '.join(alone)}) at {settings.temporal_address}, in the namespace "
                f"{settings.temporal_namespace}. Start one with: pinflow worker\n"
                "If some run that belong to a deployment, make their version current: pinflow versions list",
                ExitCode.SERVICE_AWAY,
            )
        await asyncio.sleep(LOOK_SECONDS)


async def _alone(client: Client, settings: Settings) -> Sequence[str]:
    """Queues of which nobody takes tasks. Raises `CommandFailed` where there is no such namespace."""
    namespace = settings.temporal_namespace
    try:
        polling = polling_now(await seen_pollers(client, namespace), time.time())
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise CommandFailed(
            f"There is no namespace {namespace!r} at {settings.temporal_address}: see PINFLOW_TEMPORAL_NAMESPACE.",
            ExitCode.SERVICE_AWAY,
        ) from error
    return [queue.value for queue, workers in polling.items() if not workers]
