"""Serves the doors: one port, until whoever opened it ends."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from intake.addresses import door_address
from intake.app import Intake
from intake.patience import PatientProtocol

GRACE_SECONDS = 0.3
"""For answers under way when the server ends, once what is queued was kept or refused."""


@asynccontextmanager
async def listening(intake: Intake, host: str, port: int) -> AsyncIterator[str]:
    """The address. Port 0 takes a free one; an OSError for one that is taken.

    When the block ends nobody is let in any more, what is queued is kept or refused, and answered.
    """
    with _bound(host, port) as door:
        config = _config(intake)
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        async with _open(intake, server):
            await server.startup(sockets=[door])
            yield door_address(host, door.getsockname()[1])


def _config(intake: Intake) -> uvicorn.Config:
    class Patient(PatientProtocol):
        seconds_max = intake.limits.headers_seconds_max

    config = uvicorn.Config(
        intake.app,
        http=Patient,  # uvicorn makes its protocols itself, so the limit stands in the class
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who stands before the door is who connects to it
        limit_concurrency=intake.limits.connections_max,
        timeout_keep_alive=intake.limits.idle_seconds_max,
    )
    config.load()
    return config


@asynccontextmanager
async def _open(intake: Intake, server: uvicorn.Server) -> AsyncIterator[None]:
    """Without uvicorn's main loop and signal handlers: whoever opened it decides when it ends."""
    try:
        async with intake.open():
            try:
                yield
            finally:
                for listener in server.servers:
                    listener.close()
    finally:
        await _answer_last(server)


async def _answer_last(server: uvicorn.Server) -> None:
    connections, tasks = server.server_state.connections, server.server_state.tasks
    for connection in list(connections):
        connection.shutdown()
    if tasks:
        await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    for connection in list(connections):
        connection.transport.abort()
    await asyncio.sleep(0)  # in which the connections learn of their end


def _bound(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle on and every answer waits 40 ms for its second packet.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError:
        door.close()
        raise
    return door
