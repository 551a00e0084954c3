"""The sandbox our workflows run in: in the worker, in tests and in replays alike.

Two kinds of things are passed through: contracts, so that a value has one class inside and outside, and activity
classes with what they rest on. Workflows and their rules are not: a stray clock or random number is refused.
"""

from dataclasses import dataclass

from temporalio import workflow
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workflows.shared_code import share_code

PASSED_THROUGH = ("contracts", "activities", "outcomes", "drafting", "pydantic", "pydantic_core", "structlog")


@dataclass(frozen=True)
class ContextFreeRunner(SandboxedWorkflowRunner):
    """Temporal's sandbox, for a data converter with neither codec nor external storage.

    For each payload of each task the SDK enters the sandbox up to three times, to ask for those two in which
    context it stands. We have neither (`connection.py`), and the questions took an eighth of the worker's time.
    """

    versioned: bool = False

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        instance = _ContextFree(super().create_instance(det))
        return instance if self.versioned else _Versionless(instance)


@dataclass
class _ContextFree(WorkflowInstance):
    """The sandboxed workflow, of which nobody learns in which context a payload stands."""

    _sandboxed: WorkflowInstance

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._sandboxed.activate(act)

    def get_serialization_context(self, command_info: object) -> SerializationContext | None:
        del command_info
        return None

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:
        del command_info
        return StorageDriverStoreContext(target=None)

    def get_info(self) -> workflow.Info:
        return self._sandboxed.get_info()

    def get_thread_id(self) -> int | None:
        return self._sandboxed.get_thread_id()


class _Versionless(_ContextFree):
    """One that does not say how it meets another version: of a worker without one, the server refuses that."""

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        done = super().activate(act)
        if done.HasField("successful"):
            done.successful.ClearField("versioning_behavior")
        return done


def sandbox(*, versioned: bool = False) -> SandboxedWorkflowRunner:
    """A runner for workers and replayers; `versioned`: of a worker that has a version of a deployment."""
    share_code()
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return ContextFreeRunner(restrictions=restrictions, versioned=versioned)
