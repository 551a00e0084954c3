"""A batch of catalog rows: boards opened, rows admitted while there is room, outcomes counted."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.launch import Admission, LaunchRequest, Tally
    from contracts.names import WorkflowName
    from outcomes.alarm import alarm_of

from workflows import steps

ADMIT_SECONDS = 3.0
"""The wait for room when the account has as many open pins as it may."""

LOOK_SECONDS_MIN = 1.0
LOOK_SECONDS_MAX = 30.0
PARKED_SECONDS_MIN = 10.0
PARKED_SECONDS_MAX = 300.0

REVIVE_SECONDS = 300.0
"""How often open pins are looked after: one that was terminated, or lost with Temporal's data, starts again."""

HISTORY_MAX = 4_000


@workflow.defn(name=WorkflowName.LAUNCH)
class LaunchWorkflow:
    """One launch. The rows and their ends are in the ledger; this only sees that all of them end."""

    @workflow.init
    def __init__(self, request: LaunchRequest) -> None:
        self._request = request
        self._admission: Admission | None = None
        self._look_seconds = LOOK_SECONDS_MIN
        self._revived = workflow.time()
        self._parked_seconds = PARKED_SECONDS_MIN

    @workflow.run
    async def run(self, request: LaunchRequest) -> Tally:
        await self._open_boards()
        while True:
            await self._admit()
            tally = await steps.tally(request.launch)
            self._tell("waiting for outcomes" if self._all_admitted() else "starting pins", tally)
            if tally.done:
                break
            if self._full():
                workflow.continue_as_new(request)
            await workflow.sleep(self._pause(tally), summary="until the next look")
            await self._revive()
        await steps.finish(request.launch)
        self._tell("done", tally)
        return tally

    async def _open_boards(self) -> None:
        while True:
            self._tell("opening boards", None)
            opened = await steps.open_boards(self._request)
            if opened.parked is None:
                return
            self._tell(f"waiting for the account: {opened.parked}", None)
            if self._full():
                workflow.continue_as_new(self._request)
            await workflow.sleep(self._parked_seconds, summary="the account is parked")
            self._parked_seconds = min(PARKED_SECONDS_MAX, 1.5 * self._parked_seconds)

    async def _admit(self) -> None:
        """Admit page after page, until no row is left or no room."""
        while not self._all_admitted():
            self._admission = await steps.admit(self._request)
            if self._admission.room == 0 or self._full():
                return

    async def _revive(self) -> None:
        if workflow.time() - self._revived >= REVIVE_SECONDS:
            self._revived = workflow.time()
            await steps.revive(self._request)

    def _all_admitted(self) -> bool:
        return self._admission is not None and self._admission.left == 0

    def _pause(self, tally: Tally) -> timedelta:
        """Short at first, longer for a launch that takes its time."""
        if not self._all_admitted():
            return timedelta(seconds=ADMIT_SECONDS)
        self._look_seconds = min(LOOK_SECONDS_MAX, self._look_seconds * 1.3, 1.0 + tally.waiting / 10)
        return timedelta(seconds=max(LOOK_SECONDS_MIN, self._look_seconds))

    def _full(self) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() >= HISTORY_MAX

    def _tell(self, stage: str, tally: Tally | None) -> None:
        workflow.set_current_details(details(self._request, stage, tally))


def details(request: LaunchRequest, stage: str, tally: Tally | None) -> str:
    """The launch's page in the Web UI."""
    lines = [
        f"### Launch {request.launch}",
        f"**Now:** {stage}",
        "",
        f"{request.total} products from `{request.source}` for account **{request.account}**",
        f'All of them: `PinflowLaunch = "{request.launch}"`',
    ]
    if tally:
        lines += ["", "| live | refused | unconfirmed | withdrawn | waiting |", "|--:|--:|--:|--:|--:|"]
        lines.append(
            f"| {tally.live} | {tally.refused} | {tally.unconfirmed} | {tally.withdrawn} | {tally.waiting} |"
        )
        alarm = alarm_of(tally)
        if alarm:
            lines += ["", f"**{alarm}**"]
    return "\n".join(lines)
