"""Temporal as the outbox moves it."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from contracts.names import Queue, WorkflowName, delivery_workflow_id
from contracts.trouble import EngineAway
from contracts.webhooks import DeliveryRequest

DETAILS = """\
One event for one endpoint: posted, signed, until it is accepted or a week has passed. `pinflow webhooks log` \
shows each attempt. Terminating it loses nothing: it is started again, an hour after its next attempt was due."""

CALL_SECONDS_MAX = timedelta(seconds=5)


@dataclass(frozen=True)
class TemporalDeliveries:
    """Keeps the port `DeliveryEngine`."""

    client: Client

    async def start_delivery(self, request: DeliveryRequest) -> None:
        """Start it, or leave the one that runs alone. Raises `EngineAway`."""
        try:
            await self.client.start_workflow(
                WorkflowName.DELIVERY,
                request,
                id=delivery_workflow_id(request.event, request.endpoint, request.replay),
                task_queue=Queue.PINS,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=f"{request.type} to {request.host}"[:100],
                static_details=DETAILS,
                rpc_timeout=CALL_SECONDS_MAX,
            )
        except RPCError as error:
            raise EngineAway(f"Temporal: {error.message}"[:300]) from error
