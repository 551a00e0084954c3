"""The way to Temporal for commands that can do without it."""

from temporalio.client import Client

from config import Settings
from connection import TemporalAway, connect

CONNECT_SECONDS_MAX = 3.0


async def temporal_if_there(settings: Settings) -> Client | None:
    """Temporal as these settings name it; None when they name none, or when it does not answer in time."""
    if settings.temporal_address is None:
        return None
    try:
        return await connect(settings, wait_seconds_max=CONNECT_SECONDS_MAX)
    except TemporalAway:
        return None
