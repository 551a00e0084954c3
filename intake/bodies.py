"""Bodies as they come in: bounded each and together, before anything is known of who sends them."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from intake.answers import BROKEN_OFF, TOO_LARGE, TOO_SLOW, Refusal, away
from intake.limits import Limits


class Room:
    """The bytes that all bodies may take together."""

    def __init__(self, bytes_max: int) -> None:
        self._left = bytes_max

    @contextmanager
    def share(self) -> Iterator["Share"]:
        """One request's; its bytes are free again when it was answered."""
        share = Share(self)
        try:
            yield share
        finally:
            self._left += share.taken

    def take(self, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        return True


class Share:
    """What one request has of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.taken = 0

    def grow(self, size: int) -> bool:
        """Whether there is room for so many bytes more."""
        if not self._room.take(size):
            return False
        self.taken += size
        return True


class BodyRefused(Exception):
    """A body that is taken in piece by piece, and could not be."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


class Incoming:
    """A request's body as the server hands it over, and whether all of it has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_whole = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.is_whole = not message.get("more_body", False)
        return message


async def body_chunks(request: Request, limits: Limits) -> AsyncGenerator[bytes, None]:
    """The body, piece by piece, for what is not held in memory. Raises `BodyRefused`."""
    if _stated_bytes(request) > limits.body_bytes_max:
        raise BodyRefused(TOO_LARGE)
    taken = 0
    try:
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > limits.body_bytes_max:
                raise BodyRefused(TOO_LARGE)
            yield chunk
    except ClientDisconnect:
        raise BodyRefused(BROKEN_OFF) from None


async def let_pass(request: Request, seconds: float) -> None:
    """Take in the rest of a body and forget it, for a while: who still sends does not hear a no, and is cut off.

    Not for one that was taken in whole: nothing more comes.
    """
    if _asks_first(request):
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await request.receive()).get("more_body", False):
                continue


async def receive_body(request: Request, share: Share, limits: Limits) -> bytes | Refusal:
    """The body, byte for byte. One that is too large is refused before it is read, or as soon as that shows."""
    if _stated_bytes(request) > limits.body_bytes_max:
        return TOO_LARGE
    try:
        async with asyncio.timeout(limits.body_seconds_max):
            return await _gathered(request, share, limits)
    except TimeoutError:
        return TOO_SLOW
    except ClientDisconnect:
        return BROKEN_OFF


async def _gathered(request: Request, share: Share, limits: Limits) -> bytes | Refusal:
    chunks: list[bytes] = []
    async for chunk in request.stream():
        if share.taken + len(chunk) > limits.body_bytes_max:
            return TOO_LARGE
        if not share.grow(len(chunk)):
            return away(limits.retry_after_seconds)
        chunks.append(chunk)
    return b"".join(chunks)


def _asks_first(request: Request) -> bool:
    """It sends nothing before it was told to (RFC 9110, 10.1.1)."""
    return request.headers.get("expect", "").strip().lower() == "100-continue"


def _stated_bytes(request: Request) -> int:
    """What the header says; none, or nonsense, says nothing: the bytes are counted anyway."""
    stated = request.headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < len("1" * 20) else 0
