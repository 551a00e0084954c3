"""Two processes on one source at the same moment: nothing is lost, nothing read, folded or decided twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from sqlmodel import select

from contracts.changes import ProductChange
from contracts.intake import Arrival
from store.tables.sources import ChangeRow, DecisionRow, DeliveryRow, IntakeCountRow
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.shops import SHOP, Shop, a_change, a_deletion, a_delivery, last_word
from tests.store.together import PROCESSES, Together

GROUP = 10
NAMES = [f"mug-{number:02}" for number in range(60)]
KINDS = [f"jug-{number:02}" for number in range(10)]
EVENTS = [(name, number) for number in (1, 2, 3) for name in KINDS]
IDS = {name: f"77{number:02}" for number, name in enumerate(KINDS)}


@pytest.fixture(scope="module")
def together() -> Iterator[Together]:
    together = Together()
    yield together
    together.close()


async def test_two_doors_that_are_told_the_same_keep_it_once(
    shop: Shop, ledger_url: str, together: Together
) -> None:
    """One of them in the other order: neither waits for the other for ever."""
    await asyncio.to_thread(together, ledger_url, accept_all)
    rows = await shop.database.read(lambda session: session.exec(select(DeliveryRow.dedupe)).all())
    assert Counter(rows) == Counter(NAMES)
    assert await shop.counted() == {"received": PROCESSES * len(NAMES), "doubled": len(NAMES)}


async def test_two_readers_read_each_delivery_once_and_their_products_are_decided_on_once(
    shop: Shop, ledger_url: str, together: Together
) -> None:
    """Three events of each product, told twice, in two orders: folded as they come, by both."""
    await shop.inbox.accept([a_delivery(f"{name} {number}") for name, number in EVENTS])
    await asyncio.to_thread(together, ledger_url, read_and_fold)
    changes = await shop.database.read(lambda session: session.exec(select(ChangeRow)).all())
    assert Counter((row.product_key, row.state) for row in changes) == dict.fromkeys(
        [(name, "folded") for name in KINDS], 3
    )
    decisions = await shop.database.read(lambda session: session.exec(select(DecisionRow)).all())
    assert {row.state for row in decisions} == {"done"}
    for name in KINDS:
        known = await shop.products.known(SHOP, name)
        assert known is not None
        assert known.product == a_change(name, 3).product
        last = [row.actions for row in decisions if row.product_key == name]
        assert len(last) == len(set(last)), "the same was decided twice"


async def test_products_and_their_deletions_that_meet_find_each_other(
    shop: Shop, ledger_url: str, together: Together
) -> None:
    """One process is told of products, the other of their ends, by ids alone; both fold at once what they see."""
    await asyncio.to_thread(together, ledger_url, tell_or_delete)
    for name in KINDS:
        while (step := await shop.fold(name)).decision is not None:
            await shop.products.done(step.decision.id, START)
        known = await shop.products.known(SHOP, name)
        assert known is not None
        assert known.deleted, name
    left = await shop.database.read(lambda session: session.exec(select(ChangeRow.product_key)).all())
    assert set(left) == set(KINDS)


async def test_nothing_that_both_count_is_lost(shop: Shop, ledger_url: str, together: Together) -> None:
    await asyncio.to_thread(together, ledger_url, count_refusals)
    (row,) = await shop.database.read(lambda session: session.exec(select(IntakeCountRow)).all())
    assert row.count == PROCESSES * GROUP


async def accept_all(ledger: Ledger, number: int) -> None:
    inbox = Shop(ledger.database).inbox
    names = NAMES[::-1] if number else NAMES
    for begin in range(0, len(names), GROUP):
        arrivals = await inbox.accept([a_delivery(name) for name in names[begin : begin + GROUP]])
        assert set(arrivals) <= {Arrival.NEW, Arrival.DOUBLED}


async def read_and_fold(ledger: Ledger, number: int) -> None:
    shop, owner = Shop(ledger.database), str(number)
    while taken := await shop.take(owner, limit=4):
        for delivery in taken:
            assert await shop.inbox.read(delivery.id, told_by(delivery.dedupe), START)
        await fold_pending(shop)


async def fold_pending(shop: Shop) -> None:
    for pending in await shop.changes.pending(START + 10_000, 100):
        step = await shop.products.fold(SHOP, pending.product_key, last_word, START)
        if step.decision is not None:
            await shop.products.done(step.decision.id, START)


def told_by(dedupe: str) -> Sequence[ProductChange]:
    name, number = dedupe.split()
    return [a_change(name, int(number))]


async def tell_or_delete(ledger: Ledger, number: int) -> None:
    shop = Shop(ledger.database)
    for name in KINDS:
        change = a_change(name, 1, foreign_id=IDS[name])
        deletion = a_deletion(IDS[name], 2, foreign_id=IDS[name])
        await shop.put(change if number else deletion)
        if number:
            await shop.fold(name)
        else:
            await shop.fold(IDS[name])


async def count_refusals(ledger: Ledger, number: int) -> None:
    for _ in range(GROUP):
        await Shop(ledger.database).intake.note_refused(SHOP, "signature", START)
