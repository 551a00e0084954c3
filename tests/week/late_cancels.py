"""Timers that are about to fire are let fire, where a workflow would cancel them: nobody hears of it.

When a timer fires while a task that cancels it is worked on, the time-skipping server refuses the completion of
the task ("invalid history builder state for action") and never gives it again: the workflow stands still for ever
(temporalio/sdk-java#2606, #3060, #3088). The real server takes it. An account meets this within hours: its next
look at the ledger is due in seconds, any knock cancels that timer, and real time passes on the server in a task.

So the command is left out, and what fires is a timer for which the workflow waits no more. Whether it is left out
is told by the history alone: a replay by the same workers leaves it out, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from temporalio import workflow
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

from contracts.contract import Instant
from tests.week.bustle import Bustle
from tests.workflows.wrapped import Wrapped

LATE_SECONDS = 2.0
"""A cancel comes too late when its timer fires so soon after its task was given: no task takes longer."""

PLUGIN_NAME = "late-cancels"
NANO = 1e9


@dataclass
class Timers:
    """Of one workflow, as its tasks tell of them."""

    _task: int = 0
    _given: Instant = 0.0
    _due: dict[int, Instant] = field(default_factory=dict)

    def heed(self, activation: WorkflowActivation) -> None:
        """A task comes in parts when local activities end in it: it was given when its first part was."""
        if activation.history_length != self._task:
            self._task, self._given = activation.history_length, activation.timestamp.ToNanoseconds() / NANO

    def timely(self, commands: list[WorkflowCommand]) -> Iterator[WorkflowCommand]:
        """All but the cancels that come too late."""
        for command in commands:
            if command.HasField("start_timer"):
                timeout = command.start_timer.start_to_fire_timeout.ToNanoseconds() / NANO
                self._due[command.start_timer.seq] = self._given + timeout
            if not command.HasField("cancel_timer") or self._in_time(command.cancel_timer.seq):
                yield command

    def _in_time(self, timer: int) -> bool:
        return self._due.pop(timer) >= self._given + LATE_SECONDS


@dataclass
class LettingFire(Wrapped):
    """A workflow that cancels no timer too late. That it is at work is heard in the `bustle`."""

    inner: WorkflowInstance
    bustle: Bustle
    timers: Timers = field(default_factory=Timers)

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        self.bustle.stir()
        self.timers.heed(act)
        completion = self.inner.activate(act)
        if completion.HasField("successful"):
            commands = list(self.timers.timely(list(completion.successful.commands)))
            del completion.successful.commands[:]
            completion.successful.commands.extend(commands)
        self.bustle.stir()
        return completion


@dataclass
class LettingFireRunner(WorkflowRunner):
    """Runs workflows as `inner` does, but for cancels that come too late."""

    inner: WorkflowRunner
    bustle: Bustle

    def prepare_workflow(self, defn: workflow._Definition) -> None:
        self.inner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return LettingFire(self.inner.create_instance(det), self.bustle)


def no_late_cancels(bustle: Bustle) -> SimplePlugin:
    """For a client: workflows of all its workers cancel no timer too late."""

    def around(runner: WorkflowRunner | None) -> WorkflowRunner:
        assert runner is not None, "a worker always has one"
        return LettingFireRunner(runner, bustle)

    return SimplePlugin(PLUGIN_NAME, workflow_runner=around)
