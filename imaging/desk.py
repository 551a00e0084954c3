"""A desk: one process that decodes one picture at a time, and is thrown away when it gets stuck or dies.

Each desk is an executor of its own: in a shared one, the death of a process takes down everybody's pictures.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context

from contracts.outcome import Refused
from contracts.studio import Canvas
from imaging.confinement import confine

Task = Callable[[bytes, str | None], Canvas | Refused]
"""A function of a module, so that another process can find it."""


@dataclass(frozen=True)
class DeskLimits:
    """Seconds and bytes for one desk."""

    start_seconds: float = 60.0
    job_seconds: float = 30.0
    """Twenty times what the worst picture needs, for machines that are busy."""
    memory_bytes: int = 2 * 1024**3
    """Address space; with the worst picture that passes the guard it is 0.8 GB, interpreter included."""


DESK_LIMITS = DeskLimits()


class DeskUnavailable(Exception):
    """No process could be started: the machine's trouble, not the picture's."""


class JobDied(Exception):
    """The process ended in the middle of the job."""


class JobStuck(Exception):
    """The job took longer than it may."""


@dataclass(frozen=True)
class _Seat:
    executor: ProcessPoolExecutor
    pid: int


class Desk:
    """One job at a time; the process is started by the first."""

    def __init__(self, task: Task, limits: DeskLimits) -> None:
        self._task = task
        self._limits = limits
        self._seat: _Seat | None = None

    @property
    def pid(self) -> int | None:
        """The process that sits there."""
        return self._seat.pid if self._seat else None

    async def work(self, source: bytes, background: str | None) -> Canvas | Refused:
        """Do the job. Raises JobDied, JobStuck, DeskUnavailable; after each the next job finds a new process."""
        seat = self._seat = self._seat or await self._started()
        try:
            async with asyncio.timeout(self._limits.job_seconds):
                return await asyncio.wrap_future(seat.executor.submit(self._task, source, background))
        except BrokenProcessPool as error:
            self._leave(seat)
            raise JobDied from error
        except TimeoutError as error:
            self._kill(seat)
            raise JobStuck from error
        except asyncio.CancelledError:
            self._kill(seat)  # the job would go on without anyone waiting for it
            raise

    async def close(self) -> None:
        """Let the process go and wait for its end."""
        if self._seat is not None:
            executor = self._seat.executor
            self._seat = None
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)

    async def _started(self) -> _Seat:
        # Spawned, not forked: a fork would inherit the threads' locks of whoever runs us.
        executor = ProcessPoolExecutor(
            1, get_context("spawn"), initializer=confine, initargs=(self._limits.memory_bytes,)
        )
        try:
            async with asyncio.timeout(self._limits.start_seconds):
                return _Seat(executor, await asyncio.wrap_future(executor.submit(_ready, self._task)))
        except (BrokenProcessPool, TimeoutError, OSError) as error:
            executor.shutdown(wait=False, cancel_futures=True)
            raise DeskUnavailable(f"no process for decoding pictures could be started: {error}") from error
        except asyncio.CancelledError:
            executor.shutdown(wait=False, cancel_futures=True)
            raise

    def _kill(self, seat: _Seat) -> None:
        with suppress(ProcessLookupError):
            os.kill(seat.pid, signal.SIGKILL)
        self._leave(seat)

    def _leave(self, seat: _Seat) -> None:
        seat.executor.shutdown(wait=False, cancel_futures=True)
        self._seat = None


def _ready(_task: Task) -> int:
    """The process's id. That the task came along means that its module is imported, off the job's own time."""
    return os.getpid()
