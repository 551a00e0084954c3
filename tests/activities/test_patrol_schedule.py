"""The patrol's schedule, on the real server: made once, changed with the setting, ended when nobody wants it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import (
    Client,
    ScheduleActionStartWorkflow,
    ScheduleDescription,
    ScheduleOverlapPolicy,
)
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from activities.engine import CATCH_UP, TemporalEngine, patrol_schedule
from contracts.names import Queue, WorkflowName, patrol_workflow_id
from contracts.patrol import PatrolOrder
from contracts.search_attributes import ACCOUNT_SA
from starter.programs import temporal_binary
from tests.builders import ACCOUNT
from tests.workflows.world import time_skipping


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    server = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(temporal_binary()), data_converter=pydantic_data_converter
    )
    async with server:
        keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        await server.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace="default", search_attributes={ACCOUNT_SA.name: keyword})
        )
        yield server.client


async def described(client: Client) -> ScheduleDescription:
    return await client.get_schedule_handle(patrol_workflow_id(ACCOUNT)).describe()


def minutes_of(description: ScheduleDescription) -> list[float]:
    return [interval.every.total_seconds() / 60 for interval in description.schedule.spec.intervals]


@pytest.mark.journey
async def test_a_schedule_is_made_once_changed_with_the_setting_and_ended(client: Client) -> None:
    engine = TemporalEngine(client)

    await engine.keep_patrol(ACCOUNT, 60)
    made = await described(client)
    assert minutes_of(made) == [60]
    assert made.schedule.policy.overlap is ScheduleOverlapPolicy.SKIP
    assert made.schedule.policy.catchup_window == CATCH_UP
    assert made.schedule.spec.jitter == timedelta(minutes=6)
    action = made.schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert (action.workflow, action.id, action.task_queue) == (
        WorkflowName.PATROL,
        patrol_workflow_id(ACCOUNT),
        Queue.PINS,
    )
    (payload,) = action.args
    assert await client.data_converter.decode([payload], [PatrolOrder]) == [PatrolOrder(account=ACCOUNT)]

    await engine.keep_patrol(ACCOUNT, 60)
    assert (await described(client)).info.last_updated_at is None

    await engine.keep_patrol(ACCOUNT, 15)
    assert minutes_of(await described(client)) == [15]

    await engine.keep_patrol(ACCOUNT, 0)
    with pytest.raises(RPCError) as gone:
        await described(client)
    assert gone.value.status is RPCStatusCode.NOT_FOUND
    await engine.keep_patrol(ACCOUNT, 0)


@pytest.mark.journey
async def test_a_schedule_that_a_person_paused_stays_paused(client: Client) -> None:
    engine = TemporalEngine(client)
    await engine.keep_patrol(ACCOUNT, 60)
    await client.get_schedule_handle(patrol_workflow_id(ACCOUNT)).pause()
    await engine.keep_patrol(ACCOUNT, 15)
    description = await described(client)
    assert (description.schedule.state.paused, minutes_of(description)) == (True, [15])


@pytest.mark.parametrize("minutes", [0, 60])
async def test_a_server_without_schedules_is_no_trouble(minutes: int) -> None:
    """Nothing that a launch does may wait for its patrol."""
    async with await time_skipping() as server:
        await TemporalEngine(server.client).keep_patrol(ACCOUNT, minutes)


def test_a_round_is_over_before_it_is_missed() -> None:
    """Temporal takes no catch-up window below ten seconds, and no jitter that is longer than the interval."""
    shortest = patrol_schedule(ACCOUNT, 1)
    assert shortest.policy.catchup_window == CATCH_UP
    assert CATCH_UP.total_seconds() >= 10
    assert shortest.spec.jitter is not None
    assert shortest.spec.jitter < timedelta(minutes=1)
