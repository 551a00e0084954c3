"""A process that is started again whenever it ends, as a supervisor does, until it is let go."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from starter import tether
from starter.processes import ProcessMark, mark_process

AGAIN_SECONDS = 0.5
STOP_SECONDS_MAX = 20.0


@dataclass(frozen=True)
class Program:
    """What is run, and where it writes. `ready_file` is removed before each start."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    ready_file: Path | None = None


@dataclass(frozen=True)
class End:
    """How a life ended; `code` is negative after a signal."""

    pid: int
    code: int
    at: float


class Kept:
    """Keeps one program running. `changed` is called when its process is another."""

    def __init__(self, program: Program, *, changed: Callable[[], None] = lambda: None) -> None:
        self.program = program
        self.ends: list[End] = []
        self.mark: ProcessMark | None = None
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Condition()
        self.may_live = asyncio.Event()
        """Cleared by whoever wants to look at what a dead one left before the next one comes."""
        self.may_live.set()
        self._keeping = asyncio.create_task(self._keep())

    @property
    def pid(self) -> int | None:
        """None between a death and the next start."""
        return self.mark.pid if self.mark else None

    def send(self, number: signal.Signals) -> int | None:
        """Send it to whoever runs now; the process id, or None when nobody does."""
        process = self._process
        if process is None or process.returncode is not None:
            return None
        with suppress(ProcessLookupError):
            process.send_signal(number)
        return process.pid

    async def ended(self, pid: int) -> End:
        """Wait for the end of that very life."""
        async with self._turn:
            await self._turn.wait_for(lambda: any(end.pid == pid for end in self.ends))
        return next(end for end in self.ends if end.pid == pid)

    async def died(self, times: int) -> End:
        """Wait until it has ended so often; the last of those ends."""
        async with self._turn:
            await self._turn.wait_for(lambda: len(self.ends) >= times)
        return self.ends[times - 1]

    async def stop(self) -> None:
        """Let it go: it is asked to end, and killed when it does not."""
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        while True:
            await self.may_live.wait()
            await self._live()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _live(self) -> None:
        if self.program.ready_file is not None:
            self.program.ready_file.unlink(missing_ok=True)
        self._process = process = await spawn(self.program)
        self.mark = mark_process(process.pid, self.program.argv)
        self._changed()
        code = await process.wait()
        self.mark = None
        async with self._turn:
            self.ends.append(End(process.pid, code, monotonic()))
            self._turn.notify_all()


async def spawn(program: Program) -> asyncio.subprocess.Process:
    """Tied to our own life, so that nothing is left of a harness that was killed."""
    tied = (sys.executable, "-I", "-S", str(Path(tether.__file__)), str(os.getpid()), *program.argv)
    with program.log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *tied,
            env=dict(program.environment),
            cwd=program.log.parent,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
