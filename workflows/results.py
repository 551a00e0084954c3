"""Reading what people did with an account's own pins: some pins a step, as far as the quota goes."""

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.names import WorkflowName
    from contracts.pin_results import ResultsOrder, ResultsPart, ResultsReport, ResultsRequest

from workflows import steps
from workflows.versions import NEXT_RUN, STAYS, is_another_wanted

STEPS_MAX = 200
"""Steps of one run of the workflow before it continues as new: some 1,200 events."""

FRESH_SECONDS = 6 * 3600.0
"""Numbers that were read so short a time ago are not read again: Pinterest counts once a day."""


@workflow.defn(name=WorkflowName.RESULTS, versioning_behavior=STAYS)
class ResultsWorkflow:
    """All that is read is in the ledger at once: this sees that everything is asked for, and tells of it."""

    @workflow.init
    def __init__(self, request: ResultsRequest) -> None:
        self._so_far = request.so_far or ResultsPart()

    @workflow.query(description="What it has come to so far")
    def so_far(self) -> ResultsPart:
        return self._so_far

    @workflow.run
    async def run(self, request: ResultsRequest) -> ResultsReport:
        before = request.before or workflow.now().timestamp() - FRESH_SECONDS
        order, taken = ResultsOrder(account=request.account, before=before), 0
        self._show(request, "asking for numbers")
        while await self._read_on(order):
            taken += 1
            if taken == (request.steps_per_run or STEPS_MAX) or is_another_wanted():
                left = request.model_copy(update={"before": before, "so_far": self._so_far})
                workflow.continue_as_new(left, initial_versioning_behavior=NEXT_RUN)
            self._show(request, "asking for numbers")
        self._show(request, "done")
        return report_of(request, self._so_far)

    async def _read_on(self, order: ResultsOrder) -> bool:
        """Whether there is more. A step that Pinterest outlasts ends the reading; the next one goes on."""
        try:
            part = await steps.read_results(order)
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            part = ResultsPart(left=self._so_far.left, stopped=steps.last_words(error))
        self._so_far = added(self._so_far, part)
        return part.left > 0 and part.stopped is None

    def _show(self, request: ResultsRequest, stage: str) -> None:
        workflow.set_current_details(details(request, self._so_far, stage))


def added(so_far: ResultsPart, part: ResultsPart) -> ResultsPart:
    """What both came to; what is left, and why it ended, is the later one's."""
    not_had = {
        state: so_far.not_had.get(state, 0) + part.not_had.get(state, 0)
        for state in {*so_far.not_had, *part.not_had}
    }
    return ResultsPart(
        read=so_far.read + part.read,
        not_had=dict(sorted(not_had.items())),
        calls=so_far.calls + part.calls,
        left=part.left,
        stopped=part.stopped,
    )


def report_of(request: ResultsRequest, part: ResultsPart) -> ResultsReport:
    """The end, in words."""
    words = f"{part.read} pins read, {part.calls} requests"
    words += "".join(f", {count} {state}" for state, count in part.not_had.items())
    return ResultsReport(account=request.account, words=words, **part.model_dump())


def details(request: ResultsRequest, part: ResultsPart, stage: str) -> str:
    """The reading's page in the Web UI."""
    lines = [
        f"### Results of the pins of {request.account}",
        f"**Now:** {stage}",
        "",
        f"- pins read: {part.read}, by {part.calls} requests; {part.left} to go",
    ]
    lines += [f"- **{state}**: {count}" for state, count in part.not_had.items()]
    if part.stopped:
        lines.append(f"- **ended early**: {part.stopped}")
    return "\n".join(lines)
