"""Writes on the embedded Temporal server whose it is, so that no other home ever takes it for its own."""

from config import Settings
from connection import connect, mark_embedded, marked_home, register_search_attributes
from starter.failures import StackFailed
from starter.home import Home

CONNECT_SECONDS_MAX = 60.0


async def mark_server(settings: Settings) -> None:
    """Mark the server at `settings.temporal_address` as `settings.home`'s, and prepare it.

    Raises `StackFailed` when another home marked it before.
    """
    client = await connect(settings, wait_seconds_max=CONNECT_SECONDS_MAX)
    home_id = Home(settings.home).id()
    mark = await marked_home(client, settings.temporal_namespace)
    if mark not in {None, home_id}:
        raise StackFailed(f"The Temporal server at {settings.temporal_address} belongs to another home.")
    await mark_embedded(client, settings.temporal_namespace, home_id)
    await register_search_attributes(client, settings.temporal_namespace)
