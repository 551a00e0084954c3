"""What the semaphore costs: events and actions of pins, their account and their launch, by their histories."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic_core import to_json
from sqlmodel import select
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import (
    ActivityTaskStartedEventAttributes,
    HistoryEvent,
    MarkerRecordedEventAttributes,
    WorkflowExecutionStartedEventAttributes,
)
from temporalio.client import WorkflowHistory

from contracts.names import PinKey, account_workflow_id, launch_workflow_id, pin_workflow_id
from contracts.pace import WAITING_SEEN_MAX, WRITES_SEEN_MAX, AccountView, Waiting
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_product
from tests.fakes.clock import START
from tests.workflows.actions import LOCAL_ACTIVITY, Cost, cost_of
from tests.workflows.world import World
from workflows import launch as launching
from workflows import pacing

HISTORIES = Path(__file__).parents[1] / "replay" / "histories"
PINS = 40
BOARDS = 6

PIN = Cost(
    30, Counter(activity=3, start=1, signal=1) + Counter({"search attributes": 1, "local activities of a task": 2})
)
"""A happy pin. Its slot is four of the events, the signal and the workflow task of it, and one of the actions."""

SLOT_EVENTS, SLOT_ACTIONS = 10, 2
"""Of a further slot, because the first was not used in time: signal, task, activity, task."""
SLOTS_MAX = 3
"""Of a pin, on the average: virtual time outruns the workers, and a slot is soon over."""

GRANT_EVENTS = 2
"""Of the account for a slot that it gives; its signal is billed once, and was counted as the pin's."""
LOOK_EVENTS, LOOK_ACTIONS = 9, 2
"""Of the account for a look, all slots together: a local activity, a timer, and one or two tasks."""
LAUNCH_LOOK_EVENTS, LAUNCH_LOOK_ACTIONS = 6, 2
FIXED_EVENTS, FIXED_ACTIONS = 25, 6
"""What an account and a launch have once: the start, boards, the last tally."""

LOOK_BYTES_MAX = 50_000
"""Of a history Temporal suggests at 4 MiB to continue as new: after 80 looks."""


def test_a_happy_pin_as_it_was_recorded() -> None:
    history = WorkflowHistory.from_json("pin", (HISTORIES / "pin-live.json").read_text("utf-8"))
    assert cost_of(history.events) == PIN


@pytest.mark.long
async def test_what_pins_and_their_semaphore_cost(world: World) -> None:
    """By slots and by looks, for how many of them a pin needs is a matter of the quota, and of the machine."""
    began = world.clock.now()
    products = [a_product(f"mug-{number}", board=f"Board {number % BOARDS}") for number in range(PINS)]
    await world.finished(*products)
    seconds = world.clock.now() - began
    pins = await cost_of_all(world, [pin_workflow_id(ACCOUNT, key) for key in await keys_of(world)])
    account = await cost_of_all(world, [account_workflow_id(ACCOUNT)])
    launch = await cost_of_all(world, [launch_workflow_id(LAUNCH)])

    slots = pins.actions["signal"]
    again = slots - PINS
    assert slots <= SLOTS_MAX * PINS
    assert pins.events <= PIN.events * PINS + SLOT_EVENTS * again
    assert pins.total - pins.actions["activity tried again"] <= PIN.total * PINS + SLOT_ACTIONS * again

    looks = account.actions["local activities of a task"]
    assert looks <= seconds / pacing.LOOK_SECONDS_MIN + FIXED_ACTIONS
    assert account.events <= GRANT_EVENTS * slots + LOOK_EVENTS * looks + FIXED_EVENTS
    assert account.total <= LOOK_ACTIONS * looks + FIXED_ACTIONS

    looks = launch.actions["local activities of a task"]
    assert looks <= seconds / launching.LOOK_SECONDS_MIN + FIXED_ACTIONS
    assert launch.events <= LAUNCH_LOOK_EVENTS * looks + FIXED_EVENTS
    assert launch.total <= LAUNCH_LOOK_ACTIONS * looks + FIXED_ACTIONS


def test_a_look_at_the_fullest_account_weighs_little() -> None:
    """Thousands wait: a look names some, and a run has many looks before its history is large."""
    waiting = [Waiting(key=PinKey(f"{number:032}"), board_id=BOARD) for number in range(WAITING_SEEN_MAX)]
    view = AccountView(
        now=START,
        writes=tuple(START + number / 7 for number in range(WRITES_SEEN_MAX)),
        waiting=tuple(waiting),
        waiting_total=5_000,
        recalled=tuple(one.key for one in waiting),
    )
    assert len(to_json(view)) <= LOOK_BYTES_MAX


@pytest.mark.parametrize(
    ("event", "actions"),
    [
        (HistoryEvent(event_type=EventType.EVENT_TYPE_TIMER_STARTED), {"timer": 1}),
        (HistoryEvent(event_type=EventType.EVENT_TYPE_TIMER_FIRED), {}),
        (HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED), {}),
        (HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED), {"signal": 1}),
        (
            HistoryEvent(
                event_type=EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
                activity_task_started_event_attributes=ActivityTaskStartedEventAttributes(attempt=4),
            ),
            {"activity tried again": 3},
        ),
    ],
)
def test_what_an_event_is_billed_as(event: HistoryEvent, actions: dict[str, int]) -> None:
    assert cost_of([a_start(), HistoryEvent(), event]) == Cost(3, Counter(start=1, **actions))


def test_a_signal_that_came_with_the_start_is_one_action_with_it() -> None:
    signal = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
    assert cost_of([a_start(), signal]).actions == Counter(start=1)


def test_a_run_that_goes_on_was_billed_when_the_one_before_ended() -> None:
    ended = HistoryEvent(event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW)
    both = cost_of([a_start(), ended]) + cost_of([a_start(continued="first")])
    assert both == Cost(3, Counter({"start": 1, "continued as new": 1}))


def test_local_activities_of_one_task_are_one_action() -> None:
    markers = [a_marker(LOCAL_ACTIVITY, task) for task in (4, 4, 9)] + [a_marker("patch", 12)]
    assert cost_of(markers).actions == Counter({"local activities of a task": 2})


def a_start(continued: str = "") -> HistoryEvent:
    attributes = WorkflowExecutionStartedEventAttributes(continued_execution_run_id=continued)
    return HistoryEvent(
        event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        workflow_execution_started_event_attributes=attributes,
    )


def a_marker(name: str, task: int) -> HistoryEvent:
    attributes = MarkerRecordedEventAttributes(marker_name=name, workflow_task_completed_event_id=task)
    return HistoryEvent(
        event_type=EventType.EVENT_TYPE_MARKER_RECORDED, marker_recorded_event_attributes=attributes
    )


async def cost_of_all(world: World, workflow_ids: Iterable[str]) -> Cost:
    total = Cost()
    for workflow_id in workflow_ids:
        history = await world.client.get_workflow_handle(workflow_id).fetch_history()
        total += cost_of(history.events)
    return total


async def keys_of(world: World) -> list[PinKey]:
    keys = await world.database.read(lambda session: session.exec(select(IntentRow.key)).all())
    return [PinKey(key) for key in keys]
