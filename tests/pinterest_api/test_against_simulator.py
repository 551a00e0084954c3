"""The room against the simulator, which shares no code with it and may disagree."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import httpx
import pytest
from PIL import Image

from contracts.names import AccountKey
from contracts.sightings import NewPin, SeenBoard
from contracts.trouble import AnswerLost, PinGone, RateLimited, Rejected, TokenDead
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.pins import PinterestPins
from pinterest_api.user_account import PinterestUserAccount
from simulator.running import RunningSimulator
from tests.pinterest_api.doubles import ACCOUNT, FixedToken, MemoryRates

DROP_AFTER = {
    "seed": 1,
    "rules": [{"match": {"method": "POST", "path": "/v5/pins"}, "times": 1, "effect": {"drop_after": True}}],
}


@asynccontextmanager
async def simulated(
    bearer: str = "sim_demo", rates: MemoryRates | None = None
) -> AsyncIterator[tuple[RunningSimulator, PinterestClient]]:
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken(bearer), rates or MemoryRates()) as client,
    ):
        yield simulator, client


async def tell(simulator: RunningSimulator, door: str, order: object) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{simulator.url}/_simulator/{door}", content=json.dumps(order))
        answer.raise_for_status()


def mug(board: SeenBoard) -> NewPin:
    picture = BytesIO()
    Image.new("RGB", (600, 900), "teal").save(picture, "JPEG")
    return NewPin(
        board_id=board.id,
        title="Mug",
        description="A mug",
        alt_text="A teal mug",
        link="https://shop.example.com/mug?utm_content=7",
        image=picture.getvalue(),
    )


async def test_a_pin_from_its_board_to_its_end() -> None:
    rates = MemoryRates()
    async with simulated(rates=rates) as (_, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        assert board in await PinterestBoards(client).list_all(ACCOUNT)
        pins = PinterestPins(client)
        made = await pins.create(ACCOUNT, mug(board))
        seen = await pins.get(ACCOUNT, made.id)
        assert (seen.board_id, seen.title) == (board.id, "Mug")
        assert seen.link == "https://shop.example.com/mug?utm_content=7"
        assert seen.created is not None
        await pins.delete(ACCOUNT, made.id)
        with pytest.raises(PinGone):
            await pins.get(ACCOUNT, made.id)
    assert all(account == ACCOUNT and reading.buckets for account, reading in rates.noted)


async def test_a_board_name_is_taken_once() -> None:
    async with simulated() as (_, client):
        boards = PinterestBoards(client)
        await boards.create(ACCOUNT, "Mugs")
        with pytest.raises(Rejected):
            await boards.create(ACCOUNT, "Mugs")


async def test_the_account_is_the_tokens() -> None:
    async with simulated("sim_atelier") as (_, client):
        assert (await PinterestUserAccount(client).get(AccountKey("any"))).username == "atelier"


async def test_a_token_of_nobody_is_dead() -> None:
    async with simulated("pina_nobody") as (_, client):
        with pytest.raises(TokenDead):
            await PinterestUserAccount(client).get(ACCOUNT)


async def test_a_pin_whose_answer_was_dropped_is_on_its_board() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        await tell(simulator, "faults", DROP_AFTER)
        pins = PinterestPins(client)
        with pytest.raises(AnswerLost):
            await pins.create(ACCOUNT, mug(board))
        await tell(simulator, "clock", {"advance": 60})
        page = await pins.on_board(ACCOUNT, board.id, bookmark=None)
    assert [pin.title for pin in page.pins] == ["Mug"]


async def test_a_used_up_quota_says_how_long_to_wait() -> None:
    async with simulated() as (simulator, client):
        board = await PinterestBoards(client).create(ACCOUNT, "Mugs")
        await tell(simulator, "limits", {"org_write": 1})
        with pytest.raises(RateLimited) as caught:
            await PinterestPins(client).create(ACCOUNT, mug(board))
    assert 0 < caught.value.retry_seconds <= 60
