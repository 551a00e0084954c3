"""What is old is forgotten in small steps; what waits, and what is known, never is."""

import pytest
from sqlmodel import select

from store import sweeping
from store.sweeping import COUNTS_KEPT_SECONDS, KEPT_SECONDS, forget
from store.tables.sources import ChangeRow, DecisionRow, DeliveryRow
from tests.fakes.clock import START
from tests.store.shops import SHOP, Shop, a_change, a_delivery

OLD = START + KEPT_SECONDS + 1


async def test_what_is_over_is_forgotten_when_it_is_old_and_not_before(shop: Shop) -> None:
    await finish(shop, "mug")
    assert await forget(shop.database, OLD - 1) == 0
    assert await forget(shop.database, OLD) == 3
    assert await kept(shop) == (0, 0, 0)


async def test_what_waits_is_never_too_old(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    await shop.put(a_change("mug"), a_change("jug"))
    await shop.fold("mug")
    await forget(shop.database, OLD * 2)
    assert [delivery.dedupe for delivery in await shop.take()] == ["1"]
    assert (await shop.fold("mug")).decision is not None
    assert (await shop.fold("jug")).folded == 1


async def test_what_is_known_of_a_product_stays_so_that_an_old_event_is_still_stale(shop: Shop) -> None:
    await shop.put(a_change("mug", 1))
    await finish(shop, "mug", number=2)
    await forget(shop.database, OLD)
    assert await shop.put(a_change("mug", 1)) == 1
    assert (await shop.fold("mug")).decision is None
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.product == a_change("mug", 2).product


async def test_more_than_one_step_is_taken_if_there_is_more(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "STEP", 3)
    await shop.put(*(a_change("mug", number) for number in range(10)))
    await shop.fold("mug")
    assert await forget(shop.database, OLD) == 10


async def test_counts_are_kept_for_longer_than_what_they_count(shop: Shop) -> None:
    await shop.intake.note_refused(SHOP, "signature", START)
    await forget(shop.database, START + COUNTS_KEPT_SECONDS)
    assert await shop.counted() == {"refused:signature": 1}
    await forget(shop.database, START + COUNTS_KEPT_SECONDS + 86_400)
    assert await shop.counted() == {}


async def finish(shop: Shop, key: str, number: int = 1) -> None:
    """A delivery, its change and its decision, all of them over."""
    await shop.inbox.accept([a_delivery(key)])
    (taken,) = await shop.take()
    await shop.inbox.read(taken.id, [a_change(key, number)], START)
    decision = (await shop.fold(key)).decision
    assert decision is not None
    await shop.products.done(decision.id, START)


async def kept(shop: Shop) -> tuple[int, ...]:
    """Deliveries, changes, decisions."""
    tables = (DeliveryRow, ChangeRow, DecisionRow)
    return await shop.database.read(
        lambda session: tuple(len(session.exec(select(table.id)).all()) for table in tables)
    )
