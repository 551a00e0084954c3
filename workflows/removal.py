"""Removal: duplicates that a person wants gone, one after the other."""

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.names import WorkflowName
    from contracts.patrol import Pair, Removal, RemovalOrder, RemovalReport

from workflows import steps
from workflows.versions import STAYS


@workflow.defn(name=WorkflowName.REMOVAL, versioning_behavior=STAYS)
class RemovalWorkflow:
    """The later pin of each pair. One that cannot be removed does not hold up the others."""

    @workflow.run
    async def run(self, order: RemovalOrder) -> RemovalReport:
        removals: list[Removal] = []
        for pair in order.pairs:
            removals.append(await self._remove(pair))
            workflow.set_current_details(details(order, removals))
        return RemovalReport(removals=tuple(removals))

    async def _remove(self, pair: Pair) -> Removal:
        try:
            return await steps.remove_duplicate(pair)
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            return Removal(pin_id=pair.pin_id, removed=False, why=steps.last_words(error)[:300])


def details(order: RemovalOrder, removals: list[Removal]) -> str:
    """The removal's page in the Web UI."""
    lines = [f"### Duplicates of {order.account}", f"{len(removals)} of {len(order.pairs)} pairs seen to", ""]
    return "\n".join([*lines, *(f"- pin `{removal.pin_id}`: {removal.why}" for removal in removals)])
