"""Patrol: one round through an account's boards, and what became of everything that was left open."""

from collections.abc import Mapping

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.findings import FindingKind
    from contracts.names import WorkflowName
    from contracts.patrol import (
        LOOKS_MAX,
        STRANGERS_MAX,
        BoardOrder,
        LookOrder,
        Part,
        PatrolOrder,
        PatrolReport,
        RoundPlan,
        RoundSpan,
    )

from workflows import steps
from workflows.versions import STAYS

SETTLES_MAX = 2
"""How often a round reads boards back for requests that nobody waits for: absence needs two readings."""

SETTLE_AGAIN_SECONDS = 130.0
"""Between two such readings: a board that was read is due again after two minutes at most."""


@workflow.defn(name=WorkflowName.PATROL, versioning_behavior=STAYS)
class PatrolWorkflow:
    """A round. Trouble at Pinterest ends it early, and its report says so; the next one goes on."""

    @workflow.init
    def __init__(self, order: PatrolOrder) -> None:
        self._report = PatrolReport(account=order.account, whole=True)
        self._looks = LOOKS_MAX

    @workflow.query(description="What the round has come to so far")
    def report(self) -> PatrolReport:
        return self._report

    @workflow.run
    async def run(self, order: PatrolOrder) -> PatrolReport:
        plan = await steps.plan_round(order)
        known = {"began": plan.began, "boards_total": plan.boards_total, "stopped": plan.stopped}
        self._report = self._report.model_copy(update=known)
        if not plan.stopped:
            await self._round(order, plan)
        found = await steps.count_findings(RoundSpan(account=order.account, began=plan.began))
        return self._ended(found)

    def _ended(self, found: Mapping[FindingKind, int]) -> PatrolReport:
        whole = self._report.whole and self._report.boards_read == self._report.boards_total
        self._report = self._report.model_copy(update={"found": found, "whole": whole})
        self._tell("done")
        return self._report

    async def _round(self, order: PatrolOrder, plan: RoundPlan) -> None:
        """Requests that nobody waits for come first: a pin that one of them made is found by its own reading."""
        overdue = await self._settle_overdue(order)
        await self._read_boards(order, plan)
        await self._read_account(order)
        for _ in range(SETTLES_MAX - 1):
            if overdue and not self._report.stopped:
                self._tell("waiting, to read boards back once more")
                await workflow.sleep(SETTLE_AGAIN_SECONDS, summary="before boards are read back again")
                overdue = await self._settle_overdue(order)
        await self._look(order, plan)

    async def _settle_overdue(self, order: PatrolOrder) -> int:
        """How many boards still have requests of which nobody knows what came."""
        self._tell("reading boards back for requests that nobody waits for")
        try:
            part = await steps.settle_overdue(order.account)
        except FailureError as error:
            self._fail(error)
            return 0
        # What is open now may be settled later in this round: it is counted with the intents at the end.
        self._add(part.model_copy(update={"left_over": 0}))
        return part.left_over

    async def _read_boards(self, order: PatrolOrder, plan: RoundPlan) -> None:
        for number, board_id in enumerate(plan.boards):
            if self._report.stopped or self._report.reads >= order.reads_max:
                return
            self._tell(f"reading board {board_id}, {number + 1} of {len(plan.boards)}")
            await self._read(BoardOrder(account=order.account, board_id=board_id, first=number == 0))

    async def _read_account(self, order: PatrolOrder) -> None:
        """The second look: a pin that was moved to a board of nobody's is found here alone."""
        if self._report.stopped or self._report.reads >= order.reads_max:
            return
        self._tell("reading the listing of the whole account")
        await self._read(BoardOrder(account=order.account))

    async def _read(self, board: BoardOrder) -> None:
        try:
            part = await steps.patrol_board(self._bounded(board))
        except FailureError as error:
            self._fail(error)
            return
        self._add(part)
        self._report = self._report.model_copy(update=counted(self._report, board, part))

    def _bounded(self, board: BoardOrder) -> BoardOrder:
        """With what is left of the round's looks, and of the strangers that it writes down."""
        strangers = max(0, STRANGERS_MAX - self._report.strangers)
        return board.model_copy(update={"looks_max": max(0, self._looks), "strangers_max": strangers})

    async def _look(self, order: PatrolOrder, plan: RoundPlan) -> None:
        """What can be told without Pinterest is told even when the round was stopped."""
        self._tell("telling what became of unconfirmed pins, and whether findings still hold")
        for step in (steps.settle_unconfirmed, steps.review_findings):
            looks = 0 if self._report.stopped else max(0, self._looks)
            try:
                self._add(await step(LookOrder(account=order.account, began=plan.began, looks_max=looks)))
            except FailureError as error:
                self._fail(error)

    def _fail(self, error: FailureError) -> None:
        """Pinterest was away for longer than the retries of a step: the round ends early."""
        if is_cancelled_exception(error):
            raise error
        stopped = self._report.stopped or steps.last_words(error)[:300]
        self._report = self._report.model_copy(update={"stopped": stopped})

    def _add(self, part: Part) -> None:
        self._looks -= part.looks
        self._report = add_part(self._report, part)

    def _tell(self, stage: str) -> None:
        workflow.set_current_details(details(self._report, stage))


def add_part(report: PatrolReport, part: Part) -> PatrolReport:
    """The report with what one step more has done; the first that stopped says why."""
    return report.model_copy(
        update={
            "reads": report.reads + part.reads,
            "whole": report.whole and part.whole,
            "left_over": report.left_over + part.left_over,
            "stopped": report.stopped or part.stopped,
        }
    )


def counted(report: PatrolReport, board: BoardOrder, part: Part) -> dict[str, int]:
    """Boards that were read, and strangers: those on the boards are in the account's listing once more."""
    if board.board_id is None:
        return {"strangers": max(report.strangers, part.strangers)}
    return {
        "boards_read": report.boards_read + (not part.stopped),
        "strangers": report.strangers + part.strangers,
    }


def details(report: PatrolReport, stage: str) -> str:
    """The round's page in the Web UI."""
    lines = [
        f"### Patrol of {report.account}",
        f"**Now:** {stage}",
        "",
        f"- boards read: {report.boards_read} of {report.boards_total}; {report.reads} reads in all",
    ]
    lines += [f"- **{kind}**: {count}" for kind, count in report.found.items()]
    if report.strangers:
        lines.append(f"- pins with a marker that no product of this ledger has: {report.strangers}")
    if report.left_over:
        lines.append(f"- left to the next rounds: {report.left_over}")
    if report.stopped:
        lines.append(f"- **ended early**: {report.stopped}")
    return "\n".join(lines)
