"""One event for one endpoint: tried until it is accepted, or for a week."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.delivery_states import DeliveryState
    from contracts.names import WorkflowName
    from contracts.webhooks import Attempt, AttemptEnd, DeliveryOrder, DeliveryRequest
    from drafting.webhook_retries import RESTS_MAX, gives_up, next_step, wait_seconds

from workflows import steps
from workflows.versions import MOVES

ENDS = {AttemptEnd.ACCEPTED: DeliveryState.DELIVERED, AttemptEnd.OVER: DeliveryState.DROPPED}
LINES_MAX = 20
SHORT_SECONDS = 60.0
"""A shorter wait is not written down for those who look."""


@workflow.defn(name=WorkflowName.DELIVERY, versioning_behavior=MOVES)
class DeliveryWorkflow:
    """The body, the secrets and the log are in the store: here are only the waits."""

    @workflow.init
    def __init__(self, request: DeliveryRequest) -> None:
        self._request = request
        self._lines: list[str] = []
        self._rests = 0

    @workflow.run
    async def run(self, request: DeliveryRequest) -> DeliveryState:
        begun, attempts, step = workflow.time(), 0, 0
        before: Attempt | None = None
        while True:
            attempt = await self._attempt()
            attempts += 1
            if attempt.end in ENDS:
                return ENDS[attempt.end]
            if gives_up(attempts, begun, workflow.time()):
                await steps.give_up_delivery(request.delivery)
                return DeliveryState.GAVE_UP
            step = next_step(step, None if before is None else before.end, attempt.end)
            before = attempt
            await self._wait(wait_seconds(step, attempt, workflow.random().random()))

    async def _attempt(self) -> Attempt:
        """One that was really made: while the endpoint rests nothing is, but for so often."""
        while (attempt := await steps.deliver(self._order())).end is AttemptEnd.RESTS:
            self._rests += 1
            await self._wait(wait_seconds(0, attempt, workflow.random().random()))
        self._tell(attempt)
        return attempt

    def _order(self) -> DeliveryOrder:
        return DeliveryOrder(delivery=self._request.delivery, anyway=self._rests >= RESTS_MAX)

    async def _wait(self, seconds: float) -> None:
        if seconds >= SHORT_SECONDS:
            await steps.plan_next_try(self._request.delivery, workflow.time() + seconds)
        await workflow.sleep(timedelta(seconds=seconds), summary="until it is tried again")

    def _tell(self, attempt: Attempt) -> None:
        said = f"{attempt.status}" if attempt.status is not None else attempt.words or "no answer"
        self._lines.append(f"- {workflow.now():%Y-%m-%d %H:%M:%S} UTC: {attempt.end}, {said}")
        del self._lines[:-LINES_MAX]
        head = f"**{self._request.type}** for endpoint `{self._request.endpoint}` at {self._request.host}"
        workflow.set_current_details("\n".join([head, "", *self._lines]))
