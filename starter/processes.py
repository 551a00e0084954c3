"""Which process is meant. A process id alone may by now be somebody else's: its start and its words tell."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.05
KILL_SECONDS_MAX = 3.0
"""How long a killed process may take to vanish."""


@dataclass(frozen=True)
class ProcessMark:
    """One process for certain: `started` is as the system tells it, `argv` its command line."""

    pid: int
    started: str
    argv: tuple[str, ...]


def mark_process(pid: int, argv: Sequence[str]) -> ProcessMark:
    """The mark of the process that was just started as `pid`."""
    seen = _look(pid)
    return ProcessMark(pid=pid, started=seen.started if seen else "", argv=tuple(argv))


def is_running(mark: ProcessMark) -> bool:
    """Whether that very process still runs; one that ended and was not yet reaped does not."""
    seen = _look(mark.pid)
    if seen is None or seen.zombie or seen.started != mark.started:
        return False
    # Its words may stand behind those of the tether (`starter.tether`), before it becomes the program; while it
    # becomes it there are none. The first, the interpreter's path, is not always shown as it was given.
    return not seen.command or seen.command.endswith(" ".join(mark.argv[1:]))


def send(mark: ProcessMark, number: signal.Signals) -> None:
    """Send the signal, if that very process still runs."""
    if is_running(mark):
        with suppress(ProcessLookupError):
            os.kill(mark.pid, number)


async def gone(marks: Sequence[ProcessMark], *, wait_seconds: float) -> bool:
    """Whether all of them end within `wait_seconds`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_seconds):
            while any(map(is_running, marks)):  # noqa: ASYNC110 - not our children: no event tells
                await asyncio.sleep(LOOK_SECONDS)
    return not any(map(is_running, marks))


async def end_processes(marks: Sequence[ProcessMark], *, wait_seconds: float) -> bool:
    """Ask them to end, and kill those that did not within `wait_seconds`; whether none is left."""
    for mark in marks:
        send(mark, signal.SIGTERM)
    if await gone(marks, wait_seconds=wait_seconds):
        return True
    for mark in marks:
        send(mark, signal.SIGKILL)
    return await gone(marks, wait_seconds=KILL_SECONDS_MAX)


@dataclass(frozen=True)
class _Seen:
    zombie: bool
    started: str
    command: str


def _look(pid: int) -> _Seen | None:
    return _look_in_proc(pid) if sys.platform == "linux" else look_with_ps(pid)


def _look_in_proc(pid: int) -> _Seen | None:
    """See proc_pid_stat(5): after the name in parentheses come the state (3rd field) and the start (22nd)."""
    folder = Path("/proc") / str(pid)
    try:
        stat = (folder / "stat").read_text().rpartition(")")[2].split()
        words = (folder / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return _Seen(zombie=stat[0] in "ZX", started=stat[19], command=b" ".join(words).decode(errors="replace"))


def look_with_ps(pid: int) -> _Seen | None:
    """The same where there is no /proc."""
    columns = ("-o", "stat=", "-o", "lstart=", "-o", "command=")
    answer = subprocess.run(  # noqa: S603 - nothing of it comes from outside
        ("/bin/ps", "-ww", *columns, "-p", str(pid)),
        capture_output=True,
        text=True,
        env={"LC_ALL": "C"},
        check=False,
    )
    words = answer.stdout.split(None, 6)  # the state, five words of the start, the command
    if len(words) < 7:  # noqa: PLR2004 - as the line above says
        return None
    return _Seen(zombie=words[0].startswith("Z"), started=" ".join(words[1:6]), command=words[6].strip())
