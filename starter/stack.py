"""The embedded stack as the commands see it: bring it up, find it, take it down.

stack = await bring_up(settings)             # starts what is missing, waits until all of it is well
client = await connect(stack.settings)       # the caller's settings, with the addresses of what was found
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import Settings
from connection import connect
from starter.daemon import start_supervisor
from starter.difference import refuse_difference
from starter.failures import StackFailed
from starter.health import Ailment, first_ailment
from starter.home import Home
from starter.lock import LockTaken, is_locked, locked, owner_of
from starter.logs import tail
from starter.parts import SHOWN, Part
from starter.processes import ProcessMark, end_processes, is_running, mark_process
from starter.programs import STARTER
from starter.record import StackRecord

READY_SECONDS_MAX = 60.0
LOOK_SECONDS = 0.1
SPAWN_SECONDS_MAX = 20.0
"""From starting the supervisor to its holding the home's lock."""
SUPERVISOR_STOP_SECONDS = 23.0
LEFTOVER_STOP_SECONDS = 2.0
START_LOCK_SECONDS_MAX = 30.0
"""Longer than whoever is before us, up or down, holds it."""
SUPERVISE = (*STARTER, "supervise")


@dataclass(frozen=True)
class Stack:
    """A stack that runs. `settings` are the caller's, with the addresses of what was found filled in.

    `web_ui` is None with an external Temporal, `simulator` (an origin, without `/v5`) with an external Pinterest,
    and so are their `pids`.
    """

    home: Path
    settings: Settings
    temporal: str
    web_ui: str | None
    simulator: str | None
    intake: str | None
    pids: dict[Part, int | None]


async def bring_up(settings: Settings, *, supervise: Sequence[str] = SUPERVISE) -> Stack:
    """Start what is missing of the home's stack, and wait until every part is well. Any number may ask at once.

    Raises `connection.TemporalAway` when an external server does not answer, `StackDiffers` when the stack runs
    with other settings, and `StackFailed` when a part does not come up within `READY_SECONDS_MAX`.
    """
    if settings.temporal_address is not None:
        await connect(settings)  # before anything is started for a server that is not there
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


def running_stack(settings: Settings) -> Stack | None:
    """The stack if its supervisor runs, well or not; starts nothing. Raises `StackDiffers` as `bring_up` does."""
    record = _running_record(Home(settings.home))
    return None if record is None else _record_to_stack(settings, record)


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
    record = _running_record(home)
    if record is None:
        return Ailment(Part.SUPERVISOR, "has started nothing yet")
    stack = _record_to_stack(settings, record)
    return await first_ailment(stack.settings, home, record) or stack


def _story(home: Home, ailment: Ailment) -> str:
    log = home.logs / f"{ailment.part}.log"
    return (
        f"The stack did not come up: {ailment.part} {ailment.what}. The last lines of {log}:\n\n{tail(log)}\n\n"
        "Mend what they say, then: pinflow down, and pinflow up again."
    )


def _running_record(home: Home) -> StackRecord | None:
    """What the supervisor that runs now has written; None while it has not, or when none runs."""
    record, supervisor = StackRecord.read(home), owner_of(home.lock)
    return record if record is not None and record.supervisor == supervisor else None


def _record_to_stack(settings: Settings, record: StackRecord) -> Stack:
    services = record.services
    refuse_difference(settings, services)
    marks = record.marks() | {Part.SUPERVISOR: record.supervisor}
    return Stack(
        home=record.folder,
        settings=settings.pointed_at(temporal_address=services.temporal, pinterest_url=services.pinterest_url),
        temporal=services.temporal,
        web_ui=services.web_ui,
        simulator=services.simulator,
        intake=None,
        pids={part: marks[part].pid if part in marks else None for part in SHOWN},
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
