"""Requests over a bare TCP connection, for what an HTTP client would not show."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

CLOSED_SECONDS_MAX = 60.0


async def exchange(url: str, method: str, path: str, body: Any = None) -> bytes:  # JSON
    """Everything that the server sends before it closes the connection, which it must before we lose patience."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    content = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host.netloc}\r\nAuthorization: Bearer sim_demo\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    writer.write(head.encode() + content)
    try:
        async with asyncio.timeout(CLOSED_SECONDS_MAX):
            return await reader.read()
    finally:
        writer.close()
