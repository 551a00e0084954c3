"""Taking turns: a few requests at a time to one host, some dozens in all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from contracts.trouble import Unreachable
from fetching.limits import FetchLimits


class Gates:
    """Counts the requests under way. A host is forgotten when nobody is at its gate."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._everyone = asyncio.Semaphore(limits.connections)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def through(self, host: str, *, address: str) -> AsyncIterator[float]:
        """Wait for a turn at `host` and hold it; gives the seconds waited. Raises Unreachable after too many."""
        clock = asyncio.get_running_loop().time
        arrived = clock()
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._limits.queue_seconds):
                    await held.enter_async_context(self._gate(host))
                    await held.enter_async_context(self._everyone)
            except TimeoutError as error:
                raise Unreachable(
                    f"{host} was busy with other requests of ours for {self._limits.queue_seconds:g} s",
                    url=address,
                ) from error
            yield clock() - arrived

    def _gate(self, host: str) -> asyncio.Semaphore:
        return self._hosts.setdefault(host, asyncio.Semaphore(self._limits.connections_per_host))
