"""The buffer of a product's changes: it waits until the product is quiet, and has done what the rules decide."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.buffering import (
        ChangeReport,
        ChangeRequest,
        ChangeStep,
        DecideOrder,
        DeedDone,
        DeedLine,
        DeedOrder,
        PinOrder,
        PinsFound,
        PinsOrder,
    )
    from contracts.change_rules import PINNING, Deed
    from contracts.names import AccountKey, LaunchId, WorkflowName

from workflows import steps
from workflows.versions import NEXT_RUN, STAYS, run_is_over

BEHIND_SECONDS_MIN = 1.0
BEHIND_SECONDS_MAX = 15.0
"""Between two looks whether older deliveries are read: the first, and the longest."""

CATCH_UP_SECONDS_MAX = 120.0
"""How long a decision is put off for them: longer than a dead worker holds what it had taken, and not for ever."""

UNDER_WAY_SECONDS_MIN = 5.0
UNDER_WAY_SECONDS_MAX = 600.0
"""Between two looks whether pins that are on their way have an end: the first, and the longest."""

FOLLOWED_SECONDS_MAX = 3 * 86_400.0
"""How long they are waited for. Then the pins that are live are seen to, and the old ones of a product whose new
pin is not there stay.
"""

ACCOUNT_SECONDS_MIN = 5.0
ACCOUNT_SECONDS_MAX = 600.0
"""Between two looks whether an account was connected: the first, and the longest."""

DAY = 86_400.0

LINES_MAX = 30
"""What is told of a product's story; the oldest gives way."""

HISTORY_MAX = 2_000

Act = Callable[[PinOrder], Awaitable[DeedDone]]


