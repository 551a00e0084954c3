"""A product's changes become its state and a decision together, or not at all; both are told until it is done."""

import asyncio
from collections.abc import Sequence

import pytest

from contracts.changes import KnownProduct, ProductChange
from contracts.intake import Folding, FoldStep
from store.products import FOLD_MAX, PAGE_MAX
from tests.fakes.clock import START
from tests.store.shops import NOWHERE, SHOP, Shop, a_change, a_deletion, last_word


async def test_changes_become_a_state_and_a_decision(shop: Shop) -> None:
    await shop.put(a_change(number=2), a_change(number=1), a_change("jug"))
    step = await shop.fold(at=START + 9)
    assert (step.folded, step.more) == (2, False)
    assert step.decision is not None
    assert (step.decision.product_key, step.decision.at) == ("mug", START + 9)
    assert step.decision.actions == '["pin mug 2"]'
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.product == a_change(number=2).product
    assert (await shop.counted())["coalesced"] == 1
    assert (await shop.counted())["decided:pin"] == 1


async def test_nothing_waits_so_nothing_is_done(shop: Shop) -> None:
    assert await shop.fold() == FoldStep()
    assert await shop.products.known(SHOP, "mug") is None
    assert await shop.products.fold(NOWHERE, "mug", last_word, START) == FoldStep()


async def test_a_decision_is_given_again_until_it_is_done(shop: Shop) -> None:
    """The worker dies after it was written down."""
    await shop.put(a_change())
    first = await shop.fold()
    assert first.decision is not None
    assert await shop.fold() == FoldStep(decision=first.decision)
    assert await shop.products.done(first.decision.id, START)
    assert await shop.fold() == FoldStep()


async def test_nothing_new_is_decided_before_the_last_is_done(shop: Shop) -> None:
    await shop.put(a_change(number=1))
    first = (await shop.fold()).decision
    await shop.put(a_change(number=2))
    assert await shop.fold() == FoldStep(decision=first, more=True)
    assert first is not None
    await shop.products.done(first.id, START)
    second = await shop.fold()
    assert second.decision is not None
    assert second.decision.actions == '["pin mug 2"]'


async def test_done_twice_is_done_once(shop: Shop) -> None:
    await shop.put(a_change())
    decision = (await shop.fold()).decision
    assert decision is not None
    assert await shop.products.done(decision.id, START, pinned=True)
    assert not await shop.products.done(decision.id, START + 99, pinned=True)
    assert not await shop.products.done(4711, START)
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert known.pinned_at == START


async def test_when_it_was_pinned_outlives_what_comes_after(shop: Shop) -> None:
    await shop.put(a_change(number=1))
    decision = (await shop.fold()).decision
    assert decision is not None
    await shop.products.done(decision.id, START + 5, pinned=True)
    await shop.put(a_deletion(number=2))
    await shop.fold()
    known = await shop.products.known(SHOP, "mug")
    assert known is not None
    assert (known.deleted, known.pinned_at) == (True, START + 5)


async def test_a_decision_to_do_nothing_is_kept_for_who_asks_and_given_to_nobody(shop: Shop) -> None:
    def leave(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        folding = last_word(known, changes)
        assert folding.decision is not None
        nothing = folding.decision.model_copy(update={"counted": (), "explanation": "no rule fits"})
        return folding.model_copy(update={"decision": nothing})

    await shop.put(a_change())
    assert await shop.products.fold(SHOP, "mug", leave, START) == FoldStep(folded=1)
    (kept,) = await shop.products.decisions(SHOP, 10)
    assert kept.explanation == "no rule fits"
    assert (await shop.intake.backlog(SHOP)).decisions == 0


async def test_the_newest_decisions_are_told_first(shop: Shop) -> None:
    for key in ("mug", "jug", "pot"):
        await shop.put(a_change(key))
        await shop.fold(key)
    assert [decision.product_key for decision in await shop.products.decisions(SHOP, 2)] == ["pot", "jug"]


async def test_a_rule_that_fails_changes_nothing(shop: Shop) -> None:
    def fail(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        raise ZeroDivisionError

    await shop.put(a_change())
    with pytest.raises(ZeroDivisionError):
        await shop.products.fold(SHOP, "mug", fail, START)
    assert await shop.products.known(SHOP, "mug") is None
    assert (await shop.fold()).folded == 1


async def test_a_state_under_another_name_is_not_kept(shop: Shop) -> None:
    """A rule that mixes products up would hide one behind the other."""

    def confuse(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        folding = last_word(known, changes)
        return folding.model_copy(update={"known": folding.known.model_copy(update={"product_key": "jug"})})

    await shop.put(a_change())
    with pytest.raises(ValueError, match="jug"):
        await shop.products.fold(SHOP, "mug", confuse, START)
    assert await shop.pending() == ["mug"]


async def test_many_changes_of_one_product_are_folded_in_steps_in_their_order(shop: Shop) -> None:
    await shop.put(*(a_change(number=number) for number in range(FOLD_MAX + 3)))
    first = await shop.fold()
    assert (first.folded, first.more) == (FOLD_MAX, True)
    assert first.decision is not None
    await shop.products.done(first.decision.id, START)
    second = await shop.fold()
    assert (second.folded, second.more) == (3, False)
    assert second.decision is not None
    assert second.decision.actions == f'["pin mug {FOLD_MAX + 2}"]'


async def test_a_change_that_is_older_than_what_is_known_decides_nothing(shop: Shop) -> None:
    await shop.put(a_change(number=5))
    decision = (await shop.fold()).decision
    assert decision is not None
    await shop.products.done(decision.id, START)
    await shop.put(a_change(number=4))
    assert await shop.fold() == FoldStep(folded=1)


@pytest.mark.parametrize("known", [False, True])
async def test_of_many_at_once_one_folds_and_all_are_given_what_it_decided(shop: Shop, known: bool) -> None:  # noqa: FBT001 - pytest's way
    if known:
        await shop.put(a_deletion(number=0))
        await shop.fold()
    await shop.put(*(a_change(number=number) for number in range(1, 21)))
    steps = await asyncio.gather(*(shop.fold() for _ in range(4)))
    assert sorted(step.folded for step in steps) == [0, 0, 0, 20]
    (kept,) = await shop.products.decisions(SHOP, 10)
    assert [step.decision for step in steps] == [kept] * 4


async def test_all_that_is_known_of_a_source_is_told_in_pages(shop: Shop) -> None:
    for key in ("mug", "jug", "cup"):
        await shop.put(a_change(key))
        await shop.products.fold(SHOP, key, last_word, START)
    await shop.put(a_change("not-folded"))
    first = await shop.products.known_page(SHOP, "", 2)
    assert [known.product_key for known in first] == ["cup", "jug"]
    assert [known.product_key for known in await shop.products.known_page(SHOP, "jug", PAGE_MAX + 1)] == ["mug"]
    assert await shop.products.known_page(NOWHERE, "", 2) == []


async def test_products_are_found_by_their_source_s_own_ids(shop: Shop) -> None:
    await shop.put(a_change("mug", foreign_id="7"), a_deletion("8", foreign_id="8"))
    assert await shop.products.names(SHOP, ["7", "8", "9"]) == {"7": "mug"}
    assert await shop.products.names(NOWHERE, ["7"]) == {}
    with pytest.raises(ValueError, match="at most"):
        await shop.products.names(SHOP, [str(number) for number in range(PAGE_MAX + 1)])
