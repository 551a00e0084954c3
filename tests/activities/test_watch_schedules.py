"""Schedules of sources, on the real server: exactly one for each that is asked, left alone while it is right."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio import workflow
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
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.watch_schedules import (
    BY_HAND,
    CATCH_UP_MIN,
    DAY_MAX,
    SLOT_SECONDS,
    WatchSchedules,
    schedule_of,
    watch_id,
)
from contracts.intake import SourceCard
from contracts.names import Queue, SourceKey, WorkflowName
from contracts.search_attributes import ACCOUNT_SA
from contracts.sources import SourceKind
from contracts.trouble import EngineAway
from contracts.watching import WatchReport, WatchRequest
from starter.programs import temporal_binary
from tests.activities.polled import settings_text
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.store.shops import OTHER, SHOP
from tests.workflows.unhurried import unhurried
from tests.workflows.world import time_skipping


def a_card(kind: SourceKind = SourceKind.FEED, *, paused: str | None = None, **settings: object) -> SourceCard:
    return SourceCard(
        key=SHOP, kind=kind, account=ACCOUNT, settings=settings_text(**settings), created=START, paused=paused
    )


@workflow.defn(name=WorkflowName.CATALOG_WATCH)
class StandInWatch:
    """Says that it was run."""

    @workflow.run
    async def run(self, request: WatchRequest) -> WatchReport:
        return WatchReport(words="gone" if request.gone else "here", seen=1)


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


def at_watch(client: Client) -> Worker:
    """A worker of nothing but looks."""
    kinds, runner = [StandInWatch], UnsandboxedWorkflowRunner()
    return unhurried(Worker(client, task_queue=Queue.PINS, workflows=kinds, workflow_runner=runner))


async def described(client: Client) -> ScheduleDescription:
    return await client.get_schedule_handle(watch_id(SHOP)).describe()


async def assert_gone(client: Client) -> None:
    with pytest.raises(RPCError) as gone:
        await described(client)
    assert gone.value.status is RPCStatusCode.NOT_FOUND


@pytest.mark.journey
async def test_a_source_has_its_schedule_as_long_as_it_is_asked(client: Client) -> None:
    """One server for all of it: to start one takes longer than the test."""
    schedules = WatchSchedules(client)
    await schedules.keep([a_card(every_seconds=600)])
    made = await described(client)
    assert [interval.every for interval in made.schedule.spec.intervals] == [timedelta(minutes=10)]
    assert made.schedule.policy.overlap is ScheduleOverlapPolicy.SKIP
    assert made.schedule.policy.catchup_window == CATCH_UP_MIN
    action = made.schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert (action.workflow, action.id, action.task_queue) == (
        WorkflowName.CATALOG_WATCH,
        watch_id(SHOP),
        Queue.PINS,
    )
    assert await arguments(client, action) == [WatchRequest(source=SHOP)]
    assert len(await schedules.next_runs(SHOP)) == 3

    await schedules.keep([a_card(every_seconds=600)])
    assert (await described(client)).info.last_updated_at is None

    await schedules.keep([a_card(every_seconds=1_200)])
    assert [each.every for each in (await described(client)).schedule.spec.intervals] == [timedelta(minutes=20)]

    await schedules.keep([a_card(paused="sale")])
    paused = (await described(client)).schedule.state
    assert (paused.paused, "sale" in (paused.note or "")) == (True, True)
    assert await schedules.next_runs(SHOP) == ()
    await schedules.keep([a_card()])
    assert not (await described(client)).schedule.state.paused

    await client.get_schedule_handle(watch_id(SHOP)).pause(note="a person at night")
    await schedules.keep([a_card(every_seconds=1_200)])
    assert (await described(client)).schedule.state.note == "a person at night"

    await schedules.keep([a_card(SourceKind.SHOPIFY)])
    await assert_gone(client)
    await schedules.keep([])
    assert await schedules.next_runs(SHOP) == ()


@pytest.mark.journey
async def test_a_schedule_that_nobody_can_make_holds_up_no_other(client: Client) -> None:
    hopeless = a_card().model_copy(update={"key": SourceKey("s" * 2_000)})
    await WatchSchedules(client).keep([hopeless, a_card()])
    assert (await described(client)).schedule.state.note == noted(a_card())
    assert [found.id async for found in await client.list_schedules()] == [watch_id(SHOP)]


@pytest.mark.journey
async def test_a_look_by_hand_is_waited_for(client: Client) -> None:
    async with at_watch(client):
        schedules = WatchSchedules(client)
        assert (await schedules.run_now(WatchRequest(source=SHOP))).words == "here"
        assert (await schedules.run_now(WatchRequest(source=SHOP, gone=True))).words == "gone"


@pytest.mark.journey
async def test_what_is_said_to_be_gone_joins_no_look_that_was_not_told_so(client: Client) -> None:
    by_hand = f"{watch_id(SHOP)}{BY_HAND}"
    earlier = WatchRequest(source=SHOP)
    await client.start_workflow(WorkflowName.CATALOG_WATCH, earlier, id=by_hand, task_queue=Queue.PINS)
    async with at_watch(client):
        assert (await WatchSchedules(client).run_now(WatchRequest(source=SHOP, gone=True))).words == "gone"


async def test_without_schedules_at_the_server_it_is_away() -> None:
    """The time-skipping server has none."""
    async with await time_skipping() as server:
        with pytest.raises(EngineAway):
            await WatchSchedules(server.client).keep([a_card()])


@pytest.mark.parametrize(
    ("card", "made_up_for"),
    [
        (a_card(every_seconds=60), CATCH_UP_MIN),
        (a_card(every_seconds=86_400, jitter_seconds=60), timedelta(days=1, minutes=1)),
        (a_card(at=["06:30"], zone="Europe/Berlin", jitter_seconds=0), DAY_MAX),
    ],
)
def test_a_poll_that_fell_due_while_all_was_off_is_made_up_for(card: SourceCard, made_up_for: timedelta) -> None:
    """A machine that is off at night would never be told of what it polls at three."""
    schedule = schedule_of(card)
    assert schedule is not None
    assert schedule.policy.catchup_window == made_up_for


def test_times_of_day_are_those_of_the_sources_zone() -> None:
    schedule = schedule_of(a_card(at=["06:30", "18:00"], zone="Europe/Berlin"))
    assert schedule is not None
    assert schedule.spec.time_zone_name == "Europe/Berlin"
    assert [(each.hour[0].start, each.minute[0].start) for each in schedule.spec.calendars] == [(6, 30), (18, 0)]
    assert not schedule.spec.intervals


def test_a_slot_is_looked_at_every_five_minutes_whatever_else_is_set() -> None:
    schedule = schedule_of(a_card(SourceKind.POSTGRESQL, slot="pinflow", every_seconds=7_200))
    assert schedule is not None
    assert [each.every.total_seconds() for each in schedule.spec.intervals] == [SLOT_SECONDS]
    assert schedule.spec.jitter is None


def test_many_sources_of_a_host_do_not_ask_at_once() -> None:
    schedule = schedule_of(a_card(jitter_seconds=45))
    assert schedule is not None
    assert schedule.spec.jitter == timedelta(seconds=45)


@pytest.mark.parametrize("settings", ["{", "{}", '{"every_seconds": 1}', '{"address": "ftp://x"}'])
def test_settings_that_say_nothing_make_no_schedule(settings: str) -> None:
    assert schedule_of(a_card().model_copy(update={"settings": settings})) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"every_seconds": 1_200},
        {"jitter_seconds": 5},
        {"at": ["06:30"], "zone": "UTC"},
        {"paused": "sale"},
        {"paused": ""},
    ],
)
def test_whatever_a_schedule_is_made_of_tells_it_apart(changes: dict[str, Any]) -> None:
    before, after = schedule_of(a_card()), schedule_of(a_card(**changes))
    assert before is not None
    assert after is not None
    assert before.state.note != after.state.note
    assert after == schedule_of(a_card(**changes))


def test_what_no_schedule_is_made_of_changes_none() -> None:
    assert schedule_of(a_card()) == schedule_of(a_card(currency="EUR"))
    assert watch_id(SHOP) != watch_id(OTHER)


def noted(card: SourceCard) -> str | None:
    schedule = schedule_of(card)
    return schedule.state.note if schedule else None


async def arguments(client: Client, action: ScheduleActionStartWorkflow) -> list[Any]:
    """What the workflow is started with."""
    (payload,) = action.args
    return await client.data_converter.decode([payload], [WatchRequest])
