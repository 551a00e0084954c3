"""The account's durable rate semaphore: it looks at the store, grants slots, and stops when told.

Beside that it runs errands: the one place where the account's token is renewed, and where its alerts are told.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.renewal import RenewalOrder
    from contracts import names
    from contracts.accounts import Renewal, RenewalEnd
    from contracts.contract import Instant
    from contracts.hand import Action, HandAnswer, HandOrder, Selection
    from contracts.names import PinKey, WorkflowName
    from contracts.pace import AccountState, AccountView, Brake, Grant
    from contracts.pin import Slot
    from drafting.filters import read_filter

from workflows import steps
from workflows.pacing import (
    LOOK_SECONDS_MIN,
    Batch,
    grant_batch,
    next_look_seconds,
    rest_seconds,
)
from workflows.versions import NEXT_RUN, STAYS, run_is_over

SIGNALS_MAX = 400
"""Signals of one run: Temporal's hint to continue as new does not count them, and a run takes 10,000."""

HISTORY_MAX = 4_000

RENEWALS_APART_SECONDS = 2.0
"""Between two renewals, whatever the ledger says: Pinterest may give tokens that hardly live."""

RENEWAL_AGAIN_SECONDS = 60.0
"""Until a renewal that nobody could even try is asked for again."""

TELL_AGAIN_SECONDS = 600.0
"""Until alerts that could not be told are tried again: the operator's address does not answer."""


@workflow.defn(name=WorkflowName.ACCOUNT, versioning_behavior=STAYS)
class AccountWorkflow:
    """One Pinterest account. It never ends; with nobody waiting it sleeps and costs nothing."""

    @workflow.init
    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._woken = True
        self._signals = 0
        self._look_seconds = LOOK_SECONDS_MIN
        self._renewing: asyncio.Task[None] | None = None
        self._renewal: Renewal | None = None
        self._renew_after: Instant = 0.0
        self._telling: asyncio.Task[None] | None = None
        self._tell_after: Instant = 0.0

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
        update = {"pause": why[:300] or "paused by hand", "unpark": False, "granted": ()}
        self._state = self._state.model_copy(update=update)

    @workflow.signal(
        description="Grant slots again, after `pause` or after whatever parked the account was mended"
    )
    def resume(self) -> None:
        self._hear()
        self._state = self._state.model_copy(update={"pause": None, "unpark": True})

    @workflow.signal(description="Renew the token now, due or not")
    def renew(self) -> None:
        self._hear()
        self._state = self._state.model_copy(update={"renew": True})

    @workflow.update(description="Withdraw rows of this account that a filter means and that have no pin yet")
    async def cancel(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.CANCEL, where)

    @workflow.update(description="Try rows of this account again that a filter means and that are not live")
    async def retry(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.RETRY, where)

    @workflow.update(description="Let nothing of the rows that a filter means leave before `to` (epoch seconds)")
    async def reschedule(self, where: str, to: float) -> HandAnswer:
        return await self._by_hand(Action.RESCHEDULE, where, to)

    @cancel.validator
    @retry.validator
    def _check_filter(self, where: str) -> None:
        read_filter(where)

    @reschedule.validator
    def _check_reschedule(self, where: str, to: float) -> None:
        del to
        read_filter(where)

    async def _by_hand(self, action: Action, where: str, to: float | None = None) -> HandAnswer:
        selection = Selection(account=self._state.account, where=where)
        return await steps.act(HandOrder(action=action, selection=selection, to=to))

    @workflow.run
    async def run(self, state: AccountState) -> None:
        while not self._ends():
            self._woken = False
            await self._obey()
            view = await steps.survey(state.account)
            await self._recall(view)
            self._run_errands(view)
            batch = self._batch(view)
            self._state = self._state.model_copy(update={"granted": batch.outstanding, "overtook": batch.overtook})
            await asyncio.gather(*(self._grant(grant) for grant in batch.fresh))
            self._tell(view, batch)
            if not view.recalled:  # there may be more of them than one survey names
                await self._rest(view, batch)
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self._state, initial_versioning_behavior=NEXT_RUN)

    async def _obey(self) -> None:
        """What a person said is written down: a claim asks the ledger, not this workflow."""
        why, unpark = self._state.pause, self._state.unpark
        self._state = self._state.model_copy(update={"pause": None, "unpark": False})
        if why is not None:
            await steps.pause(self._state.account, why)
        elif unpark:
            await steps.unpark(self._state.account)

    def _run_errands(self, view: AccountView) -> None:
        """Beside the slots: these go on while the token that is to be renewed still lives."""
        due = view.renew_at is not None and max(view.renew_at, self._renew_after) <= view.now
        if self._renewing is None and (due or self._state.renew):
            order = RenewalOrder(account=self._state.account, anyway=self._state.renew)
            self._state = self._state.model_copy(update={"renew": False})
            self._renewing = asyncio.create_task(self._renew(order))
        if self._telling is None and view.alerts_untold and self._tell_after <= view.now:
            self._telling = asyncio.create_task(self._tell_alerts())

    async def _renew(self, order: RenewalOrder) -> None:
        try:
            renewal = await steps.renew_token(order)
        except FailureError as error:
            again_at = workflow.time() + RENEWAL_AGAIN_SECONDS
            renewal = Renewal(end=RenewalEnd.LATER, again_at=again_at, detail=steps.last_words(error)[:300])
        self._renewal, self._renewing = renewal, None
        self._renew_after = max(workflow.time() + RENEWALS_APART_SECONDS, renewal.again_at or 0.0)
        self._woken = True

    async def _tell_alerts(self) -> None:
        try:
            await steps.tell_alerts(self._state.account)
        except FailureError:
            self._tell_after = workflow.time() + TELL_AGAIN_SECONDS
        self._telling = None
        self._woken = True

    def _errand_at(self, view: AccountView) -> Instant | None:
        """When the next errand is to be begun; what is under way says itself when it has ended."""
        moments = []
        if view.renew_at is not None and self._renewing is None:
            moments.append(max(view.renew_at, self._renew_after))
        if view.alerts_untold and self._telling is None:
            moments.append(self._tell_after)
        return min(moments, default=None)

    async def _recall(self, view: AccountView) -> None:
        """Pins that a person ended in the ledger hear of it; one that does not run need not."""
        # Written down first: an order that comes while they are told is told again.
        if view.recalled:
            await steps.told(view.recalled)
        for key in view.recalled:
            await self._tell_pin(key, "recall")

    def _batch(self, view: AccountView) -> Batch:
        if view.paused or view.parked or self._state.pause is not None:
            return Batch(fresh=(), outstanding=(), overtook=self._state.overtook)
        return grant_batch(view, self._state)

    async def _grant(self, grant: Grant) -> None:
        """Tell the pin. One that does not run any more leaves the queue, or it would hold up those behind it."""
        if not await self._tell_pin(grant.key, "granted", grant.slot):
            await steps.shelve(grant.key)

    async def _tell_pin(self, key: PinKey, signal: str, *words: Slot) -> bool:
        """False when it does not run."""
        pin = workflow.get_external_workflow_handle(names.pin_workflow_id(self._state.account, key))
        try:
            await pin.signal(signal, args=words)
        except ApplicationError as error:
            if error.type != "ExternalWorkflowExecutionNotFound":
                raise
            return False
        return True

    async def _rest(self, view: AccountView, batch: Batch) -> None:
        """Until it is worth looking again; without open pins, until somebody knocks."""
        self._look_seconds = next_look_seconds(view, batch, self._look_seconds)
        seconds = rest_seconds(view, self._look_seconds, self._errand_at(view))
        if seconds is None:
            await workflow.wait_condition(self._called)
            return
        try:
            await workflow.wait_condition(
                self._called, timeout=timedelta(seconds=seconds), timeout_summary="until the next look"
            )
        except TimeoutError:
            return

    def _called(self) -> bool:
        return self._woken or self._ends()

    def _ends(self) -> bool:
        """When it is full, unless an errand is under way: the next run would not hear of its end."""
        return self._full() and self._renewing is None and self._telling is None

    def _full(self) -> bool:
        return self._signals >= SIGNALS_MAX or run_is_over(self._state.history_max or HISTORY_MAX)

    def _hear(self) -> None:
        self._woken = True
        self._signals += 1
        self._look_seconds = LOOK_SECONDS_MIN

    def _tell(self, view: AccountView, batch: Batch) -> None:
        lines = [details(self._state, view, batch), *token_lines(view, self._renewal)]
        workflow.set_current_details("\n".join(lines))


