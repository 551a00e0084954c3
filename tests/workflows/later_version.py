"""A later version of the worker: a pin of it begins with a step that no earlier one has."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.names import WorkflowName
    from contracts.outcome import PinOutcome
    from contracts.pin import PinRequest

from workflows import steps
from workflows.product_pin import ProductPinWorkflow
from workflows.versions import STAYS


@workflow.defn(name=WorkflowName.PRODUCT_PIN, versioning_behavior=STAYS)
class LaterPinWorkflow(ProductPinWorkflow):
    """What an earlier pin has asked for by now, this one has not: it cannot take one over."""

    @workflow.init
    def __init__(self, request: PinRequest) -> None:
        super().__init__(request)

    @workflow.run
    async def run(self, request: PinRequest) -> PinOutcome:
        await steps.standing(request.key)
        return await super().run(request)
