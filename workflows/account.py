"""The account's durable rate semaphore: it looks at the store, grants slots, and stops when told."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import names
    from contracts.names import WorkflowName
    from contracts.pace import AccountState, AccountView, Brake, Grant

from workflows import steps
from workflows.pacing import LOOK_SECONDS_MAX, LOOK_SECONDS_MIN, Batch, grant_batch, next_look_seconds

SIGNALS_MAX = 400
"""Signals of one run: Temporal's hint to continue as new does not count them, and a run takes 10,000."""

HISTORY_MAX = 4_000


@workflow.defn(name=WorkflowName.ACCOUNT)
class AccountWorkflow:
    """One Pinterest account. It never ends; with nobody waiting it sleeps and costs nothing."""

    @workflow.init
    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._woken = True
        self._signals = 0
        self._look_seconds = LOOK_SECONDS_MIN

    @workflow.query(description="Paused, braked, and the grants that are out")
    def state(self) -> AccountState:
        return self._state

    @workflow.signal(description="Somebody waits for slots, or an account was mended: look now")
    def wake(self) -> None:
        self._hear()

    @workflow.signal(description="Pinterest said 429: grant nothing before `until`, forget what is granted")
    def brake(self, brake: Brake) -> None:
        self._hear()
        until = max(self._state.braked_until, brake.until)
        self._state = self._state.model_copy(update={"braked_until": until, "granted": ()})

    @workflow.signal(description="Grant nothing until `resume`; say why")
    def pause(self, why: str) -> None:
        self._hear()
        self._state = self._state.model_copy(update={"paused": why[:300] or "paused by hand", "granted": ()})

    @workflow.signal(
        description="Grant slots again, after `pause` or after whatever parked the account was mended"
    )
    def resume(self) -> None:
        self._hear()
        self._state = self._state.model_copy(update={"paused": None, "unpark": True})

    @workflow.run
    async def run(self, state: AccountState) -> None:
        while not self._full():
            self._woken = False
            await self._unpark()
            view = await steps.survey(state.account)
            batch = self._batch(view)
            self._state = self._state.model_copy(update={"granted": batch.outstanding})
            await asyncio.gather(*(self._grant(grant) for grant in batch.fresh))
            self._tell(view, batch)
            await self._rest(view, batch)
        workflow.continue_as_new(self._state)

    async def _unpark(self) -> None:
        if self._state.unpark:
            self._state = self._state.model_copy(update={"unpark": False})
            await steps.unpark(self._state.account)

    def _batch(self, view: AccountView) -> Batch:
        if self._state.paused or view.parked:
            return Batch(fresh=(), outstanding=())
        return grant_batch(view, self._state)

    async def _grant(self, grant: Grant) -> None:
        """Tell the pin. One that does not run any more leaves the queue, or it would hold up those behind it."""
        pin = workflow.get_external_workflow_handle(names.pin_workflow_id(self._state.account, grant.key))
        try:
            await pin.signal("granted", grant.slot)
        except ApplicationError as error:
            if error.type != "ExternalWorkflowExecutionNotFound":
                raise
            await steps.shelve(grant.key)

    async def _rest(self, view: AccountView, batch: Batch) -> None:
        """Until it is worth looking again; without open pins, until somebody knocks."""
        self._look_seconds = next_look_seconds(view, batch, self._look_seconds)
        if self._state.paused or view.open_pins == 0:
            await workflow.wait_condition(self._called)
            return
        seconds = LOOK_SECONDS_MAX if view.parked else self._look_seconds
        try:
            await workflow.wait_condition(
                self._called, timeout=timedelta(seconds=seconds), timeout_summary="until the next look"
            )
        except TimeoutError:
            return

    def _called(self) -> bool:
        return self._woken or self._full()

    def _full(self) -> bool:
        info = workflow.info()
        return (
            info.is_continue_as_new_suggested()
            or self._signals >= SIGNALS_MAX
            or info.get_current_history_length() >= HISTORY_MAX
        )

    def _hear(self) -> None:
        self._woken = True
        self._signals += 1
        self._look_seconds = LOOK_SECONDS_MIN

    def _tell(self, view: AccountView, batch: Batch) -> None:
        workflow.set_current_details(details(self._state, view, batch))


def details(state: AccountState, view: AccountView, batch: Batch) -> str:
    """The account's page in the Web UI."""
    quotas = ", ".join(f"{quota.limit} in {quota.window_seconds:g} s" for quota in view.quotas)
    lines = [
        f"### Account {state.account}",
        f"- quota of writes: {quotas}; used in the longest window: {len(view.writes)}",
        f"- open pins: {view.open_pins}, waiting for a slot: {view.waiting_total}",
        f"- slots out: {len(batch.outstanding)}",
    ]
    if state.paused:
        lines.append(f"- **paused**: {state.paused}")
    if view.parked:
        lines.append(f"- **parked**: {view.parked}")
    blocked = max(view.blocked_until, state.braked_until) - view.now
    if blocked > 0:
        lines.append(f"- braked by Pinterest for another {blocked:.0f} s")
    return "\n".join(lines)
