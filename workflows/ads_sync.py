"""The regular reading of an ads source: what is new, what may be restated, and what is missing."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.ads_runs import AdsRunOrder, AdsRunReport, AdsRunRequest
    from contracts.names import WorkflowName

from workflows import steps
from workflows.ads_chunks import end_page, read_chunk, reading_page
from workflows.versions import NEXT_RUN, STAYS, is_another_wanted

CHUNKS_MAX = 100
"""Pieces of one run of the workflow before it continues as new: some 2,000 events."""


@workflow.defn(name=WorkflowName.ADS_SYNC, versioning_behavior=STAYS)
class AdsSyncWorkflow:
    """Piece by piece, the newest first. One that fails holds up no other, and is asked for by the next sync."""

    @workflow.run
    async def run(self, request: AdsRunRequest) -> AdsRunReport:
        run, title = request.run or workflow.info().run_id, _title(request.source)
        planned = await steps.plan_ads_run(AdsRunOrder(run=run, request=request))
        if planned.why is not None:
            return self._end(AdsRunReport(source=request.source, words=planned.why))
        read = failed = 0
        while (order := await steps.next_ads_chunk(run)) is not None:
            if read == (request.chunks_per_run or CHUNKS_MAX) or is_another_wanted():
                left = request.model_copy(update={"run": run})
                workflow.continue_as_new(left, initial_versioning_behavior=NEXT_RUN)
            workflow.set_current_details(reading_page(title, "reading", planned, order, failed))
            end = await read_chunk(order)
            read += 1
            failed += end.failed is not None
        return self._end(await steps.finish_ads_run(run))

    def _end(self, report: AdsRunReport) -> AdsRunReport:
        workflow.set_current_details(end_page(_title(report.source), report))
        return report


def _title(source: str) -> str:
    return f"Sync of {source}"
