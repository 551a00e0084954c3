"""Temporal as both doors of ads data move it: a run is started, joined, paused, and waited for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.ads_schedules import SYNC_DETAILS
from contracts.ads import AdsSourceKey
from contracts.ads_progress import BackfillRuns, BackfillUnderWay, NoBackfill, RunBroken
from contracts.ads_runs import AdsRunId, AdsRunReport, AdsRunRequest
from contracts.names import Queue, WorkflowName, ads_backfill_id, ads_sync_id
from contracts.trouble import EngineAway
from starter.failures import CommandFailed, ExitCode

IS_PAUSED = "is_paused"
"""The query of a backfill, by its name in Temporal."""
QUERY_TIMEOUT = timedelta(seconds=3)
FIRST_MEMO, LAST_MEMO = "first", "last"
Handle = WorkflowHandle[object, AdsRunReport]

BACKFILL_DETAILS = """\
Reads days of the past of an ads source, the newest first. `pinflow ads coverage` tells of each day.

Signals: `pause`, `resume`. **Cancel** stops it; what was read stays, and another backfill reads the rest."""


@dataclass(frozen=True)
class AdsTemporal:
    """Starts runs, and tells them. All of it raises `EngineAway`."""

    client: Client

    async def start_sync(self, request: AdsRunRequest) -> Handle:
        """Read what is new, may be restated, or is missing, or join who does."""
        joins = WorkflowIDConflictPolicy.USE_EXISTING
        return await self._start(WorkflowName.ADS_SYNC, request, ads_sync_id(request.source), joins)

    async def start_backfill(self, request: AdsRunRequest) -> Handle:
        """Read days of the past. Raises `BackfillRuns` while some are being read."""
        id_, fails = ads_backfill_id(request.source), WorkflowIDConflictPolicy.FAIL
        return await self._start(WorkflowName.ADS_BACKFILL, request, id_, fails)

    async def tell_backfill(self, source: AdsSourceKey, signal: str) -> None:
        """Say `pause` or `resume` to the backfill that runs. Raises `NoBackfill` where none does."""
        async with _away():
            await self.client.get_workflow_handle(ads_backfill_id(source)).signal(signal)

    async def backfill_under_way(self, source: AdsSourceKey) -> BackfillUnderWay | None:
        """The one that runs, also when it is paused; None: none does."""
        handle: Handle = self.client.get_workflow_handle(ads_backfill_id(source), result_type=AdsRunReport)
        try:
            async with _away():
                seen = await handle.describe()
                memo = await seen.memo()
        except NoBackfill:
            return None
        if seen.status is not WorkflowExecutionStatus.RUNNING:
            return None
        began = seen.start_time
        first, last = (_day(memo.get(name), began) for name in (FIRST_MEMO, LAST_MEMO))
        return BackfillUnderWay(_first_run(seen), first, last, began.timestamp(), await self._is_paused(handle))

    async def result(self, handle: Handle) -> AdsRunReport:
        """Wait for what comes of it. Raises `RunBroken`."""
        async with _away():
            return await handle.result()

    async def run_of(self, handle: Handle) -> AdsRunId:
        """The id by which the ledger knows it: that of its first run, however often it continued as new."""
        async with _away():
            return _first_run(await handle.describe())

    async def _is_paused(self, handle: Handle) -> bool | None:
        """None where no worker answers in time."""
        try:
            return bool(await handle.query(IS_PAUSED, rpc_timeout=QUERY_TIMEOUT))
        except (RPCError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return None

    async def _start(
        self, workflow: WorkflowName, request: AdsRunRequest, id_: str, conflict: WorkflowIDConflictPolicy
    ) -> Handle:
        async with _away():
            return await self.client.start_workflow(
                workflow,
                request,
                id=id_,
                task_queue=Queue.PINS,
                result_type=AdsRunReport,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=conflict,
                static_summary=f"{request.source}, by hand",
                memo=_days_of(request),
                static_details=SYNC_DETAILS if workflow is WorkflowName.ADS_SYNC else BACKFILL_DETAILS,
            )


def _days_of(request: AdsRunRequest) -> Mapping[str, str]:
    """Which days it reads, so that this is seen before it is planned."""
    days = {FIRST_MEMO: request.first, LAST_MEMO: request.last}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _day(told: object, began: datetime) -> date:
    """The day of a memo; without one, that on which it began."""
    return date.fromisoformat(told) if isinstance(told, str) else began.date()


def _first_run(seen: WorkflowExecutionDescription) -> AdsRunId:
    return seen.raw_description.workflow_execution_info.first_run_id or str(seen.run_id)


@dataclass(frozen=True)
class AdsEngine:
    """The same for commands. All of it raises `CommandFailed`."""

    client: Client

    async def sync(self, request: AdsRunRequest) -> AdsRunReport:
        """Read what is new, may be restated, or is missing, or join who does, and wait for what comes of it."""
        async with _told(request.source):
            return await self._temporal.result(await self._temporal.start_sync(request))

    async def backfill(self, request: AdsRunRequest) -> None:
        """Begin to read days of the past, unless some are being read; do not wait."""
        async with _told(request.source):
            await self._temporal.start_backfill(request)

    async def backfilled(self, source: AdsSourceKey) -> AdsRunReport:
        """Wait for the backfill that runs."""
        handle = self.client.get_workflow_handle(ads_backfill_id(source), result_type=AdsRunReport)
        async with _told(source):
            return await self._temporal.result(handle)

    async def tell_backfill(self, source: AdsSourceKey, signal: str) -> None:
        """Say `pause` or `resume` to the backfill that runs."""
        async with _told(source):
            await self._temporal.tell_backfill(source, signal)

    @property
    def _temporal(self) -> AdsTemporal:
        return AdsTemporal(self.client)


@asynccontextmanager
async def _away() -> AsyncIterator[None]:
    try:
        yield
    except WorkflowAlreadyStartedError as running:
        raise BackfillRuns from running
    except WorkflowFailureError as broken:
        raise RunBroken(type(broken.cause).__name__) from broken
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NoBackfill from error
        raise EngineAway(f"Temporal: {error.message}"[:300]) from error


@asynccontextmanager
async def _told(source: AdsSourceKey) -> AsyncIterator[None]:
    try:
        yield
    except BackfillRuns as running:
        raise CommandFailed(
            f"A backfill of {source} is under way: see it with: pinflow ads show {source}", ExitCode.USAGE
        ) from running
    except RunBroken as broken:
        raise CommandFailed(
            f"Reading {source} broke off ({broken}): see its page in the Web UI.", ExitCode.SERVICE_AWAY
        ) from broken
    except NoBackfill as none:
        raise CommandFailed(f"No backfill of {source} is under way.", ExitCode.USAGE) from none
    except EngineAway as away:
        raise CommandFailed("Temporal does not answer. See: pinflow doctor", ExitCode.SERVICE_AWAY) from away
