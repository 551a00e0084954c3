"""What of a worker a leap of virtual time would disturb: what is at work is heard, and tasks get all the time."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from temporalio.client import Interceptor as ClientInterceptor
from temporalio.client import OutboundInterceptor, StartWorkflowInput, WorkflowHandle
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker import Interceptor as WorkerInterceptor

TASK_TIMEOUT = timedelta(days=1)
"""Of virtual time. No worker dies here, so no task is lost."""


@dataclass
class Bustle:
    """What the workers do: activities, local ones too, and tasks of workflows."""

    running: int = 0
    changed: float = field(default_factory=monotonic)

    def add(self, count: int) -> None:
        self.running += count
        self.stir()

    def stir(self) -> None:
        """Somebody is at work, in any thread."""
        self.changed = monotonic()

    @property
    def quiet_seconds(self) -> float:
        """For how long nothing has run."""
        return 0.0 if self.running else monotonic() - self.changed


class Unhurried(OutboundInterceptor):
    """The server skips time while a workflow's task is worked on: none is to time out for that."""

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002 - Any: any workflow
        input.task_timeout = TASK_TIMEOUT
        return await super().start_workflow(input)


class Counting(ClientInterceptor, WorkerInterceptor):
    """Counts what all workers of a client do, and hurries none of the workflows that it starts."""

    def __init__(self, bustle: Bustle) -> None:
        self._bustle = bustle

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the same
        return Unhurried(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - its name in the SDK
        return _Counted(next, self._bustle)


class _Counted(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, bustle: Bustle) -> None:
        super().__init__(inner)
        self._bustle = bustle

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - and whatever an activity answers
        self._bustle.add(1)
        try:
            return await super().execute_activity(input)
        finally:
            self._bustle.add(-1)
