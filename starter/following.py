"""Following a launch until it ends: the ledger is asked; the work itself does not need us."""

import asyncio
import itertools
import time

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from contracts.launch import LaunchSummary
from contracts.names import LaunchId, launch_workflow_id
from contracts.reconciling import Reconciling
from outcomes.forecast import Forecast
from starter.expecting import expectation
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger
from starter.screen import Screen
from starter.standing import zone_of

LOOK_SECONDS = 0.5
LOOK_SECONDS_LONG = 5.0
LONG = 5_000
"""A launch of more pins than this is looked at less often: counting them takes its time."""

LOOKS_A_CHECK = 20
"""Looks at the ledger between two at the launch's workflow."""

LOOKS_A_FORECAST = 4

GOING_ON = frozenset({WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW})


async def follow(summary: LaunchSummary, client: Client | None, ledger: Ledger, screen: Screen) -> None:
    """Show how far it is until every product has an end. Raises `CommandFailed` when nobody works on it."""
    launch = summary.launch
    forecast: Forecast | None = None
    reconciling = Reconciling()
    with screen.progress(await zone_of(ledger, summary)) as show:
        for look in itertools.count():
            tally = await ledger.launches.tally(launch)
            if look % LOOKS_A_FORECAST == 0 and not tally.done:
                reconciling = await ledger.reconciling.of_launch(launch, time.time())
                forecast = await expectation(ledger, summary, reconciling)
            show(tally, forecast, reconciling)
            if tally.done:
                return
            if client is not None and look % LOOKS_A_CHECK == LOOKS_A_CHECK - 1:
                await _check(launch, client)
            await asyncio.sleep(LOOK_SECONDS_LONG if tally.total > LONG else LOOK_SECONDS)


async def _check(launch: LaunchId, client: Client) -> None:
    workflow = client.get_workflow_handle(launch_workflow_id(launch))
    try:
        status = (await workflow.describe()).status
    except RPCError:  # the server is being started again; the next look will tell
        return
    if status is not None and status not in GOING_ON | {WorkflowExecutionStatus.COMPLETED}:
        raise CommandFailed(
            f"Launch {launch} has stopped: its workflow is {status.name.lower()}. Its page in the Web UI "
            "says why. It goes on where it stopped after: pinflow down, and pinflow up.",
            ExitCode.SERVICE_AWAY,
        )
