"""Deletions that the API was asked for: carried out by the worker, once, and told as they went."""

import asyncio
from dataclasses import dataclass, field

import pytest

from activities.api_removals import AGAIN_SECONDS, Remover
from contracts.names import AccountKey
from contracts.trouble import AnswerLost, PinGone
from store.api_removals import SqlApiRemovals
from store.database import Database
from store.live_pins import SqlLivePins
from tests.builders import ACCOUNT
from tests.fakes.clock import LeapingClock
from tests.ledger import Ledger, live
from tests.store.test_api_pin_orders import LATER, Desk

NEVER = asyncio.Event()


@dataclass
class Bin:
    """Where pins go; it may be in trouble."""

    trouble: Exception | None = None
    gone: list[tuple[AccountKey, str]] = field(default_factory=list)

    async def delete(self, account: AccountKey, pin_id: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.gone.append((account, pin_id))


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
async def desk(database: Database, ledger: Ledger) -> Desk:
    desk = Desk(database, ledger)
    await desk.put()
    return desk


def remover(desk: Desk, pins: Bin, clock: LeapingClock) -> Remover:
    book = SqlLivePins(desk.database)
    return Remover(SqlApiRemovals(desk.database), pins, book, desk.ledger.accounts, clock)


async def ordered(desk: Desk, *, is_live: bool = True) -> None:
    key = await desk.admit()
    if is_live:
        await desk.ledger.intents.settle(key, live("801"), LATER)
    else:
        await desk.ledger.claimed(key)
    await desk.orders.delete(desk.new.id, 0.0, at_pinterest=True)


@pytest.mark.parametrize("trouble", [None, PinGone("not there")])
async def test_the_pin_is_deleted_and_that_is_written_down(
    desk: Desk, clock: LeapingClock, trouble: Exception | None
) -> None:
    await ordered(desk)
    pins = Bin(trouble)
    assert await remover(desk, pins, clock).remove_some(NEVER) == 1
    end = await desk.orders.removal(desk.new.id)
    assert (end.waits, end.removed) == (False, clock.now())
    assert pins.gone == ([] if trouble else [(ACCOUNT, "801")])
    assert (await desk.ledger.launches.tally(desk.new.launch)).withdrawn == 1
    assert await remover(desk, pins, clock).remove_some(NEVER) == 0


async def test_what_got_no_answer_is_tried_again_later(desk: Desk, clock: LeapingClock) -> None:
    await ordered(desk)
    pins = Bin(AnswerLost("no answer"))
    await remover(desk, pins, clock).remove_some(NEVER)
    end = await desk.orders.removal(desk.new.id)
    assert (end.waits, end.removed, end.error) == (True, None, "no answer")
    assert await remover(desk, pins, clock).remove_some(NEVER) == 0
    await clock.sleep_until(clock.now() + AGAIN_SECONDS)
    pins.trouble = None
    assert await remover(desk, pins, clock).remove_some(NEVER) == 1
    assert pins.gone == [(ACCOUNT, "801")]


async def test_a_pin_that_may_still_come_is_waited_for(desk: Desk, clock: LeapingClock) -> None:
    await ordered(desk, is_live=False)
    pins = Bin()
    await remover(desk, pins, clock).remove_some(NEVER)
    assert (await desk.orders.removal(desk.new.id)).waits
    assert pins.gone == []


async def test_a_paused_account_deletes_nothing(desk: Desk, clock: LeapingClock) -> None:
    await ordered(desk)
    await desk.ledger.accounts.pause(ACCOUNT, "a holiday")
    pins = Bin()
    await remover(desk, pins, clock).remove_some(NEVER)
    assert "a holiday" in ((await desk.orders.removal(desk.new.id)).error or "")
    assert pins.gone == []


async def test_it_ends_when_it_is_told_to(desk: Desk, clock: LeapingClock) -> None:
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(5):
        await remover(desk, Bin(), clock).run(stop)
