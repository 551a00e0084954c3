"""A batch of catalog rows: boards opened, rows admitted while there is room, outcomes counted."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.hand import Action, HandAnswer, HandOrder, Selection
    from contracts.launch import ADMISSION_HORIZON_SECONDS, LaunchRequest, Outlook, Tally
    from contracts.names import WorkflowName
    from drafting.filters import read_filter
    from outcomes.alarm import alarm_of

from workflows import steps
from workflows.versions import NEXT_RUN, STAYS, run_is_over

LOOK_SECONDS_MIN = 1.0
LOOK_SECONDS_MAX = 60.0
ADMIT_SECONDS_MIN = 3.0
ADMIT_SECONDS_MAX = 30.0
"""The wait for room when the account has as many open pins as it may; it grows while no room comes."""

PARKED_SECONDS_MIN = 10.0
PARKED_SECONDS_MAX = 300.0

REVIVE_SECONDS = 300.0
"""How often open pins are looked after: one that was terminated, or lost with Temporal's data, starts again."""

REST_SECONDS_MAX = 3_600.0
"""The longest sleep of a launch whose rows all wait for their time, or for a person."""

PLAN_SECONDS_MAX = 3_600.0
"""How old a plan of moments may be: windows are changed by people, and hours by time zone data."""
PLAN_SECONDS_OPEN = 300.0
"""The same while pins are open, whose window may close on them."""

HISTORY_MAX = 4_000


