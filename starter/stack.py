"""The embedded stack as the commands see it: bring it up, take it down (`starter.running` finds it).

stack = await bring_up(settings)             # starts what is missing, waits until all of it is well
client = await reach(stack.settings)       # the caller's settings, with the addresses of what was found
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from config import Settings
from starter.daemon import start_supervisor
from starter.elsewhere import find_deployment
from starter.failures import StackFailed
from starter.health import Ailment, first_ailment
from starter.home import Home
from starter.ledger import check_ledger
from starter.lock import LockTaken, is_locked, locked, owner_of
from starter.logs import tail
from starter.parts import Part
from starter.processes import ProcessMark, end_processes, is_running, mark_process
from starter.programs import STARTER
from starter.reaching import reach
from starter.record import StackRecord
from starter.running import Stack, record_to_stack, running_record

READY_SECONDS_MAX = 60.0
LOOK_SECONDS = 0.1
SPAWN_SECONDS_MAX = 20.0
"""From starting the supervisor to its holding the home's lock."""
SUPERVISOR_STOP_SECONDS = 23.0
LEFTOVER_STOP_SECONDS = 2.0
START_LOCK_SECONDS_MAX = 30.0
"""Longer than whoever is before us, up or down, holds it."""
SUPERVISE = (*STARTER, "supervise")


async def bring_up(settings: Settings, *, supervise: Sequence[str] = SUPERVISE) -> Stack:
    """Start what is missing of the home's stack, and wait until every part is well. Any number may ask at once.
    Of a deployment of its own nothing is started: it is only looked at.

    Raises `connection.TemporalAway` or `LedgerAway` when an external server does not answer, `StackDiffers` when
    the stack runs with other settings, and `StackFailed` when a part does not come up in `READY_SECONDS_MAX`.
    """
    if not settings.embedded:
        return await find_deployment(settings)
    if settings.temporal_address is not None:
        await reach(settings)  # before anything is started for a server that is not there
    await check_ledger(settings)
    home = Home(settings.home)
    home.create()
    async with _alone(home):
        if not is_locked(home.lock):
            await _spawn(settings, home, (*supervise, "--home", str(home.folder)))
    return await _until_well(settings, home)


async def take_down(settings: Settings) -> dict[Part, int]:
    """Stop the home's stack and whatever a killed one left; what was stopped, by process id.

    Raises `StackFailed` when something would not end.
    """
    home = Home(settings.home)
    if not home.folder.is_dir():
        return {}
    async with _alone(home):
        running = _running_parts(home)
        await _end(running)
        home.stack_file.unlink(missing_ok=True)
    return {part: mark.pid for part, mark in running.items()}


@asynccontextmanager
async def _alone(home: Home) -> AsyncIterator[None]:
    """Nobody else starts or stops this home's supervisor meanwhile."""
    me = mark_process(os.getpid(), sys.orig_argv)
    try:
        async with locked(home.start_lock, me, wait_seconds=START_LOCK_SECONDS_MAX):
            yield
    except LockTaken as error:
        raise StackFailed(
            f"Another pinflow has long been starting or stopping {home.folder}. Try again when it has ended."
        ) from error


async def _spawn(settings: Settings, home: Home, argv: Sequence[str]) -> None:
    supervisor = start_supervisor(settings, home, argv)
    with suppress(TimeoutError):
        async with asyncio.timeout(SPAWN_SECONDS_MAX):
            while owner_of(home.lock) is None and is_running(supervisor):  # noqa: ASYNC110 - no event of ours
                await asyncio.sleep(LOOK_SECONDS)


async def _until_well(settings: Settings, home: Home) -> Stack:
    ailment = Ailment(Part.SUPERVISOR, "does not run")
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS_MAX):
            while is_locked(home.lock):
                seen = await _look(settings, home)
                if isinstance(seen, Stack):
                    return seen
                ailment = seen
                if ailment.hopeless:
                    break
                await asyncio.sleep(LOOK_SECONDS)
    raise StackFailed(_story(home, ailment))


async def _look(settings: Settings, home: Home) -> Stack | Ailment:
    record = running_record(home)
    if record is None:
        return Ailment(Part.SUPERVISOR, "has started nothing yet")
    stack = record_to_stack(settings, record)
    return await first_ailment(stack.settings, home, record) or stack


def _story(home: Home, ailment: Ailment) -> str:
    log = home.logs / f"{ailment.part}.log"
    return (
        f"The stack did not come up: {ailment.part} {ailment.what}. The last lines of {log}:\n\n{tail(log)}\n\n"
        "Mend what they say, then: pinflow down, and pinflow up again."
    )


def _running_parts(home: Home) -> dict[Part, ProcessMark]:
    record = StackRecord.read(home)
    marks = record.marks() if record else {}
    supervisor = owner_of(home.lock)
    everything = marks | ({Part.SUPERVISOR: supervisor} if supervisor else {})
    return {part: mark for part, mark in everything.items() if is_running(mark)}


async def _end(running: dict[Part, ProcessMark]) -> None:
    supervisor = [mark for part, mark in running.items() if part is Part.SUPERVISOR]
    await end_processes(supervisor, wait_seconds=SUPERVISOR_STOP_SECONDS)
    if await end_processes(list(running.values()), wait_seconds=LEFTOVER_STOP_SECONDS):
        return
    left = ", ".join(f"{part} (process {mark.pid})" for part, mark in running.items() if is_running(mark))
    raise StackFailed(f"Could not stop {left}. Was it started by another user? End it by hand.")
