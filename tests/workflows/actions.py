"""What a history costs: its events, and the actions that Temporal Cloud would bill for it.

The rules are those of Temporal's page on actions (docs.temporal.io/evaluate/cloud/actions), as far as a history
shows them. It does not show heartbeats, queries, and the tenth that a fairness key adds to each action.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

LOCAL_ACTIVITY = "core_local_activity"
"""The name of the marker that stands for one."""

ONE_EACH = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued as new",
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
}


@dataclass(frozen=True)
class Cost:
    """Of one history, or of several together. `actions`: how many of each sort."""

    events: int = 0
    actions: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All its actions."""
        return self.actions.total()

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.events + other.events, self.actions + other.actions)


def cost_of(events: Sequence[HistoryEvent]) -> Cost:
    """The cost of one run. A signal from one workflow to another is one action, told here of who receives it."""
    actions = Counter(ONE_EACH[event.event_type] for event in events if event.event_type in ONE_EACH)
    actions["start"] = sum(map(_is_start, events))
    # The second event of a history came with its start, and is one action with it.
    actions["signal"] = sum(map(_is_signal, events[2:]))
    actions["activity tried again"] = sum(map(_further_tries, events))
    actions["local activities of a task"] = len(set(_tasks_with_local_activities(events)))
    return Cost(len(events), +actions)


def _is_start(event: HistoryEvent) -> bool:
    """One that continues another run was billed when that ended."""
    started = event.workflow_execution_started_event_attributes
    is_start = event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED
    return is_start and not started.continued_execution_run_id


def _is_signal(event: HistoryEvent) -> bool:
    return event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED


def _further_tries(event: HistoryEvent) -> int:
    """Only the last try of an activity has events; each try is an action."""
    if event.event_type != EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
        return 0
    return event.activity_task_started_event_attributes.attempt - 1


def _tasks_with_local_activities(events: Iterable[HistoryEvent]) -> Iterable[int]:
    for event in events:
        marker = event.marker_recorded_event_attributes
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED and marker.marker_name == LOCAL_ACTIVITY:
            yield marker.workflow_task_completed_event_id
