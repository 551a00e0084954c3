"""What the events of a product come to, in whatever order and however often they arrive."""

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.product import Availability, Product
from drafting.change_folding import before_news, digest_of, fold
from tests.drafting.builders import a_product, euros, products
from tests.drafting.change_builders import (
    SOURCE,
    a_change,
    a_deletion,
    a_snapshot,
    changes,
    known,
    shirt,
    small_products,
)

SHIRT = a_product(title="Shirt", price=euros("119.00"), tags=("spring",))
BLOUSE = a_product(title="Blouse")

states = st.none() | st.builds(known, st.none() | small_products(), at=st.sampled_from([1.0, 2.0]))


def folded(before: KnownProduct | None, *told: ProductChange) -> KnownProduct:
    return fold(before, told, source=SOURCE)


def test_the_first_event_of_a_product_makes_it_known() -> None:
    state = folded(None, a_change(SHIRT, at=7.0, sequence="03"))
    assert (state.source, state.product_key, state.product) == (SOURCE, "ocean-blue-shirt", SHIRT)
    assert (state.at, state.sequence, state.deleted, state.pinned_at) == (7.0, "03", False, None)
    assert state.digest == digest_of(SHIRT)


def test_the_last_that_happened_counts_and_not_the_last_that_arrived() -> None:
    late = a_change(SHIRT, at=2.0)
    assert folded(None, late, a_change(BLOUSE, at=1.0)).product == SHIRT


def test_events_of_one_moment_go_by_their_sequence_and_then_by_arrival() -> None:
    first, second = a_change(SHIRT, sequence="09"), a_change(BLOUSE, sequence="10")
    assert folded(None, second, first).product == BLOUSE
    assert folded(None, a_change(SHIRT), a_change(BLOUSE)).product == BLOUSE


def test_a_deletion_forgets_the_product_and_what_comes_after_begins_anew() -> None:
    gone = folded(shirt(brand="Acme"), a_deletion(at=101.0))
    assert (gone.product, gone.deleted, gone.digest) == (None, True, None)
    back = folded(gone, a_change(a_product(brand=None), at=102.0, unsaid=frozenset({"brand"})))
    assert (back.deleted, back.product) == (False, a_product(brand=None))


def test_an_event_that_was_overtaken_by_the_deletion_does_not_bring_the_product_back() -> None:
    assert folded(None, a_deletion(at=3.0), a_change(SHIRT, at=2.0)).deleted
    assert folded(known(at=3.0), a_change(SHIRT, at=2.0)) == known(at=3.0)


def test_an_event_may_know_a_product_by_its_key_alone() -> None:
    state = folded(None, a_change(None))
    assert (state.product, state.deleted, state.digest) == (None, False, None)
    assert folded(known(SHIRT), a_change(None, at=101.0)).product == SHIRT


def test_what_an_event_is_silent_about_stays() -> None:
    told = a_product(key="other", title="Blouse", price=euros("89.00"), availability=Availability.IN_STOCK)
    silent = frozenset({"price", "tags", "key", "no_such_field"})
    state = folded(known(SHIRT), a_change(told, at=101.0, unsaid=silent)).product
    assert state == told.model_copy(update={"price": SHIRT.price, "tags": SHIRT.tags})


def test_when_a_product_was_pinned_stays_known_through_everything() -> None:
    state = folded(known(SHIRT, pinned_at=5.0), a_deletion(at=101.0), a_change(BLOUSE, at=102.0))
    assert state.pinned_at == 5.0


def test_nothing_known_and_nothing_told_is_nobody_s_product() -> None:
    with pytest.raises(ValueError, match="nothing is known"):
        folded(None)
    assert folded(known(SHIRT)) == known(SHIRT)


