"""Changes wait for their products, each once; their workflows are told until they have been folded."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from contracts.changes import KnownProduct, ProductChange
from contracts.intake import Folding, SourceGone
from contracts.product import Product
from store.changes import PAGE, TELL_AGAIN_SECONDS
from store.tables.sources import ChangeRow
from tests.fakes.clock import START
from tests.store.shops import NOWHERE, OTHER, SHOP, Shop, a_change, a_deletion, a_source, last_word

AGAIN = START + TELL_AGAIN_SECONDS


async def test_a_change_is_folded_as_it_was_put_in(shop: Shop) -> None:
    seen: list[ProductChange] = []

    def look(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        seen.extend(changes)
        return last_word(known, changes)

    change = a_change(unsaid={"price", "tags"}, sequence="007", foreign_id="77")
    await shop.put(change)
    await shop.products.fold(SHOP, "mug", look, START)
    assert seen == [change]


async def test_the_same_event_is_kept_once_however_often_it_comes(shop: Shop) -> None:
    assert await shop.put(a_change(), a_change("jug"), a_change()) == 2
    assert await shop.put(a_change("jug"), a_change("pot")) == 1
    assert await shop.counted() == {"changes": 3, "repeated": 2}


async def test_the_first_of_two_under_one_name_stays(shop: Shop) -> None:
    await shop.put(a_change(), a_change("jug", delivery="mug-1"))
    assert await shop.pending() == ["mug"]


async def test_what_broke_off_between_pages_is_put_in_again_without_harm(shop: Shop) -> None:
    changes = [a_change(f"mug-{number}") for number in range(PAGE + 1)]
    await shop.put(*changes[:PAGE])
    assert await shop.put(*changes) == 1


async def test_two_sources_have_products_and_events_of_their_own(shop: Shop) -> None:
    await shop.sources.add(a_source(OTHER), [], START)
    await shop.put(a_change())
    assert await shop.changes.put(OTHER, [a_change()], START) == 1
    pending = await shop.changes.pending(START, 10)
    assert [(product.source, product.product_key) for product in pending] == [(SHOP, "mug"), (OTHER, "mug")]


async def test_nothing_is_kept_of_a_source_that_is_not_there(shop: Shop) -> None:
    with pytest.raises(SourceGone, match=NOWHERE):
        await shop.changes.put(NOWHERE, [a_change()], START)
    assert await shop.pending() == []


async def test_a_product_is_told_once_for_all_that_waits(shop: Shop) -> None:
    await shop.put(a_change("mug", 1), a_change("jug", 1), a_change("mug", 2))
    assert await shop.pending() == ["mug", "jug"]
    await shop.told()
    assert await shop.pending() == []


async def test_what_comes_after_it_was_told_is_told_too(shop: Shop) -> None:
    """Even if it came between the question and the answer."""
    await shop.put(a_change("mug", 1))
    asked = await shop.changes.pending(START, 10)
    await shop.put(a_change("mug", 2))
    await shop.changes.told(asked, START)
    assert await shop.pending() == ["mug"]


async def test_a_workflow_that_does_nothing_is_told_again(shop: Shop) -> None:
    await shop.put(a_change())
    await shop.told()
    assert await shop.pending(at=AGAIN - 1) == []
    assert await shop.pending(at=AGAIN) == ["mug"]


async def test_folded_it_is_told_no_more_until_its_decision_is_left_for_long(shop: Shop) -> None:
    await shop.put(a_change())
    step = await shop.fold()
    assert step.decision is not None
    assert await shop.pending(at=AGAIN - 1) == []
    (left,) = await shop.changes.pending(AGAIN, 10)
    assert (left.product_key, left.changes, left.decisions) == ("mug", (), (step.decision.id,))
    await shop.changes.told([left], AGAIN)
    assert await shop.pending(at=AGAIN + 1) == []
    await shop.products.done(step.decision.id, AGAIN + 1)
    assert await shop.pending(at=AGAIN * 2) == []


async def test_the_new_go_before_those_that_were_told_already(shop: Shop) -> None:
    await shop.put(a_change("old"))
    await shop.told()
    await shop.put(a_change("new"))
    assert await shop.pending(at=AGAIN) == ["new", "old"]


async def test_a_long_queue_is_told_page_by_page(shop: Shop) -> None:
    await shop.put(*(a_change(f"mug-{number:02}") for number in range(25)))
    told: list[str] = []
    while page := await shop.changes.pending(START, 10):
        told += [product.product_key for product in page]
        await shop.changes.told(page, START)
    assert told == [f"mug-{number:02}" for number in range(25)]


async def test_a_deletion_finds_its_product_by_the_source_s_id(shop: Shop) -> None:
    await shop.put(a_change("mug", 1, foreign_id="77"))
    await fold_and_do(shop)
    await shop.put(a_deletion("77", 2, foreign_id="77"))
    assert await shop.pending() == ["mug"]
    await fold_and_do(shop)
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.deleted


async def test_a_deletion_finds_a_product_that_is_not_folded_yet(shop: Shop) -> None:
    await shop.put(a_change("mug", 1, foreign_id="77"))
    await shop.put(a_deletion("77", 2, foreign_id="77"))
    assert await shop.pending() == ["mug"]


async def test_a_deletion_that_comes_before_its_product_waits_for_it(shop: Shop) -> None:
    await shop.put(a_deletion("77", 2, foreign_id="77"))
    await shop.put(a_change("mug", 1, foreign_id="77"))
    assert await shop.pending() == ["mug"]
    await fold_and_do(shop)
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.deleted


async def test_a_deletion_that_was_folded_before_its_product_came_is_folded_again(shop: Shop) -> None:
    """Else the product would come back to life by an event from before its end."""
    await shop.put(a_deletion("77", 2, foreign_id="77"))
    await fold_and_do(shop, "77")
    await shop.told()
    await shop.put(a_change("mug", 1, foreign_id="77"))
    assert (await fold_and_do(shop)) == 2
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.deleted
    assert await shop.products.known(SHOP, "77") is None


async def test_a_deletion_and_its_product_find_each_other_in_one_page(shop: Shop) -> None:
    await shop.put(a_deletion("77", 2, foreign_id="77"), a_change("mug", 1, foreign_id="77"))
    assert await shop.pending() == ["mug"]


async def test_a_product_with_a_new_name_is_the_one_it_was(shop: Shop) -> None:
    await shop.put(a_change("mug", 1, foreign_id="77"))
    await shop.put(a_change("cup", 2, foreign_id="77"))
    assert await shop.pending() == ["mug"]
    rows = await shop.database.read(lambda session: session.exec(select(ChangeRow.product)).all())
    keys = {Product.model_validate_json(row or "").key for row in rows}
    assert keys == {"mug"}


async def test_ids_are_those_of_their_source(shop: Shop) -> None:
    await shop.sources.add(a_source(OTHER), [], START)
    await shop.put(a_change("mug", 1, foreign_id="77"))
    await shop.changes.put(OTHER, [a_deletion("77", 2, foreign_id="77")], START)
    assert sorted(await shop.pending()) == ["77", "mug"]


async def fold_and_do(shop: Shop, key: str = "mug") -> int:
    """How many changes were folded."""
    step = await shop.fold(key)
    if step.decision is not None:
        await shop.products.done(step.decision.id, START)
    return step.folded
