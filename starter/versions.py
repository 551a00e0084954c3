"""The versions of a deployment, as Temporal knows them: which is current, and what each has still to end.

Everything here asks Temporal's server. Which version new work begins with stands there, and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    ListWorkerDeploymentsRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    SetWorkerDeploymentRampingVersionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import Client
from temporalio.client import WorkflowExecution as OpenRun
from temporalio.service import RPCError, RPCStatusCode

from connection import CALL_SECONDS_MAX
from contracts.names import WorkflowName
from starter.failures import CommandFailed, ExitCode

VERSIONS_MAX = 20
"""Versions whose open workflows are counted, the newest first; Temporal itself keeps 100."""
AT_ONCE = 20
"""Workflows that are told, or moved, at the same time."""
NUDGES = {WorkflowName.ACCOUNT.value: "wake", WorkflowName.LAUNCH.value: "look"}
"""Workflows that may sleep for long, and the signal at which they look round and go over to another version."""
KNOWN_AGAIN_SECONDS = 0.5
"""Between two questions whether Temporal has heard of a version, which it does from its first poll."""
KNOWN_TRIES_MAX = 20
"""How often it is asked again."""


Act = Callable[[OpenRun], Awaitable[None]]
Summary = WorkerDeploymentInfo.WorkerDeploymentVersionSummary
Ask = Callable[[], Awaitable[object]]
Due = Callable[[Collection[str]], Collection[str]]
"""Says which of these run ids are to be told, or moved, now."""


class State(StrEnum):
    """What becomes of new work, as far as a version is concerned."""

    CURRENT = "current"
    RAMPING = "ramping"
    DRAINING = "draining"
    """It begins nothing new, and has something to end."""
    ENDED = "ended"
    """It has nothing to do any more."""
    NEVER_CURRENT = "not current"


@dataclass(frozen=True)
class Version:
    """One of them. `open_runs`: workflows that it alone may end."""

    build_id: str
    state: State
    percent: float
    open_runs: int


@dataclass(frozen=True)
class Versions:
    """The versions of one deployment."""

    client: Client
    namespace: str
    deployment: str

    async def all(self) -> Sequence[Version]:
        """The newest first. Raises `CommandFailed` when there is no such deployment."""
        info = await self._describe()
        newest = sorted(info.version_summaries, key=_made_at, reverse=True)[:VERSIONS_MAX]
        counts = await asyncio.gather(*(self.open_runs(one.deployment_version.build_id) for one in newest))
        return [_version(info, one, count) for one, count in zip(newest, counts, strict=True)]

    async def state(self, build_id: str) -> State | None:
        """Of any version that Temporal keeps, however old; None: none has that name. Raises `CommandFailed`."""
        info = await self._describe()
        for one in info.version_summaries:
            if one.deployment_version.build_id == build_id:
                return _version(info, one, await self.open_runs(build_id)).state
        return None

    async def make_current(self, build_id: str) -> None:
        """From now on new work begins with it. Raises `CommandFailed`."""
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.namespace, deployment_name=self.deployment, build_id=build_id
        )
        await self._once_known(
            build_id,
            lambda: self.client.workflow_service.set_worker_deployment_current_version(
                request, timeout=CALL_SECONDS_MAX
            ),
        )
        await self.nudge(f'{self._of_us()} AND TemporalWorkerDeploymentVersion != "{self._name(build_id)}"')

    async def ramp(self, build_id: str, percent: float) -> None:
        """So many of a hundred new workflows begin with it; 0: none. Raises `CommandFailed`."""
        request = SetWorkerDeploymentRampingVersionRequest(
            namespace=self.namespace,
            deployment_name=self.deployment,
            build_id=build_id if percent else "",
            percentage=percent,
        )
        await self._once_known(
            build_id,
            lambda: self.client.workflow_service.set_worker_deployment_ramping_version(
                request, timeout=CALL_SECONDS_MAX
            ),
        )

    async def open_runs(self, build_id: str) -> int:
        """Workflows that are open and belong to this version, as Temporal's lists have it: seconds late."""
        return (await self.client.count_workflows(self._open(build_id), rpc_timeout=CALL_SECONDS_MAX)).count

    async def open_ids(self, build_id: str, most: int) -> Sequence[str]:
        return [run.id async for run in self._runs(self._open(build_id), most)]

    async def nudge_those_of(self, build_id: str, due: Due) -> None:
        await self.nudge(f'TemporalWorkerDeploymentVersion = "{self._name(build_id)}"', due)

    async def nudge(self, among: str, due: Due = frozenset) -> None:
        """Accounts and launches look round, and begin anew with the version that is current."""
        kinds = ", ".join(f'"{kind}"' for kind in NUDGES)
        query = f'{among} AND ExecutionStatus = "Running" AND WorkflowType IN ({kinds})'
        await self._each(await self._due(query, due), self._nudge)

    async def move(self, build_id: str, due: Due) -> Collection[str]:
        """What this version has still open and is `due` goes on with the current one; which runs that are. Their
        next command must be the same in both: `docs/production.md` says when that is so.
        """
        runs = await self._due(self._open(build_id), due)
        await self._each(runs, self._move)
        return {run.run_id for run in runs}

    async def _due(self, query: str, due: Due) -> Sequence[OpenRun]:
        runs = [run async for run in self._runs(query)]
        now = due([run.run_id for run in runs])
        return [run for run in runs if run.run_id in now]

    async def _nudge(self, run: OpenRun) -> None:
        await self.client.get_workflow_handle(run.id).signal(
            NUDGES[run.workflow_type], rpc_timeout=CALL_SECONDS_MAX
        )

    async def _move(self, run: OpenRun) -> None:
        override = VersioningOverride(auto_upgrade=True)
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self.namespace,
            workflow_execution=WorkflowExecution(workflow_id=run.id, run_id=run.run_id),
            workflow_execution_options=WorkflowExecutionOptions(versioning_override=override),
            update_mask=FieldMask(paths=["versioning_override"]),
        )
        await self.client.workflow_service.update_workflow_execution_options(request, timeout=CALL_SECONDS_MAX)

    async def _each(self, runs: Sequence[OpenRun], act: Act) -> None:
        """Some at a time; one that has ended meanwhile needs nothing."""
        left = iter(runs)
        while batch := list(islice(left, AT_ONCE)):
            await asyncio.gather(*(_unless_over(act, run) for run in batch))

    async def _runs(self, query: str, most: int | None = None) -> AsyncIterator[OpenRun]:
        async for run in self.client.list_workflows(query, limit=most, rpc_timeout=CALL_SECONDS_MAX):
            yield run

    async def _describe(self) -> WorkerDeploymentInfo:
        request = DescribeWorkerDeploymentRequest(namespace=self.namespace, deployment_name=self.deployment)
        try:
            answer = await self.client.workflow_service.describe_worker_deployment(
                request, timeout=CALL_SECONDS_MAX
            )
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            raise CommandFailed(
                f"Temporal knows of no deployment {self.deployment!r}: no worker of it has run yet. Start one "
                f"(pinflow worker) with PINFLOW_DEPLOYMENT={self.deployment} and a PINFLOW_BUILD_ID.",
                ExitCode.USAGE,
            ) from error
        return answer.worker_deployment_info

    async def _once_known(self, build_id: str, ask: Ask) -> None:
        """A worker that was started a moment ago may not have been heard of."""
        for again in range(KNOWN_TRIES_MAX, -1, -1):
            try:
                await ask()
            except RPCError as error:
                if error.status not in _NOT_YET:
                    raise
                if not again:
                    raise self._unknown(build_id, error) from error
            else:
                return
            await asyncio.sleep(KNOWN_AGAIN_SECONDS)

    def _unknown(self, build_id: str, error: RPCError) -> CommandFailed:
        return CommandFailed(
            f"Version {build_id} of {self.deployment} cannot take the work: {error.message[:300]}\n"
            "A worker of it must run, and take tasks of all queues: pinflow versions list",
            ExitCode.USAGE,
        )

    def _of_us(self) -> str:
        return f'TemporalWorkerDeployment = "{self.deployment}"'

    def _name(self, build_id: str) -> str:
        return f"{self.deployment}:{build_id}"

    def _open(self, build_id: str) -> str:
        """Those that no other version may go on with."""
        version = f'TemporalWorkerDeploymentVersion = "{self._name(build_id)}"'
        return f'{version} AND ExecutionStatus = "Running" AND TemporalWorkflowVersioningBehavior = "Pinned"'


def _made_at(told: Summary) -> int:
    return told.create_time.ToMilliseconds()


def _version(info: WorkerDeploymentInfo, told: Summary, open_runs: int) -> Version:
    build_id, routing = told.deployment_version.build_id, info.routing_config
    if routing.current_deployment_version.build_id == build_id:
        return Version(build_id, State.CURRENT, 100.0 - routing.ramping_version_percentage, open_runs)
    if routing.ramping_deployment_version.build_id == build_id:
        return Version(build_id, State.RAMPING, routing.ramping_version_percentage, open_runs)
    if open_runs:
        return Version(build_id, State.DRAINING, 0.0, open_runs)
    had_work = told.HasField("first_activation_time")
    return Version(build_id, State.ENDED if had_work else State.NEVER_CURRENT, 0.0, 0)


async def _unless_over(act: Act, run: OpenRun) -> None:
    try:
        await act(run)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def deployments(client: Client, namespace: str) -> Sequence[str]:
    """The names of all that Temporal knows of."""
    request = ListWorkerDeploymentsRequest(namespace=namespace)
    answer = await client.workflow_service.list_worker_deployments(request, timeout=CALL_SECONDS_MAX)
    return [one.name for one in answer.worker_deployments]


_NOT_YET = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION)
