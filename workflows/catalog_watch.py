"""One look at a source that is asked for its changes: a poll of its address, or a drain of its database's slot."""

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.names import WorkflowName
    from contracts.sources import SourceKind
    from contracts.watching import WATCHED, WatchPlan, WatchReport, WatchRequest

from workflows import steps
from workflows.versions import STAYS


@workflow.defn(name=WorkflowName.CATALOG_WATCH, versioning_behavior=STAYS)
class CatalogWatchWorkflow:
    """All that a look finds is in the store: this sees that it is done, and tells of it."""

    @workflow.run
    async def run(self, request: WatchRequest) -> WatchReport:
        self._show(request, "looking up how it is asked")
        plan = await steps.watched(request)
        if (why := why_not(plan)) is not None:
            return self._end(request, WatchReport(words=why))
        self._show(request, "asking it")
        return self._end(request, await self._look(request, plan))

    async def _look(self, request: WatchRequest, plan: WatchPlan) -> WatchReport:
        """A look that breaks off leaves its work to the next one."""
        try:
            if plan.kind is SourceKind.POSTGRESQL:
                return await steps.drain_slot(request)
            return await steps.poll(request)
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            return WatchReport(words="It did not end well; the next look goes on.", error=steps.last_words(error))

    def _end(self, request: WatchRequest, report: WatchReport) -> WatchReport:
        self._show(request, "done", report)
        return report

    def _show(self, request: WatchRequest, stage: str, report: WatchReport | None = None) -> None:
        workflow.set_current_details(details(request, stage, report))


def why_not(plan: WatchPlan) -> str | None:
    """Why the source is not asked; None when it is."""
    if plan.kind is None:
        return "There is no such source any more."
    if plan.kind not in WATCHED:
        return f"A source of kind {plan.kind} sends its changes: it is not asked."
    if plan.paused is not None:
        return f"It is paused: {plan.paused or 'nobody said why'}"
    return None


def details(request: WatchRequest, stage: str, report: WatchReport | None) -> str:
    """The look's page in the Web UI."""
    lines = [f"### Source {request.source}", f"**Now:** {stage}", ""]
    if request.gone:
        lines.append("- a person says that what is missing is gone")
    if report is not None:
        lines.append(f"- {report.words}")
    if report is not None and report.error is not None:
        lines.append(f"- **it went wrong:** {report.error}")
    return "\n".join(lines)
