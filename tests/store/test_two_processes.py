"""Two processes on one ledger at the same moment: nothing is done twice, no quota is run into."""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from sqlmodel import select

from contracts.ledger import Claim
from contracts.names import LaunchId, PinKey
from contracts.pace import Quota
from contracts.pin import Postponed
from contracts.sightings import Category
from store.database import Database
from store.tables import AttemptRow, ProductRow, WriteRow
from tests.builders import a_launch, a_product, an_intent, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, a_write_reading

PRODUCTS = [a_product(f"mug-{number}") for number in range(100)]
KEYS = [an_intent(product).key for product in PRODUCTS]
QUOTA = Quota(limit=30, window_seconds=10)
PROCESSES = 2
SEND_SECONDS = 0.1

Errand = Callable[[Ledger, int], Any]  # Any: what an errand returns is nobody's business


def test_each_row_is_tied_to_its_one_intent(ledger: Ledger) -> None:
    together(ledger, register_all)
    rows = ledger.database.read_now(lambda session: session.exec(select(ProductRow)).all())
    assert Counter(row.intent_key for row in rows) == Counter(KEYS * PROCESSES)
    assert Counter(row.launch for row in rows) == {f"launch-{number}": 100 for number in range(PROCESSES)}


async def test_each_pin_is_claimed_once_within_the_quota(ledger: Ledger) -> None:
    await ledger.ready(*PRODUCTS)
    await ledger.note(a_write_reading(buckets=(QUOTA,)))
    await asyncio.to_thread(together, ledger, publish_all)
    attempts = await ledger.database.read(lambda session: session.exec(select(AttemptRow)).all())
    assert sorted(attempt.key for attempt in attempts) == sorted(KEYS)
    assert most_in_a_window(await written(ledger)) == QUOTA.limit


def together(ledger: Ledger, errand: Errand) -> None:
    """Run the errand in two processes that begin at the same moment."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES)
    url = str(ledger.database.engine.url)
    processes = [
        spawn.Process(target=run_errand, args=(errand, url, start, number)) for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES


def run_errand(errand: Errand, url: str, start: Barrier, number: int) -> None:
    ledger = Ledger(Database.open(url))
    start.wait()
    asyncio.run(errand(ledger, number))
    ledger.database.close()


async def register_all(ledger: Ledger, number: int) -> None:
    """A launch of its own, in pages as admission does it."""
    launch = LaunchId(f"launch-{number}")
    await ledger.launches.begin(a_launch(launch), rows_of(*PRODUCTS))
    rows = row_intents(*PRODUCTS)
    for begin in range(0, len(rows), 10):
        await ledger.launches.register(launch, rows[begin : begin + 10], START)


async def publish_all(ledger: Ledger, number: int) -> None:
    """Send every pin that the other has not claimed; time passes by sending and by waiting."""
    now = START
    for key in KEYS:
        now = await _publish(ledger, key, str(number), now)


async def _publish(ledger: Ledger, key: PinKey, owner: str, now: float) -> float:
    while True:
        answer = await ledger.claim(key, now=now, owner=owner)
        if isinstance(answer, Claim):
            await ledger.attempts.made(key, answer.attempt, f"pin-{key}", now + SEND_SECONDS)
            return now + SEND_SECONDS
        if not isinstance(answer, Postponed):
            return now
        now = answer.until


async def written(ledger: Ledger) -> Sequence[float]:
    query = select(WriteRow.at).where(WriteRow.category == Category.ORG_WRITE)
    return await ledger.database.read(lambda session: session.exec(query).all())


def most_in_a_window(moments: Sequence[float]) -> int:
    """The most writes that any window of the quota holds."""
    return max(sum(1 for at in moments if begin <= at < begin + QUOTA.window_seconds) for begin in moments)


@pytest.mark.parametrize("moments", [[0.0, 1.0, 9.9], [0.0, 10.0, 11.0, 19.9]])
def test_the_window_above_slides(moments: list[float]) -> None:
    assert most_in_a_window(moments) == 3