@workflow.defn(name=WorkflowName.PRODUCT_CHANGE, versioning_behavior=STAYS)
class ProductChangeWorkflow:
    """One product of one source. What changed, and what is decided, is in the store: this sees that it is done."""

    @workflow.init
    def __init__(self, request: ChangeRequest) -> None:
        self._request = request
        self._heard: list[float] = [workflow.time()] if request.heard else []
        self._waiting_since = request.waiting_since
        self._lines: list[str] = []
        self._folded = 0
        self._decisions = 0
        self._untold: AccountKey | None = None

    @workflow.signal(description="Something changed of the product, or a decision about it waits")
    def changed(self) -> None:
        self._heard[1:] = [workflow.time()]  # the first and the last are all that matters

    @workflow.run
    async def run(self, request: ChangeRequest) -> ChangeReport:
        while True:
            await self._until_quiet(request)
            self._heard.clear()
            await self._decide()
            if not self._heard:
                break
            self._continue_as_new_when_full()
        self._show("done")
        return ChangeReport(folded=self._folded, decisions=self._decisions)

    async def _until_quiet(self, request: ChangeRequest) -> None:
        """One timer for many signals: it is looked at again when it is over, not at each."""
        while (seconds := self._seconds_to_wait(request)) > 0:
            self._show(f"waiting until nothing more is heard, {seconds:.0f} s at least")
            await workflow.sleep(timedelta(seconds=seconds), summary="until the product is quiet")

    def _seconds_to_wait(self, request: ChangeRequest) -> float:
        """Quiet since the last signal, and no longer than patience lasts since the first."""
        if not self._heard:
            return 0.0
        until = min(self._heard[-1] + request.quiet_seconds, self._heard[0] + request.patience_seconds)
        return until - workflow.time()

    async def _decide(self) -> None:
        """Until nothing waits any more, or something is heard: then it is waited for quiet first."""
        more = True
        while more and not self._heard:
            more = await self._decide_once()

    async def _decide_once(self) -> bool:
        """Whether more changes wait."""
        step = await self._step()
        self._folded += step.folded
        self._tell(step.words)
        if step.decision is not None:
            await self._carry_out(step, step.decision)
        return step.more

    async def _step(self) -> ChangeStep:
        """What came before is read before it is decided."""
        seconds, until = BEHIND_SECONDS_MIN, workflow.time() + CATCH_UP_SECONDS_MAX
        while (step := await steps.decide(self._look(anyway=workflow.time() >= until))).behind:
            self._show("waiting for older deliveries to be read")
            await workflow.sleep(timedelta(seconds=seconds), summary="older deliveries are not read yet")
            seconds = min(BEHIND_SECONDS_MAX, 2 * seconds)
        return step

    def _look(self, *, anyway: bool) -> DecideOrder:
        request = self._request
        return DecideOrder(source=request.source, product_key=request.product_key, anyway=anyway)

    async def _carry_out(self, step: ChangeStep, decision: int) -> None:
        self._decisions += 1
        seconds, left = ACCOUNT_SECONDS_MIN, await self._do_each(step.deeds, decision)
        while left:
            self._show(f"waiting until {', '.join(line.account for line in left)} is connected")
            await self._alert()
            self._continue_as_new_when_full(heard=True)
            await workflow.sleep(timedelta(seconds=seconds), summary="until its account is connected")
            seconds = min(ACCOUNT_SECONDS_MAX, 2 * seconds)
            left = await self._do_each(left, decision)
        await steps.finish_decision(decision)

    async def _do_each(self, lines: Sequence[DeedLine], decision: int) -> Sequence[DeedLine]:
        """Those whose account is not connected are left; they hold up no other."""
        left = []
        for line in lines:
            self._show(f"{line.do} on {line.account}")
            if not await self._do(line, DeedOrder(decision=decision, number=line.number)):
                left.append(line)
            self._waiting_since = None
        return left

    async def _do(self, line: DeedLine, order: DeedOrder) -> bool:
        """False: its account is not connected."""
        launch: LaunchId | None = None
        if line.do in PINNING:
            added = await steps.add_rows(order)
            if added.waits_for is not None:
                self._untold = added.waits_for if added.tell else self._untold
                return False
            self._tell(added.words)
            launch = added.launch
        if line.do is Deed.UPDATE:
            await self._each(PinsOrder(deed=order), steps.update_pin)
        if line.do is Deed.DELETE:
            await steps.stop_pins(order)
        if line.do in {Deed.DELETE, Deed.REPLACE}:
            await self._each(PinsOrder(deed=order, launch=launch), steps.delete_pin)
        return True

    async def _alert(self) -> None:
        """A person is told. One who cannot be reached is told at a later look."""
        account, self._untold = self._untold, None
        if account is None:
            return
        try:
            await steps.tell_alerts(account)
        except FailureError as error:
            if is_cancelled_exception(error):
                raise

    async def _each(self, order: PinsOrder, act: Act) -> None:
        """One pin after the other, page by page, once nothing of the product is on its way any more."""
        found = await self._settled_pins(order)
        while found.pins:
            for key in found.pins:
                await self._act(act, PinOrder(deed=order.deed, key=key))
            found = await steps.find_pins(order.model_copy(update={"after": found.pins[-1]}))

    async def _act(self, act: Act, order: PinOrder) -> None:
        """A pin with which it cannot be done holds up no other."""
        try:
            self._tell((await self._while_parked(act, order)).words)
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            self._tell(f"not done: {steps.last_words(error)}")

    async def _while_parked(self, act: Act, order: PinOrder) -> DeedDone:
        """What got no further because the account waits for a person waits as well, however long."""
        while True:
            try:
                return await act(order)
            except FailureError as error:
                if not steps.awaits_a_person(error):
                    raise

    async def _settled_pins(self, order: PinsOrder) -> PinsFound:
        self._waiting_since = self._waiting_since or workflow.time()
        seconds = UNDER_WAY_SECONDS_MIN
        while (found := await steps.find_pins(order)).under_way and self._has_patience():
            self._show(f"waiting for {found.under_way} pins that are on their way")
            self._continue_as_new_when_full(heard=True)
            await workflow.sleep(timedelta(seconds=seconds), summary="until they have an end")
            seconds = min(UNDER_WAY_SECONDS_MAX, 2 * seconds)
        if found.under_way:
            self._tell(f"{found.under_way} pins have no end after {FOLLOWED_SECONDS_MAX / DAY:.0f} days")
        self._tell(found.words)
        return found

    def _has_patience(self) -> bool:
        return workflow.time() - (self._waiting_since or 0.0) < FOLLOWED_SECONDS_MAX

    def _continue_as_new_when_full(self, *, heard: bool = False) -> None:
        if run_is_over(HISTORY_MAX):
            left = {"heard": heard or bool(self._heard), "waiting_since": self._waiting_since}
            workflow.continue_as_new(self._request.model_copy(update=left), initial_versioning_behavior=NEXT_RUN)

    def _tell(self, words: str) -> None:
        self._lines += [line for line in words.splitlines() if line]
        del self._lines[:-LINES_MAX]

    def _show(self, stage: str) -> None:
        workflow.set_current_details(details(self._request, stage, self._lines))


def details(request: ChangeRequest, stage: str, lines: list[str]) -> str:
    """The product's page in the Web UI."""
    head = [
        f"### {request.product_key}",
        f"**Now:** {stage}",
        "",
        f"Product of source **{request.source}**, whose account is **{request.account}**",
        "",
    ]
    return "\n".join([*head, *(f"- {line}" for line in lines)])
