"""One intent for ever: whatever a file, a board, a ledger or Temporal forgets, the same pin is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from activities.launches import LaunchActivities
from activities.open_boards import OpenBoardsActivities
from contracts.launch import LaunchRequest, ProductResult
from contracts.names import LaunchId, PinKey
from contracts.outcome import FOUND, Outcome, Reason
from contracts.pin import Published
from contracts.product import Product, ProductImage
from contracts.sightings import SeenPin
from tests.activities.stage import run
from tests.builders import ACCOUNT, BOARD, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START, LeapingClock
from tests.fakes.engine import FakeEngine
from tests.fakes.pinterest import FakeBoards, FakePins, FakePinterest
from tests.fakes.schedules import FakeSchedules
from tests.ledger import Ledger, live

FIRST, SECOND, THIRD = (LaunchId(name) for name in ("first", "second", "third"))
NEWER = (ProductImage(url="https://cdn.example.com/blue-mug.jpg?v=1623104890"),)
OLDER = (ProductImage(url="https://cdn.example.com/blue-mug.jpg?v=1500000000"),)


@dataclass(frozen=True)
class House:
    """What launches go through until their pins run, on one ledger and one Pinterest."""

    ledger: Ledger
    pinterest: FakePinterest
    clock: LeapingClock

    async def launched(self, launch: LaunchId, *products: Product) -> Sequence[PinKey]:
        """Launch them with an engine that has never heard of any; the pins that it is told to run."""
        engine = FakeEngine()
        request = LaunchRequest(account=ACCOUNT, launch=launch)
        await self.ledger.launches.begin(a_launch(launch), rows_of(*products))
        await run(self._boards.open_boards, request)
        await run(LaunchActivities(self.ledger.launches, self.ledger.boards, engine, self.clock).admit, request)
        return [pin.key for pin in engine.pins.values()]

    async def live(self, launch: LaunchId, *products: Product) -> Sequence[PinKey]:
        """Launch them, and see them live."""
        keys = await self.launched(launch, *products)
        for number, key in enumerate(keys):
            await self.ledger.intents.settle(key, live(f"80{number}"), START)
        return keys

    async def result(self, launch: LaunchId) -> ProductResult:
        (result,) = await self.ledger.launches.results(launch)
        return result

    @property
    def _boards(self) -> OpenBoardsActivities:
        return OpenBoardsActivities(
            self.ledger.launches,
            FakeBoards(self.pinterest),
            FakePins(self.pinterest),
            self.ledger.boards,
            self.ledger.accounts,
            self.clock,
            FakeEngine(),
            FakeSchedules(),
            60,
        )


@pytest.fixture
def house(ledger: Ledger) -> House:
    clock = LeapingClock()
    return House(ledger, FakePinterest(clock, boards={BOARD: "Mugs"}), clock)


async def test_a_board_that_was_renamed_is_the_same_by_its_old_and_its_new_name(house: House) -> None:
    await house.live(FIRST, a_product(board="Mugs"))
    house.pinterest.boards[BOARD] = "Mugs for tea"
    assert await house.launched(SECOND, a_product(board="Mugs")) == []
    assert await house.launched(THIRD, a_product(board="Mugs for tea")) == []
    for launch in (SECOND, THIRD):
        result = await house.result(launch)
        assert (result.outcome, result.already, result.board_id) == (Outcome.LIVE, True, BOARD)
    assert list(house.pinterest.boards) == [BOARD]


async def test_a_renamed_board_stays_itself_when_another_takes_its_old_name(house: House) -> None:
    await house.live(FIRST, a_product(board="Mugs"))
    house.pinterest.boards |= {BOARD: "Mugs for tea", "700000000000000009": "Mugs"}
    assert await house.launched(SECOND, a_product(board="Mugs")) == []
    assert (await house.result(SECOND)).board_id == BOARD


async def test_a_picture_s_new_version_is_the_same_pin_unchanged(house: House) -> None:
    await house.live(FIRST, a_product(images=OLDER))
    assert await house.launched(SECOND, a_product(images=NEWER)) == []
    result = await house.result(SECOND)
    assert (result.already, result.changed) == (True, False)


async def test_another_picture_is_the_same_pin_changed(house: House) -> None:
    await house.live(FIRST, a_product())
    await house.launched(SECOND, a_product(images=(ProductImage(url="https://cdn.example.com/other.jpg"),)))
    result = await house.result(SECOND)
    assert (result.already, result.changed) == (True, True)


async def test_a_fresh_ledger_finds_the_pins_that_an_older_one_made(house: House) -> None:
    """Its workflow is started to look at the pin, and is told that there is one: it never posts."""
    intent = an_intent(a_product())
    link = f"https://shop.example.com/products/blue-mug?pf={intent.marker}"
    house.pinterest.pins["801"] = SeenPin(id="801", board_id=BOARD, link=link, created=START - 86_400)
    assert await house.launched(FIRST, a_product()) == [intent.key]
    standing = await house.ledger.attempts.standing(intent.key, START)
    assert isinstance(standing, Published)
    assert (standing.pin_id, standing.evidence.what) == ("801", FOUND)


async def test_when_temporal_has_forgotten_everything_the_ledger_still_knows(house: House) -> None:
    """Every launch here has an engine of its own, in which no workflow ever ran."""
    products = [a_product(f"mug-{number}") for number in range(3)]
    assert len(await house.live(FIRST, *products)) == 3
    assert await house.launched(SECOND, *products) == []
    assert (await house.ledger.launches.tally(SECOND)).already == 3


async def test_a_pin_on_its_way_is_run_again_under_the_same_key_and_claimed_once(house: House) -> None:
    """Temporal lost its workflow in the middle: the new one finds the attempt, and waits for what came of it."""
    (key,) = await house.ledger.ready(a_product(), launch=FIRST)
    await house.ledger.claimed(key)
    assert await house.launched(SECOND, a_product()) == [key]
    assert await house.ledger.open_attempt(key) is not None
    attempts = await house.ledger.attempts.open_on_board(ACCOUNT, BOARD)
    assert [(attempt.key, attempt.attempt) for attempt in attempts] == [(key, 1)]


async def test_a_key_that_the_caller_gives_outlives_board_and_product_id(house: House) -> None:
    """The file's own ids changed, and so did the board's name: what the key stands for is asked of the ledger."""
    named = a_product(idempotency_key="spring/1")
    (key,) = await house.live(FIRST, named)
    house.pinterest.boards[BOARD] = "Mugs for tea"
    assert await house.launched(SECOND, named.model_copy(update={"board": "Mugs for tea"})) == []
    assert (await house.result(SECOND)).already
    assert await house.launched(THIRD, a_product("red-mug", idempotency_key="spring/1")) == []
    refused = await house.result(THIRD)
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, Reason.KEY_REUSED)
    assert (await house.ledger.intents.load(key)).product == named
