"""Runs of ads sources as commands start them: refused while one runs, paused, told when they end badly."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio
from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from contracts.ads_progress import BackfillRuns, NoBackfill
from contracts.ads_runs import AdsRunKind, AdsRunReport, AdsRunRequest
from contracts.names import Queue, WorkflowName
from starter.ads_engine import AdsEngine, AdsTemporal
from starter.ads_running import report_lines
from starter.failures import CommandFailed
from tests.workflows.unhurried import unhurried
from tests.workflows.world import time_skipping

SOURCE = "campaigns-daily"


@workflow.defn(name=WorkflowName.ADS_SYNC, sandboxed=False)
class StandInSync:
    """Says what it was asked; days from 2020 it cannot read."""

    @workflow.run
    async def run(self, request: AdsRunRequest) -> AdsRunReport:
        if request.first is not None:
            raise ApplicationError("broken", non_retryable=True)
        return AdsRunReport(source=request.source, words="read", rows=3)


@workflow.defn(name=WorkflowName.ADS_BACKFILL, sandboxed=False)
class StandInBackfill:
    """Waits until it was paused and resumed."""

    def __init__(self) -> None:
        self._told: list[str] = []

    @workflow.query
    def is_paused(self) -> bool:
        return self._told[-1:] == ["pause"]

    @workflow.signal
    def pause(self) -> None:
        self._told.append("pause")

    @workflow.signal
    def resume(self) -> None:
        self._told.append("resume")

    @workflow.run
    async def run(self, request: AdsRunRequest) -> AdsRunReport:
        await workflow.wait_condition(lambda: "resume" in self._told)
        return AdsRunReport(source=request.source, words=" ".join(self._told), chunks_failed=2)


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[AdsEngine]:
    async with (
        await time_skipping() as server,
        unhurried(
            Worker(
                server.client,
                task_queue=Queue.PINS,
                workflows=[StandInSync, StandInBackfill],
                workflow_runner=UnsandboxedWorkflowRunner(),
            )
        ),
    ):
        yield AdsEngine(server.client)


async def test_a_run_is_waited_for(engine: AdsEngine) -> None:
    assert (await engine.sync(AdsRunRequest(source=SOURCE))).rows == 3


async def test_a_run_that_broke_off_is_told_and_not_raised_raw(engine: AdsEngine) -> None:
    with pytest.raises(CommandFailed, match="broke off"):
        await engine.sync(AdsRunRequest(source=SOURCE, first=date(2020, 1, 1)))


async def test_one_backfill_of_a_source_at_a_time_paused_and_resumed(engine: AdsEngine) -> None:
    request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL)
    with pytest.raises(CommandFailed, match="No backfill"):
        await engine.tell_backfill(SOURCE, "pause")
    await engine.backfill(request)
    with pytest.raises(CommandFailed, match="under way"):
        await engine.backfill(request)
    await engine.tell_backfill(SOURCE, "pause")
    ended = asyncio.create_task(engine.backfilled(SOURCE))
    await engine.tell_backfill(SOURCE, "resume")
    report = await ended
    assert report.words == "pause resume"
    assert "pinflow ads refill campaigns-daily" in "\n".join(report_lines(report))


async def test_a_run_is_known_by_its_id_and_joined(engine: AdsEngine) -> None:
    """What the API answers is what the ledger calls it; asked twice while it runs, there is one."""
    temporal = AdsTemporal(engine.client)
    assert await temporal.backfill_under_way(SOURCE) is None
    days = (date(2026, 1, 1), date(2026, 2, 1))
    request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=days[0], last=days[1])
    handle = await temporal.start_backfill(request)
    run = await temporal.run_of(handle)
    assert run == handle.first_execution_run_id
    seen = await temporal.backfill_under_way(SOURCE)
    assert seen is not None
    assert (seen.run, (seen.first, seen.last), seen.paused) == (run, days, False)
    await temporal.tell_backfill(SOURCE, "pause")
    paused = await temporal.backfill_under_way(SOURCE)
    assert paused is not None
    assert paused.paused is True
    with pytest.raises(BackfillRuns):
        await temporal.start_backfill(AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL))
    await temporal.tell_backfill(SOURCE, "resume")
    assert (await temporal.result(handle)).words == "pause resume"
    assert await temporal.backfill_under_way(SOURCE) is None
    with pytest.raises(NoBackfill):
        await temporal.tell_backfill("another", "pause")
