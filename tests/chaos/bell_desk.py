"""Where a stack's alerts arrive."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.journeys.pinflow import Document

THANKS = b"HTTP/1.1 204 Thanks\r\nconnection: close\r\n\r\n"


@dataclass
class BellDesk:
    """Keeps every alert that it is told of."""

    address: str = ""
    rung: list[Document] = field(default_factory=list)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(line for line in head.splitlines() if line.startswith("content-length:"))
        self.rung.append(json.loads(await reader.readexactly(int(length.partition(":")[2]))))
        writer.write(THANKS)
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["BellDesk"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/services/hook-secret"
        try:
            yield self
        finally:
            server.close()
