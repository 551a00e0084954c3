"""What a command says when Temporal goes away, or refuses it, while the command is at work.

`connection.connect` tells of a server that cannot be reached. This is for what comes after.
"""

from temporalio.client import RPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from connection import DETAIL_CHARS_MAX
from starter.failures import CommandFailed, ExitCode

AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,  # what the SDK calls an answer that took longer than it was to take
        RPCStatusCode.RESOURCE_EXHAUSTED,
    }
)
"""A server that is being started again, or has too much to do: what is asked next may be answered."""
NOT_ALLOWED = frozenset({RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED})
"""A server that is there, and does not do this for us."""


def broken_off(error: Exception) -> CommandFailed | None:
    """How to say it. None: `error` is of another kind."""
    if isinstance(error, RPCTimeoutOrCancelledError):
        return _away(str(error))
    if not isinstance(error, RPCError):
        return None
    if error.status in AWAY:
        return _away(error.message)
    if error.status in NOT_ALLOWED:
        return CommandFailed(
            f"Temporal does not allow this ({error.message[:DETAIL_CHARS_MAX]}). What it is asked with are "
            "PINFLOW_TEMPORAL_NAMESPACE and PINFLOW_TEMPORAL_API_KEY. See: pinflow doctor",
            ExitCode.SERVICE_AWAY,
        )
    return None


def _away(detail: str) -> CommandFailed:
    return CommandFailed(
        f"Temporal stopped answering while this was done ({detail[:DETAIL_CHARS_MAX]}): some of it may have been "
        "done. See whether it is back with: pinflow doctor. Then give the command again.",
        ExitCode.SERVICE_AWAY,
    )
