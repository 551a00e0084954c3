"""What Pinterest promises the activities, by the fake in memory and by the client against the simulator."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO

import httpx
import pytest
from PIL import Image

from activities.ports import Boards, Pins
from contracts.sightings import NewPin, PictureBytes, SeenPin
from contracts.trouble import AnswerLost, BoardGone, PinGone, RateLimited, Rejected, SectionGone, TokenDead
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.pins import PinterestPins
from simulator.running import RunningSimulator
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.fakes.pinterest import FakeBoards, FakePins, FakePinterest
from tests.pinterest_api.doubles import FixedToken, MemoryRates

NOWHERE = "888888888888888888"
LINK = "https://shop.example.com/mug?pf=0123456789abcdef"


@dataclass(frozen=True)
class Pinterest:
    """The two ports, and what a test may make happen behind them."""

    pins: Pins
    boards: Boards
    a_minute_later: Callable[[], Awaitable[None]]
    lose_the_next_answer: Callable[[], Awaitable[None]]
    end_the_token: Callable[[], Awaitable[None]]


@pytest.fixture(params=["fake", "simulator"])
async def pinterest(request: pytest.FixtureRequest) -> AsyncIterator[Pinterest]:
    async with in_memory() if request.param == "fake" else simulated() as opened:
        yield opened


async def test_a_new_board_is_among_the_account_s_boards(pinterest: Pinterest) -> None:
    assert list(await pinterest.boards.list_all(ACCOUNT)) == []
    mugs, cups = [await pinterest.boards.create(ACCOUNT, name) for name in ("Mugs", "Cups")]
    found = {board.id: board.name for board in await pinterest.boards.list_all(ACCOUNT)}
    assert found == {mugs.id: "Mugs", cups.id: "Cups"}


@pytest.mark.parametrize("name", ["Mugs", "MUGS"])
async def test_a_board_s_name_is_taken_once(pinterest: Pinterest, name: str) -> None:
    await pinterest.boards.create(ACCOUNT, "Mugs")
    with pytest.raises(Rejected):
        await pinterest.boards.create(ACCOUNT, name)


async def test_a_pin_is_read_back_as_it_was_made(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    made = await pinterest.pins.create(ACCOUNT, new)
    seen = await pinterest.pins.get(ACCOUNT, made.id)
    assert (seen.id, seen.board_id, seen.title, seen.link) == (made.id, new.board_id, new.title, LINK)
    assert seen.created is not None


async def test_a_pin_s_picture_is_there_after_a_while(pinterest: Pinterest) -> None:
    made = await pinterest.pins.create(ACCOUNT, await a_new_pin(pinterest))
    await pinterest.a_minute_later()
    assert (await pinterest.pins.get(ACCOUNT, made.id)).images > 0


async def test_a_pin_is_on_its_board_after_a_while_and_on_no_other(pinterest: Pinterest) -> None:
    other = await pinterest.boards.create(ACCOUNT, "Cups")
    made = await pinterest.pins.create(ACCOUNT, await a_new_pin(pinterest))
    await pinterest.a_minute_later()
    assert [pin.id for pin in await listed(pinterest, made.board_id or "")] == [made.id]
    assert await listed(pinterest, other.id) == []


async def test_pins_are_listed_from_new_to_old(pinterest: Pinterest) -> None:
    """Pinterest does not promise it; both of ours do, and `drafting.matching` looks before it believes it."""
    new = await a_new_pin(pinterest)
    made: list[str] = []
    for _ in range(3):
        made.append((await pinterest.pins.create(ACCOUNT, new)).id)
        await pinterest.a_minute_later()
    assert [pin.id for pin in await listed(pinterest, new.board_id)] == made[::-1]


async def test_an_account_has_the_pins_of_all_its_boards_and_sections(pinterest: Pinterest) -> None:
    mugs, cups = [await a_new_pin(pinterest, name) for name in ("Mugs", "Cups")]
    blue = await pinterest.boards.create_section(ACCOUNT, cups.board_id, "Blue")
    made = [
        await pinterest.pins.create(ACCOUNT, new)
        for new in (mugs, cups, cups.model_copy(update={"section_id": blue.id}))
    ]
    await pinterest.a_minute_later()
    page = await pinterest.pins.of_account(ACCOUNT, bookmark=None)
    assert {pin.id for pin in page.pins} == {pin.id for pin in made}
    assert page.bookmark is None


async def test_a_listing_says_what_time_it_is_at_pinterest(pinterest: Pinterest) -> None:
    """By the same clock by which it says when a pin was made."""
    made = await pinterest.pins.create(ACCOUNT, await a_new_pin(pinterest))
    await pinterest.a_minute_later()
    page = await pinterest.pins.on_board(ACCOUNT, made.board_id or "", bookmark=None)
    assert page.answered is not None
    assert made.created is not None
    assert 60 <= page.answered - made.created < 90


async def test_nothing_stops_the_same_pin_from_being_made_twice(pinterest: Pinterest) -> None:
    """Pinterest knows no idempotency: this is why an attempt is claimed before it leaves."""
    new = await a_new_pin(pinterest)
    first, second = [await pinterest.pins.create(ACCOUNT, new) for _ in range(2)]
    assert first.id != second.id


async def test_a_pin_whose_answer_was_lost_is_on_the_board_all_the_same(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    await pinterest.lose_the_next_answer()
    with pytest.raises(AnswerLost):
        await pinterest.pins.create(ACCOUNT, new)
    await pinterest.a_minute_later()
    assert [pin.link for pin in await listed(pinterest, new.board_id)] == [LINK]


async def test_what_is_not_there_is_gone(pinterest: Pinterest) -> None:
    with pytest.raises(PinGone):
        await pinterest.pins.get(ACCOUNT, NOWHERE)
    with pytest.raises(BoardGone):
        await pinterest.pins.on_board(ACCOUNT, NOWHERE, bookmark=None)
    with pytest.raises(BoardGone):
        await pinterest.pins.create(ACCOUNT, (await a_new_pin(pinterest)).model_copy(update={"board_id": NOWHERE}))


async def test_a_new_section_is_among_its_board_s_sections(pinterest: Pinterest) -> None:
    mugs, cups = [await pinterest.boards.create(ACCOUNT, name) for name in ("Mugs", "Cups")]
    made = [await pinterest.boards.create_section(ACCOUNT, mugs.id, name) for name in ("Blue", "Red")]
    found = {section.id: section.name for section in await pinterest.boards.list_sections(ACCOUNT, mugs.id)}
    assert found == {made[0].id: "Blue", made[1].id: "Red"}
    assert list(await pinterest.boards.list_sections(ACCOUNT, cups.id)) == []


async def test_a_section_s_name_is_taken_once_on_its_board(pinterest: Pinterest) -> None:
    mugs, cups = [await pinterest.boards.create(ACCOUNT, name) for name in ("Mugs", "Cups")]
    await pinterest.boards.create_section(ACCOUNT, mugs.id, "Blue")
    with pytest.raises(RateLimited) as caught:
        await pinterest.boards.create_section(ACCOUNT, mugs.id, "BLUE")
    assert (caught.value.status, caught.value.retry_seconds > 0) == (409, True)
    await pinterest.boards.create_section(ACCOUNT, cups.id, "Blue")


async def test_a_pin_in_a_section_is_listed_there_after_a_while(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    blue, red = [await pinterest.boards.create_section(ACCOUNT, new.board_id, name) for name in ("Blue", "Red")]
    made = await pinterest.pins.create(ACCOUNT, new.model_copy(update={"section_id": blue.id}))
    assert (await pinterest.pins.get(ACCOUNT, made.id)).section_id == blue.id
    await pinterest.a_minute_later()
    pages = [
        await pinterest.pins.on_section(ACCOUNT, new.board_id, section.id, bookmark=None)
        for section in (blue, red)
    ]
    assert [[pin.id for pin in page.pins] for page in pages] == [[made.id], []]
    assert [page.bookmark for page in pages] == [None, None]


async def test_a_section_that_is_not_there_is_gone(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    with pytest.raises(SectionGone):
        await pinterest.pins.on_section(ACCOUNT, new.board_id, NOWHERE, bookmark=None)
    with pytest.raises(SectionGone):
        await pinterest.pins.create(ACCOUNT, new.model_copy(update={"section_id": NOWHERE}))
    with pytest.raises(BoardGone):
        await pinterest.boards.list_sections(ACCOUNT, NOWHERE)
    with pytest.raises(BoardGone):
        await pinterest.boards.create_section(ACCOUNT, NOWHERE, "Blue")


async def test_a_dead_token_does_nothing(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    await pinterest.end_the_token()
    with pytest.raises(TokenDead):
        await pinterest.pins.create(ACCOUNT, new)


async def test_a_pin_that_was_deleted_is_gone_and_cannot_be_deleted_again(pinterest: Pinterest) -> None:
    new = await a_new_pin(pinterest)
    kept, deleted = [await pinterest.pins.create(ACCOUNT, new) for _ in range(2)]
    await pinterest.pins.delete(ACCOUNT, deleted.id)
    with pytest.raises(PinGone):
        await pinterest.pins.get(ACCOUNT, deleted.id)
    with pytest.raises(PinGone):
        await pinterest.pins.delete(ACCOUNT, deleted.id)
    await pinterest.a_minute_later()
    assert [pin.id for pin in await listed(pinterest, new.board_id)] == [kept.id]


async def a_new_pin(pinterest: Pinterest, board_name: str = "Mugs") -> NewPin:
    """A pin for a board of its own."""
    board = await pinterest.boards.create(ACCOUNT, board_name)
    picture = BytesIO()
    Image.new("RGB", (600, 900), "teal").save(picture, "JPEG")
    shown = PictureBytes(data=picture.getvalue())
    return NewPin(board_id=board.id, title="Mug", description="", alt_text="", link=LINK, media=shown)


async def listed(pinterest: Pinterest, board_id: str) -> list[SeenPin]:
    page = await pinterest.pins.on_board(ACCOUNT, board_id, bookmark=None)
    assert page.bookmark is None
    return list(page.pins)


@asynccontextmanager
async def in_memory() -> AsyncIterator[Pinterest]:
    clock = FakeClock()
    fake = FakePinterest(clock, listing_seconds=2, processing_seconds=2)

    async def lose() -> None:
        fake.troubles.append(AnswerLost("the connection was closed"))

    async def end() -> None:
        fake.troubles.append(TokenDead("401"))

    yield Pinterest(FakePins(fake), FakeBoards(fake), lambda: clock.advance(60), lose, end)


@asynccontextmanager
async def simulated() -> AsyncIterator[Pinterest]:
    token = FixedToken("sim_demo")
    async with (
        RunningSimulator() as simulator,
        httpx.AsyncClient(trust_env=False, base_url=f"{simulator.url}/_simulator/") as control,
        PinterestClient.open(simulator.api_url, token, MemoryRates()) as client,
    ):

        async def tell(door: str, order: object) -> None:
            (await control.post(door, content=json.dumps(order))).raise_for_status()

        async def end() -> None:
            token.token = "pina_nobody"

        yield Pinterest(
            PinterestPins(client),
            PinterestBoards(client),
            lambda: tell("clock", {"advance": 60}),
            lambda: tell("faults", DROP_AFTER),
            end,
        )


DROP_AFTER = {
    "seed": 1,
    "rules": [{"match": {"method": "POST", "path": "/v5/pins"}, "times": 1, "effect": {"drop_after": True}}],
}
