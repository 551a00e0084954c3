"""Lets an application end a connection without a byte of answer, which ASGI has no word for."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "simulator.transport"


class TellingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the connection's transport in each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Closes the connection at once and waits until the server has seen that."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
