"""Reading the history of an ads source, as far back as Pinterest has it: the newest days first, with pauses."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.ads_runs import AdsPlanned, AdsRunOrder, AdsRunReport, AdsRunRequest, ChunkOrder
    from contracts.names import WorkflowName

from workflows import steps
from workflows.ads_chunks import end_page, read_chunk, reading_page
from workflows.versions import NEXT_RUN, STAYS, is_another_wanted

CHUNKS_MAX = 100
"""Pieces of one run of the workflow before it continues as new: some 2,000 events."""


@workflow.defn(name=WorkflowName.ADS_BACKFILL, versioning_behavior=STAYS)
class AdsBackfillWorkflow:
    """Piece by piece. Paused, it ends the piece that it is at, and waits."""

    @workflow.init
    def __init__(self, request: AdsRunRequest) -> None:
        self._paused = request.paused
        self._read = 0
        self._failed = 0

    @workflow.query(description="Whether it waits for somebody to say resume")
    def is_paused(self) -> bool:
        return self._paused

    @workflow.signal
    def pause(self) -> None:
        """Begin nothing new until somebody says `resume`."""
        self._paused = True

    @workflow.signal
    def resume(self) -> None:
        self._paused = False

    @workflow.run
    async def run(self, request: AdsRunRequest) -> AdsRunReport:
        run = request.run or workflow.info().run_id
        planned = await steps.plan_ads_run(AdsRunOrder(run=run, request=request))
        if planned.why is not None:
            return self._end(AdsRunReport(source=request.source, words=planned.why))
        while (order := await steps.next_ads_chunk(run)) is not None:
            if self._read == (request.chunks_per_run or CHUNKS_MAX) or is_another_wanted():
                left = request.model_copy(update={"run": run, "paused": self._paused})
                workflow.continue_as_new(left, initial_versioning_behavior=NEXT_RUN)
            await self._read_next(request, planned, order)
        return self._end(await steps.finish_ads_run(run))

    async def _read_next(self, request: AdsRunRequest, planned: AdsPlanned, order: ChunkOrder) -> None:
        if self._paused:
            self._show(request, planned, order, "paused before")
            await workflow.wait_condition(lambda: not self._paused)
        self._show(request, planned, order, "reading")
        end = await read_chunk(order)
        self._read += 1
        self._failed += end.failed is not None

    def _end(self, report: AdsRunReport) -> AdsRunReport:
        workflow.set_current_details(end_page(_title(report.source), report))
        return report

    def _show(self, request: AdsRunRequest, planned: AdsPlanned, order: ChunkOrder, stage: str) -> None:
        title = _title(request.source)
        workflow.set_current_details(reading_page(title, stage, planned, order, self._failed))


def _title(source: str) -> str:
    return f"Backfill of {source}"