@given(states, st.lists(changes(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_but_for_exact_ties(
    state: KnownProduct | None, told: Sequence[ProductChange], dice: random.Random
) -> None:
    apart = list({(change.at, change.sequence): change for change in told}.values())
    shuffled = dice.sample(apart, len(apart))
    assert folded(state, *shuffled) == folded(state, *apart)


@given(states, st.lists(changes(), min_size=1, max_size=8))
def test_the_same_events_once_more_change_nothing(
    state: KnownProduct | None, told: Sequence[ProductChange]
) -> None:
    once = folded(state, *told)
    apart = {(change.at, change.sequence): change for change in told}
    assert folded(once, *apart.values()) == once
    assert folded(once, *told) == once


@given(states, st.lists(changes(), min_size=2, max_size=8), st.integers(1, 7))
def test_events_that_are_folded_in_two_steps_come_to_the_same(
    state: KnownProduct | None, told: Sequence[ProductChange], step: int
) -> None:
    told = sorted(told, key=lambda change: (change.at, change.sequence))
    parts = told[: min(step, len(told) - 1)], told[min(step, len(told) - 1) :]
    assert folded(folded(state, *parts[0]), *parts[1]) == folded(state, *told)


@given(st.builds(known, st.none() | small_products(), at=st.just(4.0)), st.lists(changes(), max_size=8))
def test_stale_events_change_nothing(state: KnownProduct, told: Sequence[ProductChange]) -> None:
    assert folded(state, *told) == state
    assert before_news(state, told, source=SOURCE) == state


@given(products(), products(), st.frozensets(st.sampled_from(sorted(Product.model_fields))))
def test_a_field_that_is_not_said_is_never_erased(before: Product, told: Product, unsaid: frozenset[str]) -> None:
    after = folded(known(before), a_change(told, at=101.0, unsaid=unsaid)).product
    assert after is not None
    for name in set(Product.model_fields) - {"key"}:
        assert getattr(after, name) == getattr(before if name in unsaid else told, name)


def test_a_snapshot_of_an_unknown_product_is_no_news() -> None:
    told = a_snapshot(SHIRT, at=1.0)
    assert before_news(None, [told], source=SOURCE) == folded(None, told)


def test_what_happens_after_the_snapshot_is_news_against_it() -> None:
    snapshot, change = a_snapshot(SHIRT, at=1.0), a_change(BLOUSE, at=2.0)
    before = before_news(None, [change, snapshot], source=SOURCE)
    assert before is not None
    assert (before.product, before.at) == (SHIRT, 1.0)


def test_a_product_that_came_before_the_snapshot_was_read_is_news() -> None:
    """A reader that begins in the middle: its first event is told before the snapshot reaches that row."""
    assert before_news(None, [a_change(SHIRT, at=1.0), a_snapshot(SHIRT, at=2.0)], source=SOURCE) is None


def test_a_snapshot_of_a_known_product_is_compared() -> None:
    before = before_news(known(SHIRT), [a_snapshot(BLOUSE, at=101.0)], source=SOURCE)
    assert before == known(SHIRT)


def test_a_snapshot_that_finds_a_deleted_product_again_is_no_news() -> None:
    before = before_news(known(), [a_snapshot(SHIRT, at=101.0)], source=SOURCE)
    assert before is not None
    assert before.product == SHIRT


def test_a_snapshot_of_a_product_that_is_known_by_its_key_alone_is_no_news() -> None:
    keyed = folded(None, a_change(None))
    before = before_news(keyed, [a_snapshot(SHIRT, at=101.0)], source=SOURCE)
    assert before is not None
    assert before.product == SHIRT


@given(states, st.lists(changes().filter(lambda change: change.kind is ChangeKind.UPSERT), max_size=8))
def test_without_snapshots_all_is_news(state: KnownProduct | None, told: Sequence[ProductChange]) -> None:
    assert before_news(state, told, source=SOURCE) == state


def test_equal_products_have_one_digest_however_their_amounts_are_written() -> None:
    assert digest_of(a_product(price=euros("89"))) == digest_of(a_product(price=euros("89.00")))
    assert digest_of(a_product(price=euros("0"))) == digest_of(a_product(price=euros("0.000")))
    assert digest_of(a_product(price=euros("100"))) == digest_of(a_product(price=euros("1E+2")))


def test_the_order_of_columns_is_no_change() -> None:
    one, other = a_product(extras={"a": "1", "b": "2"}), a_product(extras={"b": "2", "a": "1"})
    assert digest_of(one) == digest_of(other)


def test_a_field_that_a_later_version_adds_changes_no_digest() -> None:
    """Else every product of every catalog would have changed on the day of the update."""
    said: dict[str, object] = {"key": "a", "title": "Shirt", "price": {"amount": "89.00"}}
    stated: dict[str, object] = said | {
        "description": "",
        "brand": None,
        "images": (),
        "extras": {},
        "published": True,
    }
    assert digest_of(Product.model_validate(said)) == digest_of(Product.model_validate(stated))


@given(products(), products())
def test_products_that_differ_have_different_digests(one: Product, other: Product) -> None:
    assert (digest_of(one) == digest_of(other)) is (one == other)


@given(products())
def test_a_product_that_was_written_down_and_read_has_its_digest(product: Product) -> None:
    assert digest_of(Product.model_validate_json(product.model_dump_json())) == digest_of(product)


def test_every_field_of_a_product_is_in_its_digest() -> None:
    others = {
        "key": "b", "title": "b", "description": "b", "link": "b", "handle": "b", "images": [{"url": "b"}],
        "price": {"amount": 1}, "sale_price": {"amount": 1}, "availability": "preorder", "published": False,
        "brand": "b", "product_type": "b", "categories": ["b"], "tags": ["b"], "sku": "b", "board": "b",
        "section": "b", "publish_at": "b", "video": "b", "idempotency_key": "b",
        "dominant_color": "#0000bb", "extras": {"b": "b"},
    }  # fmt: skip
    assert others.keys() == Product.model_fields.keys()
    digests = {digest_of(Product.model_validate({"key": "a", name: value})) for name, value in others.items()}
    assert len(digests | {digest_of(Product(key="a"))}) == len(others) + 1


def test_amounts_are_exact() -> None:
    assert digest_of(a_product(price=euros("0.1"))) != digest_of(a_product(price=euros(str(Decimal("0.1001")))))
