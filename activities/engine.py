"""Temporal as the activities may move it: start a pin, wake an account, keep a schedule."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleHandle,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts import names
from contracts.buffering import ChangeRequest
from contracts.launch import LaunchRequest
from contracts.names import AccountKey, Queue, WorkflowName
from contracts.pace import AccountState
from contracts.patrol import PatrolOrder, RemovalOrder
from contracts.pin import PinRequest
from contracts.search_attributes import ACCOUNT_SA, BOARD_SA, LAUNCH_SA, SKU_SA, STAGE_SA
from contracts.trouble import EngineAway

SUMMARY_CHARACTERS_MAX = 60
"""Temporal keeps 200 bytes of a summary; a character takes up to four, an account's name some."""

# The Web UI breaks a line where a text does: so each paragraph is one line.
PIN_DETAILS = """\
One product's pin: drafted, its picture prepared, sent in a slot of its account, and read back until it is seen. \
*Current details* tell how far it is.

Updates: `cancel` answers `withdrawn` or `too_late`; `reschedule` (epoch seconds), `pause`, `resume`.

**Cancel** withdraws it as long as nothing has left; what has left is settled and told. Terminating it loses \
nothing: launch again, and the ledger knows what was done."""

LAUNCH_DETAILS = """\
One catalog file. Its rows and their outcomes are in the ledger: `pinflow status` shows them. The pins are \
workflows of their own: filter by `PinflowLaunch`, `PinflowOutcome` and `PinflowReason`.

Updates: `cancel`, `retry`, `pause`, `resume` and `reschedule`, each with a filter such as `outcome=refused \
reason=image_too_small`, or an empty one for every row.

**Cancel** withdraws what has not left."""

ACCOUNT_DETAILS = """\
The account's rate semaphore: it grants slots to pins that wait, within the quota that Pinterest's headers told \
of, and renews the token in time. With nobody waiting it sleeps.

Signals: `pause` (say why), `resume`, `wake`, and `renew` (the token, now).

Updates on the rows of all its launches: `cancel`, `retry`, `reschedule`, each with a filter."""

PATROL_DETAILS = """\
One round through the account's boards: what is there, against what the ledger says. It changes nothing at \
Pinterest. `pinflow patrol --findings` shows what it found.

**Cancel** ends the round; the next one goes on."""

CHANGE_DETAILS = """\
The buffer of one product's changes: it waits until nothing more is heard of the product, then the rules of its \
source decide, and what they say is done. The changes and decisions are in the ledger: `pinflow sources show`.

Terminating it loses nothing: it is started again for what waits."""

URGENT_KEY = 1
"""The first of Temporal's five priorities; without one a task has the third."""

FAIRNESS_KEY_MAX = 64
"""Bytes that Temporal takes."""

CALL_SECONDS_MAX = timedelta(seconds=5)
"""A call about a schedule: nothing waits for it for long."""

JITTER_SHARE = 0.1
"""Rounds of many accounts begin apart: up to this part of their interval later."""

