"""Whether a body is JSON at all. What it means is read later, by whoever takes it out of the inbox."""

import asyncio
import json
from collections.abc import Callable
from typing import TypeVar

from catalog.event_bodies import VALUES_MAX

SMALL_BYTES = 64 * 1024
"""Up to here it is parsed where it stands: a thread would cost more."""


ReadT = TypeVar("ReadT")


class Broken(Exception):
    """It is no JSON, or too much of it."""


class Syntax:
    """Large bodies are parsed on a thread, and one at a time: each may take a hundred times its size."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def parse(self, body: bytes) -> object:
        """The value. Raises `Broken`."""
        return await self.read(_parsed, body)

    async def read(self, reader: Callable[[bytes], ReadT], body: bytes) -> ReadT:
        """What the reader makes of the body, or raises."""
        if len(body) <= SMALL_BYTES:
            return reader(body)
        async with self._one:
            return await asyncio.to_thread(reader, body)


def _parsed(body: bytes) -> object:
    if sum(map(body.count, (b",", b"[", b"{"))) > VALUES_MAX:
        raise Broken
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Broken from error
