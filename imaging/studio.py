"""Where pictures are made ready, a few at a time, in processes that a bad picture may bring down without harm."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, Self

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.studio import Canvas
from imaging.desk import DESK_LIMITS, Desk, DeskLimits, JobDied, JobStuck, Task
from imaging.letterbox import letterbox

ATTEMPTS = 2
"""A process may be killed for reasons that are not the picture's; twice is the picture's."""


class Crew(Protocol):
    """Whoever does the CPU work."""

    async def compose(self, source: bytes, background: str | None) -> Canvas | Refused: ...


@dataclass(frozen=True)
class Studio:
    """Letterboxes pictures of strangers."""

    crew: Crew

    @classmethod
    @asynccontextmanager
    async def open(cls, *, desks: int | None = None, limits: DeskLimits = DESK_LIMITS) -> AsyncIterator[Self]:
        """A studio with `desks` processes (None: one a core), each started when it is first needed.

        They are spawned: whoever calls this needs the `if __name__ == "__main__"` guard in the main module.
        """
        crew = Desks(letterbox, desks or os.cpu_count() or 1, limits)
        try:
            yield cls(crew)
        finally:
            await crew.close()

    @classmethod
    def in_thread(cls) -> Self:
        """A studio without processes: the guard alone stands between a picture and the caller's memory."""
        return cls(Thread())

    async def letterbox(self, source: bytes, *, background: str | None) -> Canvas | Refused:
        """The picture on its canvas of 1000 x 1500 px, or why not. `background` is `#rrggbb` or the edge colour.

        Raises imaging.desk.DeskUnavailable when this machine can start no process.
        """
        return await self.crew.compose(source, background)


class Thread:
    """Works in one of asyncio's threads."""

    async def compose(self, source: bytes, background: str | None) -> Canvas | Refused:
        return await asyncio.to_thread(letterbox, source, background)


class Desks:
    """Some desks, and the queue of pictures before them."""

    def __init__(self, task: Task, count: int, limits: DeskLimits) -> None:
        self._limits = limits
        self.all = tuple(Desk(task, limits) for _ in range(count))
        # Last in, first out: a desk whose process is running comes before one that has yet to start it.
        self._free: asyncio.LifoQueue[Desk] = asyncio.LifoQueue()
        for desk in self.all:
            self._free.put_nowait(desk)

    async def compose(self, source: bytes, background: str | None) -> Canvas | Refused:
        """Do it at the next free desk; a process that dies on the way costs another try."""
        desk = await self._free.get()
        try:
            return await self._at(desk, source, background)
        finally:
            self._free.put_nowait(desk)

    async def close(self) -> None:
        await asyncio.gather(*(desk.close() for desk in self.all))

    async def _at(self, desk: Desk, source: bytes, background: str | None) -> Canvas | Refused:
        for _ in range(ATTEMPTS):
            try:
                return await desk.work(source, background)
            except JobDied:
                continue
            except JobStuck:
                seconds = f"{self._limits.job_seconds:g} s"
                return refuse(Reason.IMAGE_BROKEN, f"the picture was not decoded within {seconds}")
        return refuse(Reason.IMAGE_BROKEN, f"the picture brought its decoder down {ATTEMPTS} times")
