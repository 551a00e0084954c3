"""Following a launch until it ends: the ledger is asked; the work itself does not need us."""

import asyncio
import itertools

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from contracts.launch import LaunchRequest
from contracts.names import launch_workflow_id
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.screen import Screen

LOOK_SECONDS = 0.5
LOOKS_A_CHECK = 20
"""Looks at the ledger between two at the launch's workflow."""

GOING_ON = frozenset({WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW})


async def follow(request: LaunchRequest, client: Client, ledger: Ledger, screen: Screen) -> None:
    """Show how far it is until every product has an end. Raises `CommandFailed` when nobody works on it."""
    with screen.progress() as show:
        for look in itertools.count(1):
            tally = await ledger.launches.tally(request.launch)
            show(tally, await ledger.accounts.parked(request.account))
            if tally.done:
                return
            if look % LOOKS_A_CHECK == 0:
                await _check(request, client)
            await asyncio.sleep(LOOK_SECONDS)


async def _check(request: LaunchRequest, client: Client) -> None:
    workflow = client.get_workflow_handle(launch_workflow_id(request.launch))
    try:
        status = (await workflow.describe()).status
    except RPCError:  # the server is being started again; the next look will tell
        return
    if status is not None and status not in GOING_ON | {WorkflowExecutionStatus.COMPLETED}:
        raise CommandFailed(
            f"Launch {request.launch} has stopped: its workflow is {status.name.lower()}. Its page in the Web UI "
            "says why. It goes on where it stopped after: pinflow down, and pinflow up.",
            ExitCode.SERVICE_AWAY,
        )
