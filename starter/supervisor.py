"""Keeps one home's stack running: each of its programs is started again when it dies, on the same ports.

One for each home, by a lock that ends with it. It only starts and stops programs; it speaks with none of them, so
that it stays small and has nothing that could fail.
"""

import asyncio
import os
import signal
import socket
import sys
from contextlib import ExitStack, suppress

import structlog

from config import Settings
from starter.child import Child
from starter.home import Home
from starter.lock import locked
from starter.parts import STOP_ORDER, Part
from starter.ports import LOOPBACK, choose_ports
from starter.processes import end_processes, mark_process
from starter.programs import BuildPrograms, Program, Programs
from starter.record import Services, StackRecord, services_of

LOCK_SECONDS_MAX = 2.0
LEFTOVER_STOP_SECONDS = 10.0
ANSWER_SECONDS_MAX = 60.0
ANSWER_LOOK_SECONDS = 0.05

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def supervise(settings: Settings, build: BuildPrograms) -> None:
    """Run the stack of `settings.home` until SIGTERM or SIGINT.

    Raises `LockTaken` when the home has a supervisor already.
    """
    stopping = _told_to_stop()
    os.nice(settings.nice)  # all children are as nice as it is
    home = Home(settings.home)
    home.create()
    me = mark_process(os.getpid(), sys.orig_argv)
    with ExitStack() as claims:
        async with locked(home.lock, me, wait_seconds=LOCK_SECONDS_MAX):
            await _end_leftovers(home)
            ports = choose_ports(home.ports_file, claims)
            record = StackRecord(folder=home.folder, supervisor=me, services=services_of(settings, ports))
            await Supervisor(home, record, build(settings, home, ports)).run(stopping)
            home.stack_file.unlink(missing_ok=True)


def _told_to_stop() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _end_leftovers(home: Home) -> None:
    """End what a supervisor that was killed left behind: two workers of one home would get in each other's way."""
    record = StackRecord.read(home)
    if record is not None:
        await end_processes(list(record.marks().values()), wait_seconds=LEFTOVER_STOP_SECONDS)


class Supervisor:
    """The children of one home. What runs stands in `stack.json` at any moment."""

    def __init__(self, home: Home, record: StackRecord, programs: Programs) -> None:
        self._home = home
        self._record = record
        self._programs = programs
        self._children: dict[Part, Child] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Start everything, and stop it when `stopping` is set."""
        starting = asyncio.create_task(self._start())
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait((starting, told), return_when=asyncio.FIRST_EXCEPTION)
        starting.cancel()
        for part in STOP_ORDER:
            if part in self._children:
                await self._children[part].stop()
        with suppress(asyncio.CancelledError):
            await starting

    async def _start(self) -> None:
        programs = self._programs
        if programs.temporal is not None:
            self._keep(programs.temporal)
            await _answers(self._record.services)
        for program in (programs.mark, programs.simulator, programs.worker, programs.intake):
            if program is not None:
                self._keep(program)

    def _keep(self, program: Program) -> None:
        self._children[program.part] = Child(program, self._home, changed=self._write)

    def _write(self) -> None:
        children = {part: self._children[part].record() for part in STOP_ORDER if part in self._children}
        try:
            self._record.model_copy(update={"children": children}).write(self._home)
        except OSError as error:  # a full disk must not end what keeps the others alive
            log.warning("stack.not_written", error=str(error))


async def _answers(services: Services) -> None:
    """Wait until Temporal listens, since a worker that finds no server gives up. Not for ever: it may try."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            while not _listens(services.temporal):  # noqa: ASYNC110 - the server rings no event of ours
                await asyncio.sleep(ANSWER_LOOK_SECONDS)


def _listens(address: str) -> bool:
    port = int(address.rpartition(":")[2])
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
