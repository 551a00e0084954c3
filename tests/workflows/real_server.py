"""The server as it is in production, of which each test has one of its own."""

from contextlib import suppress

from temporalio.testing import WorkflowEnvironment

from connection import CONVERTER
from starter.programs import temporal_binary

STARTS_MAX = 12
"""The SDK waits 5 s for a server, and takes it for lost: on a busy machine it may take longer."""


async def real_server() -> WorkflowEnvironment:
    """Each second that a test lets pass on it is one."""
    for _ in range(STARTS_MAX - 1):
        with suppress(RuntimeError):
            return await _started()
    return await _started()


async def _started() -> WorkflowEnvironment:
    return await WorkflowEnvironment.start_local(
        data_converter=CONVERTER, dev_server_existing_path=str(temporal_binary())
    )
