"""Schedules of ads sources, on the real server."""

from collections.abc import AsyncIterator
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, ScheduleDescription, ScheduleOverlapPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.ads_schedules import DAY_MAX, AdsKeeper, AdsSchedules, schedule_of
from contracts.ads import AdsSourceSpec, DatasetKey, Snapshot
from contracts.ads_runs import AdsSource
from contracts.names import ads_sync_id
from contracts.search_attributes import ACCOUNT_SA
from contracts.trouble import EngineAway
from starter.programs import temporal_binary
from store.ads_sources import SqlAdsSources
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.workflows.world import time_skipping

BERLIN = Snapshot(at=time(6, 30), zone="Europe/Berlin")


def a_source(snapshot: Snapshot, paused: str | None = None) -> AdsSource:
    spec = AdsSourceSpec(
        key="shop", account=ACCOUNT, ad_account_id="1", dataset=DatasetKey.CAMPAIGN, snapshot=snapshot
    )
    return AdsSource(spec, START, paused)


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
    return await client.get_schedule_handle(ads_sync_id("shop")).describe()


async def test_it_is_read_by_the_clocks_of_its_zone_in_summer_and_winter(client: Client) -> None:
    await AdsSchedules(client).keep([a_source(BERLIN)])
    for moment in (await described(client)).info.next_action_times:
        assert moment.astimezone(ZoneInfo("Europe/Berlin")).time() == time(6, 30)


async def test_a_change_reaches_the_schedule_and_the_end_of_a_source_ends_it(client: Client) -> None:
    schedules = AdsSchedules(client)
    await schedules.keep([a_source(BERLIN)])
    await schedules.keep([a_source(Snapshot(every_hours=6), paused="sale")])
    found = (await described(client)).schedule
    assert found.spec.intervals[0].every == timedelta(hours=6)
    assert found.state.paused
    await schedules.keep([])
    with pytest.raises(RPCError):
        await described(client)


async def test_the_keeper_makes_what_is_missing(client: Client, database: Database) -> None:
    sources = SqlAdsSources(database)
    await sources.add(a_source(BERLIN).spec, START)
    keeper = AdsKeeper(sources, AdsSchedules(client), FakeClock())
    await keeper.keep_once()
    await keeper.keep_once()
    assert (await described(client)).info.num_actions == 0


async def test_a_server_without_schedules_is_trouble_that_passes(database: Database) -> None:
    async with await time_skipping() as server:
        schedules = AdsSchedules(server.client)
        with pytest.raises(EngineAway):
            await schedules.keep([])
        await AdsKeeper(SqlAdsSources(database), schedules, FakeClock()).keep_once()


@pytest.mark.parametrize(
    ("snapshot", "catch_up"),
    [(BERLIN, DAY_MAX), (Snapshot(every_hours=1), DAY_MAX), (Snapshot(every_hours=72), timedelta(hours=72))],
)
def test_what_fell_due_meanwhile_is_made_up_for_once(snapshot: Snapshot, catch_up: timedelta) -> None:
    schedule = schedule_of(a_source(snapshot))
    assert schedule is not None
    assert (schedule.policy.overlap, schedule.policy.catchup_window) == (ScheduleOverlapPolicy.SKIP, catch_up)


def test_what_is_read_by_hand_has_no_schedule() -> None:
    assert schedule_of(a_source(Snapshot())) is None
