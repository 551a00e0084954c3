"""A server on a loopback socket that plays one act for each request, and misbehaves exactly as the script says."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

REASON = "As Scripted"


@dataclass(frozen=True)
class Heard:
    """A request as it came over the wire."""

    line: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def json(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class Stage:
    """One connection, and the sign that from now on the client waits in vain."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    in_vain: asyncio.Event

    async def hear(self) -> Heard:
        """Read one whole request."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (entry.partition(": ") for entry in rest)}
        return Heard(line, headers, await self.reader.readexactly(int(headers.get("content-length", "0"))))

    async def say(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def be_silent(self) -> None:
        """For ever."""
        self.in_vain.set()
        await asyncio.Event().wait()


Play = Callable[[Stage], Awaitable[Heard | None]]
"""Plays one request and returns what was heard of it."""


@dataclass(frozen=True)
class Act:
    """One request's treatment. `at_the_door`: begins when the connection is there, without waiting for a byte."""

    play: Play
    at_the_door: bool = False
    keeps_alive: bool = False


@dataclass
class ScriptedServer:
    """What happened so far."""

    acts: list[Act]
    url: str = ""
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    in_vain: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody began to wait for what will not come."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while self.acts and await self._play_next(reader, writer):
                pass
        writer.close()

    async def _play_next(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = b"" if self.acts[0].at_the_door else await reader.readexactly(1)
        act = self.acts.pop(0)
        heard = await act.play(Stage(_put_back(reader, first), writer, self.in_vain))
        if heard:
            self.heard.append(heard)
        return act.keeps_alive


def _put_back(reader: asyncio.StreamReader, first: bytes) -> asyncio.StreamReader:
    reader._buffer[:0] = first  # type: ignore[attr-defined]  # the one way to peek at a StreamReader
    return reader


@contextlib.asynccontextmanager
async def scripted(*acts: Act) -> AsyncIterator[ScriptedServer]:
    """Serve the acts in order; connections after the last act are closed at once."""
    script = ScriptedServer(list(acts))
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await script.serve(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    script.port = server.sockets[0].getsockname()[1]
    script.url = f"http://127.0.0.1:{script.port}/v5"
    try:
        yield script
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await server.wait_closed()


@contextlib.contextmanager
def nobody_listens() -> Iterator[str]:
    """An address whose port is taken and refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v5"


def message(status: int, body: bytes, headers: Mapping[str, str], *, length: int | None = None) -> bytes:
    """An HTTP/1.1 answer; `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status} {REASON}", *(f"{name}: {value}" for name, value in headers.items())]
    if status != 204:
        lines.append(f"content-length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def answers(status: int = 200, body: object = b"", headers: Mapping[str, str] | None = None) -> Act:
    """A whole answer; the connection stays open."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def play(stage: Stage) -> Heard:
        heard = await stage.hear()
        await stage.say(message(status, content, headers or {}))
        return heard

    return Act(play, keeps_alive=True)


def answers_then_closes(status: int, body: object) -> Act:
    """A whole answer that promises to keep the connection, which is then closed all the same."""
    return Act(answers(status, body).play)


def answers_before_the_body(status: int, body: object) -> Act:
    """An answer as soon as the headers are read; the rest is taken in silence."""

    async def play(stage: Stage) -> Heard:
        head = await stage.reader.readuntil(b"\r\n\r\n")
        await stage.say(message(status, json.dumps(body).encode(), {}))
        while await stage.reader.read(65_536):
            pass
        return Heard(head.decode("latin-1").split("\r\n")[0], {})

    return Act(play)


def closes_before_reading() -> Act:
    """The connection is accepted and closed."""

    async def play(stage: Stage) -> None:
        stage.writer.close()

    return Act(play, at_the_door=True)


def closes_after_reading() -> Act:
    """The request is read, and perhaps carried out; no answer."""

    async def play(stage: Stage) -> Heard:
        return await stage.hear()

    return Act(play)


def resets_after_reading() -> Act:
    """As above, with a TCP reset."""

    async def play(stage: Stage) -> Heard:
        heard = await stage.hear()
        connection: socket.socket = stage.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stage.writer.transport.abort()
        return heard

    return Act(play)


def sends(raw: bytes) -> Act:
    """The request is read, these bytes come back, and the connection ends."""

    async def play(stage: Stage) -> Heard:
        heard = await stage.hear()
        await stage.say(raw)
        return heard

    return Act(play)


def sends_half(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Act:
    """Half of the body that the headers announce."""
    return sends(message(status, body[: len(body) // 2], headers or {}, length=len(body)))


def says_nothing() -> Act:
    """The request is read; then silence."""

    async def play(stage: Stage) -> Heard:
        heard = await stage.hear()
        await stage.be_silent()
        return heard

    return Act(play)


def reads_one_byte() -> Act:
    """The request begins to arrive and is not read; silence."""

    async def play(stage: Stage) -> None:
        await stage.reader.readexactly(1)
        await stage.be_silent()

    return Act(play)


def never_greets() -> Act:
    """The connection is accepted; nothing is read and nothing said. With https: the handshake never ends."""

    async def play(stage: Stage) -> None:
        await stage.be_silent()

    return Act(play, at_the_door=True)


def dribbles(status: int, body: bytes) -> Act:
    """A byte of the body now and then: something always comes, and it never ends."""

    async def play(stage: Stage) -> None:
        await stage.hear()
        await stage.say(message(status, body, {}, length=10**9))
        stage.in_vain.set()
        while True:
            await stage.say(b" ")
            await asyncio.sleep(0.001)  # the dribble itself; whoever listens ends it

    return Act(play)


def greets_with(raw: bytes) -> Act:
    """Bytes right at the beginning: no TLS server does that."""

    async def play(stage: Stage) -> None:
        await stage.say(raw)

    return Act(play, at_the_door=True)
