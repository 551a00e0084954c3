"""`pinflow accounts remove --force`: what has not left never leaves; what has is settled before the token goes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from config import load_settings
from contracts.names import LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome
from contracts.pin import Uncertain
from starter.failures import CommandFailed
from starter.ledger import Ledger, open_ledger
from starter.removing import WHY, Unsettled, cancel_all, unsettled, until_settled
from tests.builders import ACCOUNT, LAUNCH, a_launch, a_product, rows_of
from tests.fakes.clock import START
from tests.fakes.engine import FakeEngine
from tests.ledger import Ledger as Pins
from tests.ledger import live
from tests.starter.launches import home_s_ledger

IN_ROWS, FIRST_READY, ON_THE_WIRE = (
    LAUNCH,
    LaunchId("20261121-000000-ready-0000"),
    LaunchId("20261121-000000-wire-0000"),
)


@dataclass(frozen=True)
class Scene:
    """An account with a row that waits, a pin that is ready to leave, and one that has left; a launch for each."""

    commands: Ledger
    pins: Pins
    engine: FakeEngine
    ready: PinKey
    sent: PinKey

    async def cancelled(self) -> None:
        await cancel_all(self.commands, self.engine, ACCOUNT)

    async def left(self) -> Unsettled:
        return await unsettled(self.commands, ACCOUNT)

    async def end_of(self, launch: LaunchId) -> tuple[Outcome | None, str | None]:
        (row,) = await self.pins.launches.results(launch)
        return row.outcome, row.message

    async def finish(self) -> None:
        """As the launches' workflows do when they look."""
        for launch in self.engine.looking:
            await self.pins.launches.finish(launch, START + 60)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with open_ledger(load_settings()) as commands, home_s_ledger() as pins:
        await pins.launches.begin(a_launch(IN_ROWS), rows_of(a_product("one")))
        (ready,) = await pins.ready(a_product("two"), launch=FIRST_READY)
        (sent,) = await pins.ready(a_product("three"), launch=ON_THE_WIRE)
        await pins.claimed(sent)
        yield Scene(commands, pins, FakeEngine(), ready, sent)


async def test_what_has_not_left_is_withdrawn_and_says_why(scene: Scene) -> None:
    await scene.cancelled()

    for launch in (IN_ROWS, FIRST_READY):
        outcome, message = await scene.end_of(launch)
        assert outcome is Outcome.WITHDRAWN
        assert WHY in (message or "")
    answer = await scene.pins.claim(scene.ready, now=START + 1)
    assert isinstance(answer, PinOutcome)


async def test_everybody_is_told(scene: Scene) -> None:
    await scene.cancelled()
    assert scene.engine.awake == {ACCOUNT}
    assert set(scene.engine.looking) == {IN_ROWS, FIRST_READY, ON_THE_WIRE}


async def test_what_has_left_is_waited_for(scene: Scene) -> None:
    """Its answer may come yet, and only with the token can anybody look for it."""
    await scene.cancelled()
    await scene.finish()

    assert await scene.left() == Unsettled(pins=1, launches=1)
    with pytest.raises(CommandFailed, match="1 pins and 1 launches of which it is not known"):
        await until_settled(ACCOUNT, scene.left, seconds=0.01, between_seconds=0.001)
    assert isinstance(await scene.pins.claim(scene.sent, now=START + 1), Uncertain)


async def test_what_was_made_after_all_stays_written_down(scene: Scene) -> None:
    await scene.cancelled()
    await scene.pins.intents.settle(scene.sent, live(), START + 2)
    await scene.finish()

    await until_settled(ACCOUNT, scene.left, seconds=5.0, between_seconds=0.0)
    assert (await scene.end_of(ON_THE_WIRE))[0] is Outcome.LIVE


async def test_said_again_it_waits_for_the_same(scene: Scene) -> None:
    await scene.cancelled()
    before = [await scene.end_of(launch) for launch in (IN_ROWS, FIRST_READY, ON_THE_WIRE)]
    await scene.cancelled()
    assert [await scene.end_of(launch) for launch in (IN_ROWS, FIRST_READY, ON_THE_WIRE)] == before
