"""Two versions of the worker at once, on the real server: who ends what, and who begins what."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import WorkerDeploymentConfig

from contracts.names import LaunchId, WorkflowName, account_workflow_id
from contracts.outcome import Outcome
from starter.failures import CommandFailed, ExitCode
from starter.versions import Due, State, Versions, deployments
from starter.versions_at_hand import drain
from store.database import Database
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import FakeClock
from tests.workflows.later_version import LaterPinWorkflow
from tests.workflows.real_server import real_server
from tests.workflows.world import WORKFLOWS, World, crew, open_world, sandboxed
from workflows.product_pin import ProductPinWorkflow

pytestmark = pytest.mark.chaos

DEPLOYMENT, FIRST, LATER = "pinflow", "2026.11.1", "2026.11.2"
NEXT_LAUNCH = LaunchId("20261122-090000-next-1a2b")
LATER_WORKFLOWS = [LaterPinWorkflow if one is ProductPinWorkflow else one for one in WORKFLOWS]
Handle = WorkflowHandle[Any, Any]  # Any: any workflow


@dataclass(frozen=True)
class Drained(Versions):
    """`nudged`: draining has begun."""

    nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def nudge_those_of(self, build_id: str, due: Due) -> None:
        await super().nudge_those_of(build_id, due)
        self.nudged.set()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on a busy machine may take longer to answer than a person waits."""
    monkeypatch.setattr("starter.versions.CALL_SECONDS_MAX", timedelta(seconds=60))


@pytest.mark.parametrize(
    ("later_workflows", "move"),
    [
        pytest.param(LATER_WORKFLOWS, False, id="with-other-steps"),
        pytest.param(WORKFLOWS, True, id="with-the-same-steps-and-moved"),
    ],
)
async def test_each_pin_ends_with_the_version_that_began_it_unless_it_is_moved(
    database: Database, clock: FakeClock, *, later_workflows: Sequence[type], move: bool
) -> None:
    async with open_world(database, clock, server=real_server, version=version(FIRST)) as world:
        versions = Versions(world.client, "default", DEPLOYMENT)
        await versions.make_current(FIRST)
        await world.pause()
        earlier = await world.launch(a_product("earlier"))
        pin = await a_pin_that_waits(world)
        async with later_workers(world, later_workflows):
            await versions.ramp(LATER, 5)
            assert await states(versions) == {LATER: (State.RAMPING, 5), FIRST: (State.CURRENT, 95)}
            with pytest.raises(CommandFailed, match="make another current first"):
                await drain(versions, FIRST, wait_seconds_max=0, move=False)
            await versions.make_current(LATER)
            later = await world.launch(a_product("later"), launch=NEXT_LAUNCH)
            drained = await drain(versions, FIRST, wait_seconds_max=6, move=move)
            assert list(drained.open_ids) == ([] if move else [pin.id])
            account = world.client.get_workflow_handle(account_workflow_id(ACCOUNT))
            await account.signal("resume")
            await world.until(lambda: are_done(world))
            await drain(versions, FIRST, wait_seconds_max=10, move=False)

            assert await states(versions) == {LATER: (State.CURRENT, 100), FIRST: (State.ENDED, 0)}
            assert await built_by(pin) == ([FIRST, LATER] if move else [FIRST])
            for each in (earlier, later, account):
                built = await built_by(each)
                # A run that has not gone over by itself yet is moved with the pins.
                assert built == [LATER] or (move and built == [FIRST, LATER])
            for launch in (LAUNCH, NEXT_LAUNCH):
                (result,) = await world.launches.results(launch)
                assert result.outcome is Outcome.LIVE


async def test_a_version_that_nobody_is_cannot_take_the_work(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.versions.KNOWN_TRIES_MAX", 1)
    async with open_world(database, clock, server=real_server, version=version(FIRST)) as world:
        with pytest.raises(CommandFailed, match="Version 9 of pinflow cannot take the work"):
            await Versions(world.client, "default", DEPLOYMENT).make_current("9")
        with pytest.raises(CommandFailed, match="no version 9 of pinflow") as refused:
            await drain(Versions(world.client, "default", DEPLOYMENT), "9", wait_seconds_max=0.0, move=False)
        assert refused.value.exit_code is ExitCode.USAGE
        with pytest.raises(CommandFailed, match="no deployment 'nobody'"):
            await Versions(world.client, "default", "nobody").all()
        assert list(await deployments(world.client, "default")) == [DEPLOYMENT]


async def test_a_version_that_is_current_again_is_drained_no_longer(database: Database, clock: FakeClock) -> None:
    """Its accounts are those of the current version, and its pins are not given to one that turned out bad."""
    async with open_world(database, clock, server=real_server, version=version(FIRST)) as world:
        versions = Versions(world.client, "default", DEPLOYMENT)
        await versions.make_current(FIRST)
        await world.pause()
        await world.launch(a_product("earlier"))
        pin = await a_pin_that_waits(world)
        async with later_workers(world, LATER_WORKFLOWS):
            await versions.make_current(LATER)
            drained = Drained(world.client, "default", DEPLOYMENT)
            draining = asyncio.create_task(drain(drained, FIRST, wait_seconds_max=300, move=False))
            await drained.nudged.wait()
            await world.until(lambda: goes_over(world))
            await versions.make_current(FIRST)
            with pytest.raises(CommandFailed, match="takes new work again: draining was given up"):
                await draining
            account = world.client.get_workflow_handle(account_workflow_id(ACCOUNT))
            await account.signal("resume")
            await world.until(lambda: is_done(world, LAUNCH))
            assert await built_by(pin) == [FIRST]


def version(build_id: str) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(WorkerDeploymentVersion(DEPLOYMENT, build_id), use_worker_versioning=True)


@asynccontextmanager
async def later_workers(world: World, workflows: Sequence[type]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for worker in crew(world, sandboxed, version=version(LATER), workflows=workflows):
            await stack.enter_async_context(worker)
        yield


async def a_pin_that_waits(world: World) -> Handle:
    """It has asked for its steps, and waits for its slot."""
    found: list[str] = []

    async def waits() -> bool:
        query = f'WorkflowType = "{WorkflowName.PRODUCT_PIN}"'
        found[:] = [run.id async for run in world.client.list_workflows(query)]
        return bool(found) and len(await completed_tasks(world.client.get_workflow_handle(found[0]))) > 1

    await world.until(waits)
    return world.client.get_workflow_handle(found[0])


async def goes_over(world: World) -> bool:
    """Whether the account's newest run belongs to the later version."""
    return LATER in await completed_tasks(world.client.get_workflow_handle(account_workflow_id(ACCOUNT)))


async def are_done(world: World) -> bool:
    return all([await is_done(world, launch) for launch in (LAUNCH, NEXT_LAUNCH)])


async def is_done(world: World, launch: LaunchId) -> bool:
    summary = await world.launches.summary(launch)
    return summary is not None and summary.finished is not None


async def states(versions: Versions) -> dict[str, tuple[State, float]]:
    return {one.build_id: (one.state, one.percent) for one in await versions.all()}


async def built_by(workflow: Handle) -> list[str]:
    """The versions that worked at its newest run, in this order."""
    return list(dict.fromkeys(await completed_tasks(workflow)))


async def completed_tasks(workflow: Handle) -> list[str]:
    history = await workflow.fetch_history()
    done = [event.workflow_task_completed_event_attributes for event in history.events]
    return [one.deployment_version.build_id for one in done if one.HasField("deployment_version")]
