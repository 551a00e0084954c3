"""A board at Pinterest and attempts whose answers were lost, for tests of whoever reads it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf

from contracts.contract import Instant
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.sightings import PinPage, SeenPin
from tests.builders import BOARD, LAUNCH, a_product
from tests.fakes.clock import START
from tests.fakes.pinterest import FakePins, FakePinterest
from tests.ledger import Ledger, a_draft

PAGE_OF = "https://shop.example.com/"


async def lost(
    ledger: Ledger, *names: str, section_id: str | None = None, launch: LaunchId = LAUNCH
) -> list[PinKey]:
    """Pins claimed at START whose answers were lost at once."""
    keys = await ledger.ready(*(a_product(name) for name in names), launch=launch, section_id=section_id)
    for key in keys:
        intent = await ledger.intents.load(key)
        link = f"{PAGE_OF}{key}?utm_source=pinterest&pf={intent.marker}"
        await ledger.intents.keep_draft(key, a_draft(key).model_copy(update={"link": link}))
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    return keys


async def made(ledger: Ledger, pinterest: FakePinterest, pin_id: str, key: PinKey, **changes: object) -> SeenPin:
    """The pin of an open attempt, as it was sent or `changes` by a person."""
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    sent = {"title": attempt.title, "link": attempt.link, "section_id": attempt.section_id}
    return put(pinterest, pin_id, **(sent | changes))


def put(pinterest: FakePinterest, pin_id: str, **fields: object) -> SeenPin:
    """A pin that is there, whoever made it."""
    usual: dict[str, object] = {"board_id": BOARD, "created": START + pinterest.ahead_seconds}
    pinterest.pins[pin_id] = SeenPin.model_validate({**usual, **fields, "id": pin_id})
    return pinterest.pins[pin_id]


def bare(pin: SeenPin) -> str:
    """The pin's link without what we put into it."""
    return (pin.link or "").partition("?")[0]


def crowd(pinterest: FakePinterest, count: int, *, created: Instant | None = None, **fields: object) -> None:
    """Strangers' pins, newer than all others on the board."""
    for number in range(count):
        put(pinterest, f"crowd-{number}", created=created, title=f"Stranger {number}", **fields)


async def nothing_happens() -> None:
    """Between two pages."""


@dataclass(frozen=True)
class LongListings(FakePins):
    """A Pinterest whose listings have `pages` pages, or no end, and whose order proves nothing."""

    pages: float = inf
    between: Callable[[], Awaitable[None]] = nothing_happens

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return await self._page("board", bookmark)

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        return await self._page("account", bookmark)

    async def _page(self, listing: str, bookmark: str | None) -> PinPage:
        number = int(bookmark or 0)
        self.pinterest.reads.append(listing)
        if number:
            await self.between()
        pins = (SeenPin(id=f"{listing}-{number}", board_id=BOARD),)
        return PinPage(pins=pins, bookmark=str(number + 1) if number + 1 < self.pages else None)
