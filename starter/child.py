"""One child of the supervisor: started, started again when it ends, and in the end stopped."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

import structlog

from starter import tether
from starter.home import Home
from starter.logs import open_log
from starter.processes import ProcessMark, mark_process
from starter.programs import Program
from starter.record import ChildRecord

RESTART_SECONDS = 1.0
RESTART_SECONDS_MAX = 30.0
LIVED_SECONDS = 60.0
"""A child that lived as long as this is well: its earlier deaths no longer count."""
NOT_STARTED = -1
"""The exit code of a program that the system would not start."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def restart_seconds(deaths: int) -> float:
    """How long to wait after so many deaths in a row: 1, 2, 4 … 30 seconds."""
    return float(min(RESTART_SECONDS * 2.0 ** min(deaths - 1, 10), RESTART_SECONDS_MAX))


class Child:
    """Keeps one program running. `changed` is called whenever its process is another."""

    def __init__(self, program: Program, home: Home, *, changed: Callable[[], None]) -> None:
        self.program = program
        self._home = home
        self._changed = changed
        self._process: subprocess.Popen[bytes] | None = None
        self._mark: ProcessMark | None = None
        self._deaths = 0
        self._keeping = asyncio.create_task(self._keep())

    def record(self) -> ChildRecord:
        return ChildRecord(mark=self._mark, deaths=self._deaths)

    async def ended(self) -> None:
        """Wait until it will not be started again: for a program that is not lasting, its success."""
        await asyncio.wait((self._keeping,))

    async def stop(self) -> None:
        """Ask it to end, and kill it when it does not within its time."""
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping
        process = self._process
        if process is not None and process.poll() is None:
            await _end(process, wait_seconds=self.program.stop_seconds)
        log.info("child.stopped", part=self.program.part)

    async def _keep(self) -> None:
        while True:
            started = monotonic()
            code = await self._live()
            if code == 0 and not self.program.lasting:
                return
            lived = monotonic() - started
            self._deaths = 1 if lived >= LIVED_SECONDS else self._deaths + 1
            self._changed()
            pause = restart_seconds(self._deaths)
            log.warning("child.ended", part=self.program.part, code=code, lived_seconds=lived, again_in=pause)
            await asyncio.sleep(pause)

    async def _live(self) -> int:
        """One life of the program; its exit code."""
        try:
            self._process = process = _spawn(self.program, self._home)
        except OSError as error:
            log.warning("child.not_started", part=self.program.part, error=str(error))
            return NOT_STARTED
        self._mark = mark_process(process.pid, self.program.argv)
        self._changed()
        log.info("child.started", part=self.program.part, pid=process.pid)
        code = await asyncio.to_thread(process.wait)
        self._mark = None
        return code


def _spawn(program: Program, home: Home) -> subprocess.Popen[bytes]:
    # From the main thread: the tether is tied to the thread that starts it, not to the whole process.
    if program.ready_file is not None:
        program.ready_file.unlink(missing_ok=True)
    tied = (sys.executable, "-I", "-S", str(Path(tether.__file__)), str(os.getpid()), *program.argv)
    with open_log(home.logs / f"{program.part}.log") as output:
        return subprocess.Popen(  # noqa: S603 - the words are ours
            tied,
            env=dict(program.env),
            cwd=home.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


async def _end(process: subprocess.Popen[bytes], *, wait_seconds: float) -> None:
    process.terminate()
    try:
        await asyncio.to_thread(process.wait, wait_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        await asyncio.to_thread(process.wait)
