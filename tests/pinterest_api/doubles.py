"""What the client leans on, made for tests: tokens, the rate book, and builders of what is sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from contracts.names import AccountKey
from contracts.sightings import NewMedia, NewPin, PictureBytes, RateReading
from pinterest_api.client import PinterestClient
from pinterest_api.limits import Limits

Answered = TypeVar("Answered")

ACCOUNT = AccountKey("demo")
TOKEN = "pina_S3cretS3cretS3cret"
PIN = {
    "id": "813744226420795884",
    "board_id": "549755885175",
    "title": "Mug",
    "link": "https://shop.example.com/mug",
}
USUAL = Limits()


@dataclass
class FixedToken:
    token: str = TOKEN
    refusals: list[tuple[AccountKey, str, str]] = field(default_factory=list)

    async def access_token(self, _: AccountKey) -> str:
        return self.token

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        self.refusals.append((account, token, why))


@dataclass
class EndlessToken:
    """A store that hangs."""

    in_vain: asyncio.Event = field(default_factory=asyncio.Event)

    async def access_token(self, _: AccountKey) -> str:
        self.in_vain.set()
        await asyncio.Event().wait()
        return TOKEN

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        raise AssertionError("no token ever left")


@dataclass
class MemoryRates:
    noted: list[tuple[AccountKey, RateReading]] = field(default_factory=list)

    async def note(self, account: AccountKey, reading: RateReading) -> None:
        self.noted.append((account, reading))


@asynccontextmanager
async def client_of(url: str, limits: Limits = USUAL) -> AsyncIterator[PinterestClient]:
    """A client whose rates nobody asks about."""
    async with PinterestClient.open(url, FixedToken(), MemoryRates(), limits) as client:
        yield client


async def when_in_vain(in_vain: asyncio.Event, call: Awaitable[Answered], *, seconds: float = 3_600.0) -> Answered:
    """Let the running loop's time jump by `seconds` as soon as `call` waits in vain, and give what comes of it."""
    task = asyncio.ensure_future(call)
    waits = asyncio.ensure_future(in_vain.wait())
    await asyncio.wait([task, waits], return_when=asyncio.FIRST_COMPLETED)
    waits.cancel()
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + seconds  # type: ignore[method-assign]  # every test has a loop of its own
    return await task


def new_pin(image: bytes = b"\xff\xd8picture", link: str = "https://shop.example.com/mug") -> NewPin:
    return new_pin_of(PictureBytes(data=image), link=link)


def new_pin_of(
    media: NewMedia, *, link: str = "https://shop.example.com/mug", section: str | None = None
) -> NewPin:
    return NewPin(
        board_id="549755885175",
        section_id=section,
        title="Mug",
        description="A mug",
        alt_text="",
        link=link,
        media=media,
    )
