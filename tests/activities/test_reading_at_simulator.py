"""Readings over real HTTP, of a Pinterest whose clock is not ours and whose pins were touched by a person."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO

import httpx
import pytest
import pytest_asyncio
from PIL import Image
from temporalio.testing import ActivityEnvironment

from activities.reading import BoardReader
from contracts.names import PinKey
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from contracts.sightings import NewPin, PictureBytes, SeenPin
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.pins import PinterestPins
from simulator.running import RunningSimulator
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.ledger import REQUEST_SECONDS, Ledger
from tests.pinterest_api.doubles import FixedToken, MemoryRates

GRACE = 20.0
HOUR = 3_600.0
SOON, SETTLES = START + 10, START + REQUEST_SECONDS + GRACE + 1


@dataclass
class World:
    """A board at the simulator, one pin whose answer was lost, and whoever reads the board."""

    ledger: Ledger
    clock: FakeClock
    client: PinterestClient
    http: httpx.AsyncClient
    board_id: str = ""
    key: PinKey = field(init=False)
    ahead: float = 0.0

    async def at(self, moment: float) -> None:
        """Both clocks, each by its own reckoning."""
        await self.clock.set(moment)
        await self.tell("clock", {"now": moment + self.ahead})

    async def tell(self, door: str, order: object) -> None:
        (await self.http.post(f"/_simulator/{door}", content=json.dumps(order))).raise_for_status()

    async def change(self, method: str, path: str, body: object) -> None:
        """What a person does at Pinterest."""
        content = json.dumps(body)
        headers = {"authorization": "Bearer sim_demo", "content-type": "application/json"}
        answer = await self.http.request(method, f"/v5{path}", content=content, headers=headers)
        answer.raise_for_status()

    async def lose(self) -> None:
        """Claim an attempt at START, and hear nothing of it."""
        self.board_id = (await PinterestBoards(self.client).create(ACCOUNT, "Mugs")).id
        (self.key,) = await self.ledger.ready(a_product(), board_id=self.board_id)
        draft = (await self.ledger.intents.load(self.key)).draft
        assert draft is not None
        await self.ledger.intents.keep_draft(self.key, draft.model_copy(update={"link": await self._link()}))
        await self.ledger.claimed(self.key, board_id=self.board_id)

    async def _link(self) -> str:
        marker = (await self.ledger.intents.load(self.key)).marker
        return f"https://shop.example.com/products/blue-mug?utm_source=pinterest&pf={marker}"

    async def make(self) -> SeenPin:
        """The pin that the attempt made all the same."""
        draft = (await self.ledger.intents.load(self.key)).draft
        assert draft is not None
        picture = BytesIO()
        Image.new("RGB", (600, 900), "teal").save(picture, "JPEG")
        new = NewPin(
            board_id=self.board_id,
            title=draft.title,
            description=draft.description,
            alt_text=draft.alt_text,
            link=draft.link,
            media=PictureBytes(data=picture.getvalue()),
        )
        return await PinterestPins(self.client).create(ACCOUNT, new)

    async def read(self, moment: float) -> Published | Postponed | Uncertain:
        await self.at(moment)
        await ActivityEnvironment().run(self._settle)
        standing = await self.ledger.attempts.standing(self.key, moment)
        assert isinstance(standing, Published | Postponed | Uncertain)
        return standing

    async def _settle(self) -> bool:
        ports = (PinterestPins(self.client), self.ledger.attempts, self.ledger.boards, self.clock)
        return await BoardReader(*ports).settle(ACCOUNT, self.board_id, grace_seconds=GRACE)


@pytest_asyncio.fixture
async def world(ledger: Ledger, clock: FakeClock) -> AsyncIterator[World]:
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken("sim_demo"), MemoryRates()) as client,
        httpx.AsyncClient(trust_env=False, base_url=simulator.url) as http,
    ):
        world = World(ledger, clock, client, http)
        await world.tell("accounts", {"account": "demo", "patch": True})
        yield world


@pytest.mark.parametrize("ahead", [HOUR, -HOUR], ids=["ahead", "behind"])
@pytest.mark.parametrize("stripped", [False, True], ids=["marked", "stripped"])
async def test_a_pin_is_adopted_by_a_clock_that_is_an_hour_off(
    world: World, ahead: float, *, stripped: bool
) -> None:
    world.ahead = ahead
    await world.at(START)
    await world.lose()
    pin = await world.make()
    if stripped:
        await world.change("PATCH", f"/pins/{pin.id}", {"link": (pin.link or "").partition("?")[0]})
    published = await world.read(SOON)
    assert isinstance(published, Published)
    assert published.pin_id == pin.id


@pytest.mark.parametrize("ahead", [HOUR, -HOUR], ids=["ahead", "behind"])
async def test_what_was_not_made_is_absent_by_a_clock_that_is_an_hour_off(world: World, ahead: float) -> None:
    """A pin of the same product, that a person had made before by Pinterest's clock, is not taken for it."""
    world.ahead = ahead
    await world.at(START)
    await world.lose()
    await world.tell("clock", {"now": START + ahead - 1.5 * HOUR})
    before = await world.make()
    await world.change("PATCH", f"/pins/{before.id}", {"link": (before.link or "").partition("?")[0]})
    assert isinstance(await world.read(SOON), Uncertain)
    standing = await world.read(SETTLES)
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.ABSENT


async def test_a_pin_that_a_person_moved_to_another_board_is_adopted(world: World) -> None:
    await world.at(START)
    await world.lose()
    pin = await world.make()
    other = await PinterestBoards(world.client).create(ACCOUNT, "Cups")
    await world.change("PATCH", f"/pins/{pin.id}", {"board_id": other.id})
    assert isinstance(await world.read(SOON), Uncertain)
    published = await world.read(SETTLES)
    assert isinstance(published, Published)
    assert published.pin_id == pin.id


async def test_a_copy_that_a_person_saved_is_not_adopted(world: World) -> None:
    """They saved the pin, and deleted the one that they saved it from."""
    await world.at(START)
    await world.lose()
    pin = await world.make()
    await world.change("POST", f"/pins/{pin.id}/save", {"board_id": world.board_id})
    await PinterestPins(world.client).delete(ACCOUNT, pin.id)
    assert isinstance(await world.read(SOON), Uncertain)
    standing = await world.read(SETTLES)
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.ABSENT


async def test_a_board_that_a_person_deleted_settles_nothing_and_is_told(world: World) -> None:
    await world.at(START)
    await world.lose()
    await world.make()
    await world.change("DELETE", f"/boards/{world.board_id}", {})
    assert isinstance(await world.read(SOON), Uncertain)
    standing = await world.read(SETTLES)
    assert isinstance(standing, Uncertain)
    assert "the board went" in standing.known
