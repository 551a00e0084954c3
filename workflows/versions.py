"""How a run of a workflow meets another version of the worker: docs/decisions/0017-versions.md says why."""

from temporalio import workflow
from temporalio.common import VersioningBehavior

STAYS = VersioningBehavior.PINNED
"""A run ends with the version that it began with; the next run, continued as new, begins with the newest."""

MOVES = VersioningBehavior.AUTO_UPGRADE
"""A run goes over to the newest version in the middle: its commands never change without a patch."""

NEXT_RUN = workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE


def run_is_over(history_max: int) -> bool:
    """Whether to continue as new: the history is long, or another version is to go on."""
    info = workflow.info()
    is_long = info.is_continue_as_new_suggested() or info.get_current_history_length() >= history_max
    return is_long or is_another_wanted()


def is_another_wanted() -> bool:
    """Whether another version of the worker than this run's has become the one that new runs begin with."""
    return workflow.info().is_target_worker_deployment_version_changed()
