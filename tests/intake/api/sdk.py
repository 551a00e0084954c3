"""PinBridge's own clients, over real HTTP against an API that is served here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio.to_thread
from pinbridge_sdk import AsyncPinbridgeClient, PinbridgeClient

from tests.intake.api.served import ServedApi

T = TypeVar("T")


@asynccontextmanager
async def async_client(api: ServedApi, key: str | None = None) -> AsyncIterator[AsyncPinbridgeClient]:
    """With the usual key, or another."""
    async with AsyncPinbridgeClient(base_url=api.url, api_key=key or api.key) as client:
        yield client


async def with_sync_client(api: ServedApi, work: Callable[[PinbridgeClient], T]) -> T:
    """In a thread of its own, as the server runs in this one."""

    def run() -> T:
        with PinbridgeClient(base_url=api.url, api_key=api.key) as client:
            return work(client)

    return await anyio.to_thread.run_sync(run)
