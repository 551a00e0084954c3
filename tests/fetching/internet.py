"""A small internet on this machine: names, public addresses, and one real server behind all of them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpcore

from contracts.public_hosts import IPAddress
from tests.fakes.loop_time import make_time_leap

PUBLIC = "93.184.216.34"
Reply = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Asked:
    """One request as the server saw it."""

    target: str
    headers: dict[str, str]


@dataclass
class Server:
    """Answers each path with the raw bytes, or the behaviour, that a test put there."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    open_now: int = 0
    open_most: int = 0

    @asynccontextmanager
    async def running(self, identity: ssl.SSLContext | None = None) -> AsyncIterator["Server"]:
        make_time_leap()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=identity)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            target = head[0].split(" ")[1]
            self.asked.append(Asked(target, headers))
            await self._reply(target, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    async def _reply(self, target: str, writer: asyncio.StreamWriter) -> None:
        reply = self.replies.get(target.partition("?")[0], answer(404))
        if isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
        else:
            await reply(writer)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP/1.1 answer; header names are written with underscores."""
    given = {"content_length": str(len(body)), "connection": "close"} | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} Fine\r\n{lines}\r\n".encode() + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(status, location=location)


@dataclass
class Names:
    """A name server; a name with several entries answers with the next one each time, the last for ever."""

    entries: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def give(self, host: str, *answers: Iterable[str]) -> None:
        self.entries[host] = [tuple(one) for one in answers]

    async def lookup(self, host: str, port: int) -> tuple[IPAddress, ...]:
        del port
        self.asked.append(host)
        try:
            return (ip_address(host),)
        except ValueError:
            pass
        if host not in self.entries:
            raise OSError(f"no such name: {host}")
        answers = self.entries[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return tuple(ip_address(one) for one in found)


class Wires(httpcore.AsyncNetworkBackend):
    """Leads every address to the one real server, and remembers which addresses were dialled."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._real = httpcore.AnyIOBackend()
        self.dialled: list[str] = []
        self.dead: set[str] = set()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del port, local_address, socket_options
        self.dialled.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("nobody there")
        return await self._real.connect_tcp("127.0.0.1", self._port, timeout=timeout)