@workflow.defn(name=WorkflowName.LAUNCH, versioning_behavior=STAYS)
class LaunchWorkflow:
    """One launch. The rows and their ends are in the ledger; this only sees that all of them end."""

    @workflow.init
    def __init__(self, request: LaunchRequest) -> None:
        self._request = request
        self._opened = request.opened
        self._asked = False
        self._judged = False
        self._outlook: Outlook | None = None
        self._room = 0
        self._parked: str | None = None
        self._seconds = LOOK_SECONDS_MIN
        self._revived = workflow.time()
        self._waiting = 0
        self._planned: float | None = None
        self._open_pins = 0

    @workflow.signal(description="Rows were changed by hand: look at them, and at their boards, again")
    def look(self) -> None:
        self._asked = True
        self._opened = False
        self._outlook = None
        self._planned = None

    @workflow.update(
        description="Withdraw rows that a filter means (`board=Mugs`; empty: all) and that have no pin"
    )
    async def cancel(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.CANCEL, where)

    @workflow.update(
        description="Try rows again that a filter means (`reason=image_too_small`) and that are not live"
    )
    async def retry(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.RETRY, where)

    @workflow.update(description="Stop rows that a filter means (empty: all) until `resume`")
    async def pause(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.PAUSE, where)

    @workflow.update(description="Go on with rows that a filter means (empty: all) and that were paused")
    async def resume(self, where: str) -> HandAnswer:
        return await self._by_hand(Action.RESUME, where)

    @workflow.update(description="Let nothing of the rows that a filter means leave before `to` (epoch seconds)")
    async def reschedule(self, where: str, to: float) -> HandAnswer:
        return await self._by_hand(Action.RESCHEDULE, where, to)

    @cancel.validator
    @retry.validator
    @pause.validator
    @resume.validator
    def _check_filter(self, where: str) -> None:
        read_filter(where)

    @reschedule.validator
    def _check_reschedule(self, where: str, to: float) -> None:
        del to
        read_filter(where)

    @workflow.run
    async def run(self, request: LaunchRequest) -> Tally:
        try:
            return await self._until_done(request)
        except (asyncio.CancelledError, FailureError) as error:
            if not is_cancelled_exception(error):
                raise
        # Temporal's own cancellation: what has not left is withdrawn, what has is waited for.
        self._tell("cancelled: withdrawing what has not left", None)
        await self._by_hand(Action.CANCEL, "")
        return await self._until_done(request)

    async def _until_done(self, request: LaunchRequest) -> Tally:
        while True:
            self._asked = False
            await self._open_boards()
            await self._plan()
            await self._admit()
            await self._judge()
            tally = await steps.tally(request.launch)
            self._tell(self._stage(), tally)
            if tally.done and await self._is_finished():
                break
            await self._continue_as_new_when_full()
            await self._rest(tally)
            await self._revive()
        self._tell("done", tally)
        return tally

    async def _is_finished(self) -> bool:
        """An order that is being carried out may set rows going again: it says so by `look`."""
        finished = await steps.finish(self._request.launch)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return finished and not self._asked

    async def _open_boards(self) -> None:
        if self._opened:
            return
        self._tell("opening boards", None)
        self._opened = True  # unless a `look` meanwhile takes it back
        opened = await steps.open_boards(self._request)
        self._parked = opened.parked
        self._opened = self._opened and opened.parked is None

    async def _plan(self) -> None:
        """Rows get their moments, where somebody says in which hours pins leave."""
        if self._request.windowed and self._plan_seconds() <= 0:
            self._planned = workflow.time()  # unless a `look` meanwhile takes it back
            await steps.plan(self._request)

    def _plan_seconds(self) -> float:
        """Until the plan is too old."""
        if self._planned is None:
            return 0.0
        age_max = PLAN_SECONDS_OPEN if self._open_pins else PLAN_SECONDS_MAX
        return self._planned + age_max - workflow.time()

    async def _admit(self) -> None:
        """Rows become pins while the account has room; without boards, or without rows, there is nothing to do."""
        if not self._opened or (self._outlook is not None and self._outlook.left == 0):
            return
        admission = await steps.admit(self._request)
        self._outlook, self._room = None if self._asked else admission.outlook, admission.room
        if admission.outlook.windowed and not self._request.windowed:
            self._request = self._request.model_copy(update={"windowed": True})
        if admission.admitted or admission.settled:
            self._seconds = LOOK_SECONDS_MIN

    async def _judge(self) -> None:
        """Look at rows whose turn has not come: what cannot be a pin is said now."""
        if not self._judged and self._outlook is not None and self._outlook.left:
            self._judged = (await steps.judge(self._request)).done

    async def _revive(self) -> None:
        if workflow.time() - self._revived >= REVIVE_SECONDS:
            self._revived = workflow.time()
            await steps.revive(self._request)

    async def _rest(self, tally: Tally) -> None:
        """Until it is worth looking again, or somebody changed the rows."""
        seconds = self._rest_seconds(tally)
        if self._request.windowed:
            self._open_pins = tally.waiting - (self._outlook or Outlook()).left
            seconds = min(seconds, self._plan_seconds())
        if seconds <= 0:
            return
        try:
            await workflow.wait_condition(
                lambda: self._asked, timeout=timedelta(seconds=seconds), timeout_summary="until the next look"
            )
        except TimeoutError:
            return

    def _rest_seconds(self, tally: Tally) -> float:
        """Short while pins end, longer while none does."""
        outlook = self._outlook or Outlook()
        if self._parked:
            return self._longer(PARKED_SECONDS_MIN, PARKED_SECONDS_MAX)
        if outlook.left and (not self._judged or (outlook.due and self._room)):
            return 0.0
        if outlook.due:
            return self._longer(ADMIT_SECONDS_MIN, ADMIT_SECONDS_MAX)
        until_due = REST_SECONDS_MAX
        if outlook.next_due is not None:
            until_due = max(LOOK_SECONDS_MIN, outlook.next_due - ADMISSION_HORIZON_SECONDS - workflow.time())
        open_pins = tally.waiting - outlook.left
        if not open_pins:
            return min(until_due, REST_SECONDS_MAX)
        if outlook.left:
            # Nobody waits for the end of a launch that has rows for tomorrow: not each of its pins is watched.
            return min(until_due, LOOK_SECONDS_MAX)
        if tally.waiting != self._waiting:
            self._waiting, self._seconds = tally.waiting, LOOK_SECONDS_MIN
        return min(until_due, self._longer(LOOK_SECONDS_MIN, LOOK_SECONDS_MAX))

    def _longer(self, least: float, most: float) -> float:
        self._seconds = min(most, max(least, 1.3 * self._seconds))
        return self._seconds

    async def _by_hand(self, action: Action, where: str, to: float | None = None) -> HandAnswer:
        selection = Selection(launch=self._request.launch, where=where)
        return await steps.act(HandOrder(action=action, selection=selection, to=to))

    async def _continue_as_new_when_full(self) -> None:
        if run_is_over(HISTORY_MAX):
            await workflow.wait_condition(workflow.all_handlers_finished)
            left = self._request.model_copy(update={"opened": self._opened})
            workflow.continue_as_new(left, initial_versioning_behavior=NEXT_RUN)

    def _stage(self) -> str:
        outlook = self._outlook
        if self._parked:
            return f"waiting for the account: {self._parked}"
        if outlook is None or outlook.left == 0:
            return "waiting for outcomes"
        if outlook.due:
            return f"starting pins; {outlook.left} rows wait for their turn"
        return f"{outlook.left} rows wait for their time, or for a person"

    def _tell(self, stage: str, tally: Tally | None) -> None:
        workflow.set_current_details(details(self._request, stage, tally))


def details(request: LaunchRequest, stage: str, tally: Tally | None) -> str:
    """The launch's page in the Web UI."""
    lines = [
        f"### Launch {request.launch}",
        f"**Now:** {stage}",
        "",
        f"Products from `{request.source}` for account **{request.account}**",
        f'All of them: `PinflowLaunch = "{request.launch}"`',
    ]
    if tally:
        counts = tally.model_dump(include={"live", "refused", "unconfirmed", "withdrawn", "waiting"})
        # A list: the Web UI sets a table without any room between its columns.
        lines += ["", f"- {tally.total} pins", *(f"- {count} {name}" for name, count in counts.items())]
        alarm = alarm_of(tally)
        if alarm:
            lines += ["", f"**{alarm}**"]
    return "\n".join(lines)