CATCH_UP = timedelta(minutes=10)
"""A round that Temporal missed for longer is not made up for: the next one sees the same."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TemporalEngine:
    """Keeps the ports `Engine` and `Schedules`."""

    client: Client

    async def start_pin(self, request: PinRequest) -> None:
        """Start the pin's workflow, or tell the one that runs: it may be ending with what the ledger said before.

        The ledger, not the id, decides what was done already.
        """
        try:
            await self._start_pin(request, WorkflowIDConflictPolicy.FAIL)
        except WorkflowAlreadyStartedError:
            if not await self._tell_wanted(request):
                await self.keep_running(request)

    async def keep_running(self, request: PinRequest) -> None:
        """Start the pin's workflow, or leave it alone."""
        await self._start_pin(request, WorkflowIDConflictPolicy.USE_EXISTING)

    async def _start_pin(self, request: PinRequest, on_conflict: WorkflowIDConflictPolicy) -> None:
        await self.client.start_workflow(
            WorkflowName.PRODUCT_PIN,
            request,
            id=names.pin_workflow_id(request.account, request.key),
            task_queue=Queue.PINS,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=on_conflict,
            search_attributes=pin_attributes(request),
            static_summary=f"{request.title[:SUMMARY_CHARACTERS_MAX]} · {request.account}"[:100],
            static_details=PIN_DETAILS,
            priority=fair_priority(request.account, urgent=request.urgent),
        )

    async def _tell_wanted(self, request: PinRequest) -> bool:
        """False when it has ended in the meantime."""
        running = self.client.get_workflow_handle(names.pin_workflow_id(request.account, request.key))
        try:
            await running.signal("wanted")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def start_launch(self, request: LaunchRequest) -> None:
        """Start the launch's workflow, or join it."""
        await self._start_launch(request, start_signal=None)

    async def _start_launch(self, request: LaunchRequest, *, start_signal: str | None) -> None:
        await self.client.start_workflow(
            WorkflowName.LAUNCH,
            request,
            start_signal=start_signal,
            id=names.launch_workflow_id(request.launch),
            task_queue=Queue.PINS,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(ACCOUNT_SA, request.account),
                    SearchAttributePair(LAUNCH_SA, request.launch),
                ]
            ),
            static_details=LAUNCH_DETAILS,
            static_summary=f"products of {request.source[:SUMMARY_CHARACTERS_MAX]}",
            priority=fair_priority(request.account),
        )

    async def wake_launch(self, request: LaunchRequest) -> None:
        """Tell the launch's workflow to look at its rows again, starting it if it has ended."""
        await self._start_launch(request, start_signal="look")

    async def signal_change(self, request: ChangeRequest) -> None:
        """Tell the product's workflow that something changed, or start it. Raises `EngineAway`."""
        try:
            await self._signal_change(request)
        except RPCError as error:
            raise EngineAway(f"Temporal: {error.message}"[:300]) from error

    async def _signal_change(self, request: ChangeRequest) -> None:
        await self.client.start_workflow(
            WorkflowName.PRODUCT_CHANGE,
            request,
            id=names.change_workflow_id(request.source, request.product_key),
            task_queue=Queue.PINS,
            start_signal="changed",
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(ACCOUNT_SA, request.account),
                    SearchAttributePair(SKU_SA, request.product_key),
                ]
            ),
            static_summary=f"{request.product_key[:SUMMARY_CHARACTERS_MAX]} · {request.source}"[:100],
            static_details=CHANGE_DETAILS,
            priority=fair_priority(request.account),
            rpc_timeout=CALL_SECONDS_MAX,
        )

    async def wake_account(self, account: AccountKey) -> None:
        """Start the account's workflow or signal it: somebody will be waiting for slots."""
        await self._join(
            WorkflowName.ACCOUNT,
            AccountState(account=account),
            id_=names.account_workflow_id(account),
            summary=f"slots for {account}",
            details=ACCOUNT_DETAILS,
            signal="wake",
        )

    async def keep_patrol(self, account: AccountKey, minutes: int) -> None:
        """See that the account's schedule is as it should be. When it cannot be kept, that is logged, no more."""
        try:
            await self._keep_patrol(account, minutes)
        except RPCError as error:
            log.warning("patrol.not_scheduled", account=account, why=error.message[:200])

    async def _keep_patrol(self, account: AccountKey, minutes: int) -> None:
        known = self.client.get_schedule_handle(names.patrol_workflow_id(account))
        if minutes == 0:
            await _end_schedule(known)
            return
        wanted = patrol_schedule(account, minutes)
        try:
            await self.client.create_schedule(known.id, wanted, rpc_timeout=CALL_SECONDS_MAX)
        except ScheduleAlreadyRunningError:
            await _update_schedule(known, wanted)

    async def start_patrol(self, order: PatrolOrder) -> None:
        """Start a round now, or join the one that somebody started."""
        await self._join(
            WorkflowName.PATROL,
            order,
            id_=names.patrol_workflow_id(order.account),
            summary=f"patrol of {order.account}",
            details=PATROL_DETAILS,
        )

    async def start_removal(self, order: RemovalOrder) -> None:
        """Start to remove duplicates, or join what is being removed already."""
        await self._join(
            WorkflowName.REMOVAL,
            order,
            id_=names.removal_workflow_id(order.account),
            summary=f"remove duplicates of {order.account}",
        )

    async def _join(
        self,
        workflow: WorkflowName,
        order: AccountState | PatrolOrder | RemovalOrder,
        *,
        id_: str,
        summary: str,
        details: str | None = None,
        signal: str | None = None,
    ) -> None:
        """Start the one workflow that its account has of this kind, or join the one that runs."""
        await self.client.start_workflow(
            workflow,
            order,
            id=id_,
            task_queue=Queue.PINS,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=TypedSearchAttributes([SearchAttributePair(ACCOUNT_SA, order.account)]),
            static_summary=summary,
            static_details=details,
            start_signal=signal,
            priority=fair_priority(order.account),
        )


def patrol_schedule(account: AccountKey, minutes: int) -> Schedule:
    """A round every so many minutes; while one runs no other begins."""
    every = timedelta(minutes=minutes)
    return Schedule(
        action=ScheduleActionStartWorkflow(
            WorkflowName.PATROL,
            PatrolOrder(account=account),
            id=names.patrol_workflow_id(account),
            task_queue=Queue.PINS,
            typed_search_attributes=TypedSearchAttributes([SearchAttributePair(ACCOUNT_SA, account)]),
            static_summary=f"patrol of {account}",
            static_details=PATROL_DETAILS,
            priority=fair_priority(account),
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)], jitter=every * JITTER_SHARE),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
    )


async def _update_schedule(known: ScheduleHandle, wanted: Schedule) -> None:
    """Its interval may have been set anew; a person who paused it is left alone."""

    def updated(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
        schedule = found.description.schedule
        if schedule.spec.intervals == wanted.spec.intervals:
            return None
        schedule.spec = wanted.spec
        return ScheduleUpdate(schedule)

    await known.update(updated, rpc_timeout=CALL_SECONDS_MAX)


async def _end_schedule(known: ScheduleHandle) -> None:
    try:
        await known.delete(rpc_timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


def fair_priority(account: AccountKey, *, urgent: bool = False) -> Priority:
    """One account's tasks do not keep those of another waiting: a workflow's activities inherit its key."""
    key = account.encode()[:FAIRNESS_KEY_MAX].decode(errors="ignore")
    return Priority(priority_key=URGENT_KEY if urgent else None, fairness_key=key)


def pin_attributes(request: PinRequest) -> TypedSearchAttributes:
    """What a pin can be found by from its first moment: free at the start, an event each later."""
    pairs = [
        SearchAttributePair(ACCOUNT_SA, request.account),
        SearchAttributePair(SKU_SA, request.product),
        SearchAttributePair(BOARD_SA, request.board_name or request.board_id),
        SearchAttributePair(STAGE_SA, "in_progress"),
    ]
    if request.launch:
        pairs.append(SearchAttributePair(LAUNCH_SA, request.launch))
    return TypedSearchAttributes(pairs)
