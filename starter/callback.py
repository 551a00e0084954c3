"""A door on this machine for one browser: it waits for Pinterest's answer, and shows what came of it.

    async with callback_at(door, state) as callback:
        arrival = await callback.arrival()      # a code, or a no
        ...
        callback.tell(connected_page(...))      # the browser waits for it

It takes one right answer. Others, of another attempt or of a stranger, are shown that they do not count.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starter.callback_pages import (
    GONE_PAGE,
    NO_METHOD_PAGE,
    NO_PAGE,
    SPENT_PAGE,
    Page,
    foreign_page,
)
from starter.consents import Allowed, Denied, Foreign, read_query
from starter.doors import Door
from starter.failures import CommandFailed, ExitCode
from starter.ports import LOOPBACK

REQUEST_SECONDS_MAX = 10.0
"""From the connection to the end of the request's head; browsers also open connections that they never use."""
HEAD_BYTES_MAX = 32_768
ANSWER_SECONDS_MAX = 2.0
"""For the last page to reach the browser, once the command knows what to show."""
HEAD_END = b"\r\n\r\n"
WORDS_OF_REQUEST = 3


@dataclass
class Callback:
    """One consent's way back."""

    door: Door
    state: str = field(repr=False)
    strangers: int = 0
    """Answers that did not count."""
    _arrived: "asyncio.Future[Allowed | Denied]" = field(init=False, repr=False)
    _verdict: "asyncio.Future[Page]" = field(init=False, repr=False)
    _silent: "set[asyncio.Task[None] | None]" = field(default_factory=set, repr=False)
    """Connections on which no request has come yet."""
    _asking: "set[asyncio.Task[None] | None]" = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._arrived, self._verdict = loop.create_future(), loop.create_future()

    async def arrival(self) -> Allowed | Denied:
        """The first answer that belongs to the question."""
        return await self._arrived

    def tell(self, page: Page) -> None:
        """What the browser shows in the end; the first word counts."""
        if not self._verdict.done():
            self._verdict.set_result(page)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer, nothing kept open."""
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            try:
                with _among(self._silent):
                    async with asyncio.timeout(REQUEST_SECONDS_MAX):
                        head = await reader.readuntil(HEAD_END)
                with _among(self._asking):
                    writer.write((await self._page(head)).to_http())
                    await writer.drain()
            finally:
                writer.close()

    async def close(self) -> None:
        """Let the last page reach its browser, and leave those alone who never asked for one."""
        self.tell(GONE_PAGE)
        for task in list(self._silent):
            if task is not None:
                task.cancel()
        asking = [task for task in self._asking if task is not None]
        if asking:
            await asyncio.wait(asking, timeout=ANSWER_SECONDS_MAX)

    async def _page(self, head: bytes) -> Page:
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        if len(words) != WORDS_OF_REQUEST or words[0] != "GET":
            return NO_METHOD_PAGE
        path, query = _target(words[1])
        return await self._answer(query) if path == self.door.path else NO_PAGE

    async def _answer(self, query: str) -> Page:
        arrival = read_query(query, self.state)
        if isinstance(arrival, Foreign):
            self.strangers += 1
            return foreign_page(arrival.why)
        if self._arrived.done():
            return SPENT_PAGE
        self._arrived.set_result(arrival)
        return await asyncio.shield(self._verdict)


@contextmanager
def _among(tasks: "set[asyncio.Task[None] | None]") -> Iterator[None]:
    """The task that runs is one of them meanwhile."""
    task = asyncio.current_task()
    tasks.add(task)
    try:
        yield
    finally:
        tasks.discard(task)


def _target(text: str) -> tuple[str, str]:
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", ""
    return parts.path, parts.query


@asynccontextmanager
async def callback_at(door: Door, state: str) -> AsyncIterator[Callback]:
    """Listen at the door until the block ends. Raises `CommandFailed` when somebody else does."""
    callback = Callback(door, state)
    try:
        server = await asyncio.start_server(callback.serve, LOOPBACK, door.port, limit=HEAD_BYTES_MAX)
    except OSError as error:
        raise CommandFailed(_taken_words(door, error), ExitCode.SERVICE_AWAY) from error
    try:
        yield callback
    finally:
        server.close()
        await callback.close()


def _taken_words(door: Door, error: OSError) -> str:
    why = error.strerror or type(error).__name__
    return (
        f"Cannot listen on {LOOPBACK}:{door.port} for Pinterest's answer: {why}. Another program, or another "
        "pinflow that connects, may use it: end it, or connect with --no-browser and paste the address."
    )
