"""A product's changes, from what is told to what is done."""

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from contracts.change_rules import Deed
from contracts.changes import KnownProduct, ProductChange
from contracts.happenings import HappeningKind
from contracts.intake import Folding
from contracts.product import Product
from drafting.change_decisions import Deciding, actions_of, happenings_of
from tests.drafting.builders import a_product, euros
from tests.drafting.change_builders import (
    NOW,
    SOURCE,
    a_book,
    a_change,
    a_deletion,
    a_snapshot,
    changes,
    known,
    small_products,
)
from tests.drafting.change_rule_texts import EVERYTHING, one_rule

DECIDING = Deciding(SOURCE, a_book(EVERYTHING), NOW)
USUAL = Deciding(SOURCE, a_book(""), NOW)


def deeds(folding: Folding) -> Sequence[str]:
    return [action.do for action in actions_of(folding.decision)] if folding.decision else []


def test_a_storm_of_events_about_a_new_product_makes_one_pin_with_its_last_state() -> None:
    """A shop tells of a product once as created and three times as updated, out of order and some of it twice."""
    told = [a_change(a_product(price=euros(str(at))), at=float(at), delivery=f"d{at}") for at in range(1, 5)]
    shuffled = random.Random(7).sample([*told, *told], 8)
    folding = USUAL(None, shuffled)
    assert folding.known.product == a_product(price=euros("4"))
    assert deeds(folding) == [Deed.PIN]
    assert USUAL(folding.known, shuffled).decision is None


def test_the_same_changes_in_two_steps_do_not_pin_twice() -> None:
    told = [a_change(a_product(price=euros(str(at))), at=float(at)) for at in range(1, 5)]
    first = USUAL(None, told[:2])
    assert (deeds(first), deeds(USUAL(first.known, told[2:]))) == ([Deed.PIN], [])


def test_a_first_reading_makes_every_product_known_and_decides_nothing() -> None:
    folding = DECIDING(None, [a_snapshot(a_product(tags=("campaign-1",)))])
    assert (folding.known.product, folding.decision) == (a_product(tags=("campaign-1",)), None)


def test_a_product_that_was_made_and_deleted_before_anyone_looked_is_nothing() -> None:
    folding = DECIDING(None, [a_change(a_product(), at=1.0), a_deletion(at=2.0)])
    assert (folding.known.deleted, folding.decision) == (True, None)


def test_what_happened_without_a_rule_for_it_is_kept_with_its_reasons_and_nothing_to_do() -> None:
    folding = USUAL(known(a_product()), [a_change(a_product(title="Other"), at=101.0)])
    assert folding.decision is not None
    assert (actions_of(folding.decision), folding.decision.counted) == ((), ())
    assert folding.decision.explanation == (
        'rule 1 "usual rule" (demo): no, it is for new; what happened: title_changed, changed'
    )


def test_a_decision_that_was_written_down_says_all_that_was_decided() -> None:
    decisions = Deciding(SOURCE, a_book(one_rule("board = 'Deals'", on="price_drop", do="repin")), NOW)
    folding = decisions(known(a_product(price=euros("119"))), [a_change(a_product(price=euros("89")), at=101.0)])
    assert folding.decision is not None
    (action,) = actions_of(folding.decision)
    assert (action.do, action.board, action.edition) == (Deed.REPIN, "Deals", "2026-11-22")
    assert [found.kind for found in happenings_of(folding.decision)] == [
        HappeningKind.PRICE_DROP,
        HappeningKind.CHANGED,
    ]
    assert folding.decision.counted == ("repin",)


states = st.none() | st.builds(known, st.none() | small_products(), at=st.just(1.0))


@given(states, st.lists(changes(), min_size=1, max_size=8, unique_by=lambda change: (change.at, change.sequence)))
def test_whatever_was_told_is_decided_once(state: KnownProduct | None, told: list[ProductChange]) -> None:
    folding = DECIDING(state, told)
    assert DECIDING(folding.known, told).decision is None


@given(states, small_products(), st.sampled_from([2.0, 0.0]))
def test_no_snapshot_makes_anything_new_of_what_is_not_known(
    state: KnownProduct | None, product: Product, at: float
) -> None:
    if state is None or state.product is None:
        assert DECIDING(state, [a_snapshot(product, at=at)]).decision is None


@given(small_products(), small_products())
def test_what_changed_and_changed_back_did_not_happen(one: Product, other: Product) -> None:
    told = [a_change(other, at=101.0), a_change(one, at=102.0)]
    assert DECIDING(known(one), told).decision is None
