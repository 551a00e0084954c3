"""Runs the simulator: one process, one port on 127.0.0.1, until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from simulator.application import build
from simulator.connection import TellingProtocol
from simulator.fault_reading import read_plan_file
from simulator.faults import FaultPlan
from simulator.internet import Internet
from simulator.journal import Journal
from simulator.thumbnails import Thumbnails
from simulator.world import World

HOST = "127.0.0.1"
WORKERS = 2  # threads that decode and draw
GRACE_SECONDS = 1  # for exchanges under way when the server ends


@dataclass(frozen=True)
class Options:
    """`port` 0 takes a free one; without `data` everything is forgotten at the end; `faults` is a file
    with the plan to begin with.
    """

    port: int
    data: Path | None = None
    seed: int = 0
    faults: Path | None = None


def run(options: Options) -> None:
    """Serves until SIGTERM or SIGINT. Raises OSError if the port is taken, ControlError for a bad fault
    plan, JournalError for a data folder that cannot be read.
    """
    asyncio.run(serve(options))


async def serve(options: Options) -> None:
    """Like `run`, inside a running event loop. Says on stdout where it listens."""
    with _told_to_end() as end:
        async with listening(options) as world:
            sys.stdout.write(f"simulator listening on {world.origin}\n")
            sys.stdout.flush()
            await end.wait()


@asynccontextmanager
async def listening(options: Options) -> AsyncIterator[World]:
    """A served world. When the block ends, exchanges under way get a second, then everything is closed."""
    with _bound(options.port) as door, ThreadPoolExecutor(WORKERS, "pictures") as workers:
        world = _world(options, door, workers)
        world.remember()
        try:
            async with _served(world, door):
                yield world
        finally:
            await world.internet.close()
            world.journal.close()


def _world(options: Options, door: socket.socket, workers: ThreadPoolExecutor) -> World:
    return World(
        seed=options.seed,
        plan=_first_plan(options),
        origin=f"http://{HOST}:{door.getsockname()[1]}",
        journal=Journal(options.data and options.data / "journal.jsonl"),
        thumbnails=Thumbnails(options.data and options.data / "thumbnails"),
        workers=workers,
        internet=Internet(),
    )


@asynccontextmanager
async def _served(world: World, door: socket.socket) -> AsyncIterator[None]:
    """Without uvicorn's main loop and signal handlers: whoever opened the world decides when it ends."""
    config = uvicorn.Config(
        build(world),
        http=TellingProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # the machine's clock is not this Pinterest's: api.py tells its own
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[door])
    try:
        yield
    finally:
        world.closing.set()
        await _close(server)


async def _close(server: uvicorn.Server) -> None:
    """What uvicorn's own shutdown does, without its fixed waits: answers under way get their second."""
    for listener in server.servers:
        listener.close()
    connections, tasks = server.server_state.connections, server.server_state.tasks
    for connection in list(connections):
        connection.shutdown()
    if tasks:
        await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    for connection in list(connections):
        connection.transport.abort()
    await asyncio.sleep(0)  # in which the connections learn of their end


def _bound(port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle on and every answer waits 40 ms for its second packet.
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.close()
        raise
    return door


def _first_plan(options: Options) -> FaultPlan:
    return read_plan_file(options.faults, options.seed) if options.faults else FaultPlan(options.seed)


@contextmanager
def _told_to_end() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set."""
    end, loop = asyncio.Event(), asyncio.get_running_loop()
    told = (signal.SIGTERM, signal.SIGINT)
    for number in told:
        loop.add_signal_handler(number, end.set)
    try:
        yield end
    finally:
        for number in told:
            loop.remove_signal_handler(number)
