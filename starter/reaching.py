"""The way to Temporal for commands: what they print is for their caller alone."""

from functools import cache

from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig

from config import Settings
from connection import CONNECT_SECONDS_MAX, TemporalAway, connect
from starter.telemetry import tracing

SHORT_SECONDS_MAX = 3.0


async def reach(settings: Settings, *, wait_seconds_max: float = CONNECT_SECONDS_MAX) -> Client:
    """As `connect`, for a command: whatever becomes of Temporal, nothing of it is written to stdout."""
    return await connect(
        settings,
        wait_seconds_max=wait_seconds_max,
        runtime=_mute_runtime(),
        interceptors=tracing(settings),
    )


async def temporal_if_there(settings: Settings) -> Client | None:
    """Temporal as these settings name it; None when they name none, or when it does not answer in time."""
    if settings.temporal_address is None:
        return None
    try:
        return await reach(settings, wait_seconds_max=SHORT_SECONDS_MAX)
    except TemporalAway:
        return None


@cache  # it has threads of its own: one is enough for a process
def _mute_runtime() -> Runtime:
    """The SDK's core logs to stdout, past Python, and would mix its warnings with the JSON of a command."""
    return Runtime(telemetry=TelemetryConfig(logging=None))
