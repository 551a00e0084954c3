"""A Temporal server for scenes that the time-skipping one cannot play."""

from temporalio.testing import WorkflowEnvironment

from connection import CONVERTER
from starter.programs import temporal_binary

EVENTS_SUGGESTED_MAX = 60
"""Of a history, before the server suggests that the workflow continue as new."""


async def suggests_early() -> WorkflowEnvironment:
    """The real server, with little patience for long histories. Time passes by itself on it."""
    return await WorkflowEnvironment.start_local(
        data_converter=CONVERTER,
        dev_server_existing_path=str(temporal_binary()),
        dev_server_extra_args=(
            *("--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={EVENTS_SUGGESTED_MAX}"),
        ),
    )
