"""What Temporal says of a run: whether a workflow failed, what a pin's history costs, and that it has no token."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from temporalio.client import Client, WorkflowExecution

from contracts.names import WorkflowName
from tests.chaos.leaks import leaks_in_text

UNWANTED = 'ExecutionStatus IN ("Failed", "TimedOut", "Terminated", "Canceled")'


@dataclass(frozen=True)
class Told:
    """`events_a_pin` is the mean of all pins."""

    events_a_pin: float
    complaints: tuple[str, ...]


async def read(client: Client, sample: int, tokens: Sequence[str]) -> Told:
    """Asks for all workflows' ends, and reads the whole histories of a few."""
    unwanted = [found async for found in client.list_workflows(UNWANTED)]
    pins = [found async for found in client.list_workflows(f'WorkflowType = "{WorkflowName.PRODUCT_PIN}"')]
    complaints = [f"workflow {found.id} {found.status and found.status.name}" for found in unwanted]
    for found in [*islice(pins, sample), *await _others(client)]:
        complaints += await _leaks(client, found, tokens)
    lengths = [found.history_length for found in pins]
    return Told(sum(lengths) / len(lengths) if lengths else 0.0, tuple(complaints))


async def _others(client: Client) -> Sequence[WorkflowExecution]:
    """Launches and accounts."""
    return [found async for found in client.list_workflows(f'WorkflowType != "{WorkflowName.PRODUCT_PIN}"')]


async def _leaks(client: Client, found: WorkflowExecution, tokens: Sequence[str]) -> Sequence[str]:
    history = await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
    return list(leaks_in_text(f"the history of {found.id}", history.to_json(), tokens))
