"""Workers and replays that a machine standing still does not fail.

The SDK fails a task that has taken two seconds by the wall clock (TMPRL1101), and raises an error inside its
thread, wherever that happens to be. A worker in production tries again and loses nothing. A test fails of it, and
a machine busy with others stands still for so long now and then. A workflow that truly never yields is ended
by the time limit of its test.
"""

from collections.abc import Sequence

from temporalio.worker import Replayer, Worker, WorkflowRunner

from connection import CONVERTER


def unhurried(worker: Worker) -> Worker:
    """The worker, whose tasks may take what they take. Its threads stay as they are, unlike in the debug mode."""
    if worker._workflow_worker is not None:
        worker._workflow_worker._deadlock_timeout_seconds = None
    return worker


def unhurried_replayer(workflows: Sequence[type], runner: WorkflowRunner) -> Replayer:
    """One whose tasks may take what they take: in the debug mode, there being no worker to ask."""
    return Replayer(workflows=workflows, data_converter=CONVERTER, workflow_runner=runner, debug_mode=True)
