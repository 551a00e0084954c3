"""Temporal as the commands of ads data move it: a run is started, joined, paused, and waited for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.ads import AdsSourceKey
from contracts.ads_runs import AdsRunReport, AdsRunRequest
from contracts.names import Queue, WorkflowName, ads_backfill_id, ads_sync_id
from starter.failures import CommandFailed, ExitCode


@dataclass(frozen=True)
class AdsEngine:
    """Starts runs. All of it raises `CommandFailed`."""

    client: Client

    async def sync(self, request: AdsRunRequest) -> AdsRunReport:
        """Read what is new, may be restated, or is missing, or join who does, and wait for what comes of it."""
        id_ = ads_sync_id(request.source)
        joins = WorkflowIDConflictPolicy.USE_EXISTING
        handle = await self._start(WorkflowName.ADS_SYNC, request, id_, joins)
        return await self._result(handle, request.source)

    async def backfill(self, request: AdsRunRequest) -> None:
        """Begin to read days of the past, unless some are being read; do not wait."""
        id_ = ads_backfill_id(request.source)
        await self._start(WorkflowName.ADS_BACKFILL, request, id_, WorkflowIDConflictPolicy.FAIL)

    async def backfilled(self, source: AdsSourceKey) -> AdsRunReport:
        """Wait for the backfill that runs."""
        handle = self.client.get_workflow_handle(ads_backfill_id(source), result_type=AdsRunReport)
        return await self._result(handle, source)

    async def tell_backfill(self, source: AdsSourceKey, signal: str) -> None:
        """Say `pause` or `resume` to the backfill that runs."""
        async with _told(source):
            await self.client.get_workflow_handle(ads_backfill_id(source)).signal(signal)

    async def _start(
        self, workflow: WorkflowName, request: AdsRunRequest, id_: str, conflict: WorkflowIDConflictPolicy
    ) -> WorkflowHandle[object, AdsRunReport]:
        async with _told(request.source):
            return await self.client.start_workflow(
                workflow,
                request,
                id=id_,
                task_queue=Queue.PINS,
                result_type=AdsRunReport,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=conflict,
                static_summary=f"{request.source}, by hand",
            )

    async def _result(self, handle: WorkflowHandle[object, AdsRunReport], source: AdsSourceKey) -> AdsRunReport:
        async with _told(source):
            return await handle.result()


@asynccontextmanager
async def _told(source: AdsSourceKey) -> AsyncIterator[None]:
    try:
        yield
    except WorkflowAlreadyStartedError as running:
        raise CommandFailed(
            f"A backfill of {source} is under way: see it with: pinflow ads coverage {source}", ExitCode.USAGE
        ) from running
    except WorkflowFailureError as broken:
        raise CommandFailed(
            f"Reading {source} broke off ({type(broken.cause).__name__}): see its page in the Web UI.",
            ExitCode.SERVICE_AWAY,
        ) from broken
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise CommandFailed(f"No backfill of {source} is under way.", ExitCode.USAGE) from error
        raise CommandFailed("Temporal does not answer. See: pinflow doctor", ExitCode.SERVICE_AWAY) from error
