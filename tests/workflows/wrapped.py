"""A workflow inside another: what surrounds it changes what `activate` does, and passes on all else."""

from temporalio import workflow
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance
from temporalio.worker._command_aware_visitor import CommandInfo  # in the signatures of a public class


class Wrapped(WorkflowInstance):
    """Answers as `inner` does. Whoever derives from it says what a task is."""

    inner: WorkflowInstance

    def get_serialization_context(self, command_info: CommandInfo | None) -> SerializationContext | None:
        return self.inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:
        return self.inner.get_external_store_context(command_info)

    def get_info(self) -> workflow.Info:
        return self.inner.get_info()

    def get_thread_id(self) -> int | None:
        return self.inner.get_thread_id()
