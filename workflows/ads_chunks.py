"""One piece of an ads run, from the question to its rows: what the workflows that read ads data have in common."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from contracts.ads_runs import AdsPlanned, AdsRunReport, ChunkEnd, ChunkFailure, ChunkOrder, FetchOrder

from workflows import steps

REPORTS_MAX = 5
"""Reports that are asked for of one piece before it is given up until the next run."""

REPORT_AGAIN = timedelta(seconds=60)
"""Between them: what failed at Pinterest a moment ago fails again."""


def reading_page(title: str, stage: str, planned: AdsPlanned, order: ChunkOrder, failed: int) -> str:
    """A run's page in the Web UI while it reads. `failed`: pieces that were given up."""
    read = f"pieces read: {planned.chunks - order.left} of {planned.chunks}"
    return _page(title, f"{stage} {order.words}", read, failed)


def end_page(title: str, report: AdsRunReport) -> str:
    """The page of a run that has nothing more to read."""
    return _page(title, "done", report.words, report.chunks_failed)


def _page(title: str, now: str, line: str, failed: int) -> str:
    told = [f"### {title}", f"**Now:** {now}", "", f"- {line}"]
    if failed:
        told.append(f"- **failed**: {failed}; `pinflow ads coverage` tells which days, `refill` asks again")
    return "\n".join(told)


async def read_chunk(order: ChunkOrder) -> ChunkEnd:
    """Read the piece to its end, and days without rows against the account's total. What fails is written down."""
    end = await _read(order)
    if end.unproven:
        end = await _read(order.model_copy(update={"proof": True}))
    if end.failed is not None:
        failure = ChunkFailure(chunk=order, why=end.failed)
        await steps.fail_ads_chunk(await _explained(failure) if end.refused else failure)
    return end


async def _read(order: ChunkOrder) -> ChunkEnd:
    return await _read_at_once(order) if order.at_once else await _read_report(order)


async def _read_at_once(order: ChunkOrder) -> ChunkEnd:
    try:
        return await steps.read_at_once(order)
    except FailureError as error:
        return _given_up(error)


async def _explained(failure: ChunkFailure) -> ChunkFailure:
    """Pinterest refused the request itself: by which of its columns, as far as that can be found out."""
    try:
        return await steps.explain_refusal(failure)
    except FailureError as error:
        _given_up(error)
        return failure


async def _read_report(order: ChunkOrder) -> ChunkEnd:
    end = ChunkEnd()
    for tries in range(REPORTS_MAX):
        if tries:
            await workflow.sleep(REPORT_AGAIN, summary=f"the report is {end.lost}; another is asked for")
        end = await _try_report(order)
        if end.lost is None:
            return end
    return ChunkEnd(failed=f"Pinterest made no report of it: {REPORTS_MAX} times it was {end.lost} in the end.")


async def _try_report(order: ChunkOrder) -> ChunkEnd:
    """One report, or why there is none: what outlasts the patience of a step is told like any other no."""
    try:
        asked = await steps.ask_for_report(order)
        if asked.token is None:
            return ChunkEnd(failed=asked.failed or "Pinterest gave no report.", refused=asked.refused)
        return await steps.fetch_report(FetchOrder(chunk=order, token=asked.token))
    except FailureError as error:
        return _given_up(error)


def _given_up(error: FailureError) -> ChunkEnd:
    """The end of a piece whose step was given up. Raises it again when it was cancelled."""
    if is_cancelled_exception(error):
        raise error
    return ChunkEnd(failed=steps.last_words(error))