def token_lines(view: AccountView, last: Renewal | None) -> list[str]:
    """What the account's page says of its token and its alerts."""
    lines = []
    if view.token_until is not None:
        word = "works until" if view.token_until > view.now else "**ended at**"
        lines.append(f"- the token {word} {_moment(view.token_until)}")
    if view.renew_at is not None:
        lines.append(f"- it is to be renewed at {_moment(view.renew_at)}")
    if last is not None and last.end is not RenewalEnd.NOT_DUE:
        lines.append(f"- the last renewal: {last.end}{f': {last.detail}' if last.detail else ''}")
    if view.alerts_untold:
        lines.append(f"- alerts that nobody was told of yet: {view.alerts_untold}")
    return lines


def _moment(at: Instant) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def details(state: AccountState, view: AccountView, batch: Batch) -> str:
    """The account's page in the Web UI: what is granted, and what is not."""
    quotas = ", ".join(f"{quota.limit} in {quota.window_seconds:g} s" for quota in view.quotas)
    lines = [
        f"### Account {state.account}",
        f"**Now:** {now_words(state, view, batch)}",
        "",
        f"- seen at {_moment(view.now)}",
        f"- quota of writes: {quotas}; used in the longest window: {len(view.writes)}",
        f"- open pins: {view.open_pins}, waiting for a slot: {view.waiting_total}",
        f"- slots out: {len(batch.outstanding)}",
    ]
    if view.next_due:
        lines.append(f"- the next pin that waits for its time may leave at {_moment(view.next_due)}")
    return "\n".join(lines)


def now_words(state: AccountState, view: AccountView, batch: Batch) -> str:
    """Whether pins leave; if not, why, and what lets them go on."""
    stops = []
    if view.parked:
        remedy = view.remedy or f"Once that is mended: `pinflow accounts resume {state.account}`"
        stops.append(f"**parked**: {view.parked} {remedy}")
    if view.paused:
        stops.append(
            f"**paused**: {view.paused}. To let pins leave again: `pinflow resume --account {state.account}`"
        )
    if stops:
        return "nothing leaves. It is " + " It is also ".join(stops)
    blocked_until = max(view.blocked_until, state.braked_until)
    if blocked_until > view.now:
        seconds = blocked_until - view.now
        return f"nothing leaves before {_moment(blocked_until)}: braked by Pinterest for another {seconds:.0f} s"
    if batch.outstanding:
        return "pins leave, as the quota has room"
    if view.waiting_total and view.token_until is not None and view.token_until <= view.now:
        return f"nothing leaves until the token is renewed: it ended at {_moment(view.token_until)}"
    if view.waiting_total:
        return "pins wait until the quota has room again"
    return "no pin waits for a slot"
