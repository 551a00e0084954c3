"""What a world's workers are at: time must not leap in the midst of a workflow's task, and what runs must end.

When a timer fires while a task that cancels it is worked on, the time-skipping server refuses the completion of
the task ("invalid history builder state for action"), and gives the workflow no other (temporalio/sdk-java#2606).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from temporalio import activity, workflow
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    Worker,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)

from tests.workflows.unhurried import unhurried
from tests.workflows.wrapped import Wrapped

QUIET_SECONDS = 0.005
"""A task's answer is on its way to the server for so long, on a machine with little to do."""

QUIET_SECONDS_MAX = 10.0
"""Nothing waits for ever: a local activity may be waiting for the test itself."""

STOP_SECONDS = 10.0
"""How long workers get to stop before their activities are cancelled, and then before they are left alone."""


@dataclass
class AtWork:
    """Counts tasks, and the local activities that they wait for, in any thread."""

    _lock: Lock = field(default_factory=Lock)
    _running: int = 0
    _changed: float = field(default_factory=monotonic)
    _activities: "set[asyncio.Task[Any]]" = field(default_factory=set)  # Any: whatever an activity answers

    @contextmanager
    def activity(self) -> Iterator[None]:
        """The task that runs now is an activity."""
        task = asyncio.current_task()
        assert task is not None
        self._activities.add(task)
        try:
            yield
        finally:
            self._activities.discard(task)

    def cancel_activities(self) -> None:
        for task in list(self._activities):
            task.cancel()

    @contextmanager
    def one(self) -> Iterator[None]:
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def _add(self, count: int) -> None:
        with self._lock:
            self._running += count
            self._changed = monotonic()

    @property
    def is_quiet(self) -> bool:
        return not self._running and monotonic() - self._changed >= QUIET_SECONDS

    async def quiet(self) -> None:
        """Until no task has been at work for a moment."""
        until = monotonic() + QUIET_SECONDS_MAX
        while not self.is_quiet and monotonic() < until:
            await asyncio.sleep(QUIET_SECONDS / 2)


@dataclass
class Watched(Wrapped):
    """A workflow whose tasks are counted."""

    inner: WorkflowInstance
    at_work: AtWork

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        with self.at_work.one():
            return self.inner.activate(act)


@dataclass
class WatchedRunner(WorkflowRunner):
    """Runs workflows as `inner` does, and counts their tasks."""

    inner: WorkflowRunner
    at_work: AtWork

    def prepare_workflow(self, defn: workflow._Definition) -> None:
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return Watched(self.inner.create_instance(det), self.at_work)


@dataclass
class ActivitiesWatched(Interceptor):
    """Knows which activities run, and counts local ones: the task that began one is not over before it is."""

    at_work: AtWork

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name in the SDK
        return _Counted(next, self.at_work)


class _Counted(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, at_work: AtWork) -> None:
        super().__init__(inner)
        self._at_work = at_work

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - and whatever an activity answers
        with self._at_work.activity():
            if not activity.info().is_local:
                return await super().execute_activity(input)
            with self._at_work.one():
                return await super().execute_activity(input)


@asynccontextmanager
async def running(workers: Sequence[Worker], at_work: AtWork) -> AsyncIterator[None]:
    """The workers run meanwhile. What failed them is raised at the end."""
    runs = [asyncio.ensure_future(unhurried(worker).run()) for worker in workers]
    try:
        yield
    finally:
        stops = [asyncio.ensure_future(worker.shutdown()) for worker in workers]
        await _stopped(runs, at_work)
        _cancel(stops)
    for run in runs:
        if run.done() and not run.cancelled():
            run.result()


async def _stopped(runs: "Sequence[asyncio.Task[None]]", at_work: AtWork) -> None:
    """Until they have ended, and whatever they still run. The engine can forget to cancel an activity that begins,
    or whose workflow is evicted, at that moment (temporalio/sdk-python#1837); and on a busy machine its last step
    takes a minute now and then, or never ends.
    """
    for force in (at_work.cancel_activities, lambda: _cancel(runs), lambda: None):
        await asyncio.wait(runs, timeout=STOP_SECONDS)
        if all(run.done() for run in runs):
            return
        force()


def _cancel(tasks: "Sequence[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()
