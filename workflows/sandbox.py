"""The sandbox our workflows run in: in the worker, in tests and in replays alike.

Two kinds of things are passed through: contracts, so that a value has one class inside and outside, and activity
classes with what they rest on. Workflows and their rules are not: a stray clock or random number is refused.
"""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("contracts", "activities", "outcomes", "drafting", "pydantic", "pydantic_core", "structlog")


def sandbox() -> SandboxedWorkflowRunner:
    """A runner for workers and replayers."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    )
