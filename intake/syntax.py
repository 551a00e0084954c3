"""Whether a body is JSON at all. What it means is read later, by whoever takes it out of the inbox."""

import asyncio
import json

from catalog.event_bodies import VALUES_MAX

SMALL_BYTES = 64 * 1024
"""Up to here it is parsed where it stands: a thread would cost more."""


class Broken(Exception):
    """It is no JSON, or too much of it."""


class Syntax:
    """Large bodies are parsed on a thread, and one at a time: each may take a hundred times its size."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def parse(self, body: bytes) -> object:
        """The value. Raises `Broken`."""
        if len(body) <= SMALL_BYTES:
            return _parsed(body)
        async with self._one:
            return await asyncio.to_thread(_parsed, body)


def _parsed(body: bytes) -> object:
    if sum(map(body.count, (b",", b"[", b"{"))) > VALUES_MAX:
        raise Broken
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Broken from error
