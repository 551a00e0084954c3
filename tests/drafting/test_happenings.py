"""What happened to a product, seen from two states of it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.changes import KnownProduct
from contracts.happenings import Happening, HappeningKind
from contracts.product import Availability, Money, ProductImage
from drafting.happenings import happening_words, happenings, present
from tests.drafting.builders import euros
from tests.drafting.change_builders import known, known_products, shirt

Kind = HappeningKind


def kinds(before: KnownProduct | None, after: KnownProduct) -> Sequence[str]:
    return [happening.kind.value for happening in happenings(before, after) if happening.kind is not Kind.CHANGED]


def only(before: KnownProduct | None, after: KnownProduct, kind: HappeningKind) -> Happening:
    (found,) = (happening for happening in happenings(before, after) if happening.kind is kind)
    return found


def pictures(*urls: str) -> tuple[ProductImage, ...]:
    return tuple(ProductImage(url=url) for url in urls)


@pytest.mark.parametrize("before", [None, known(), shirt(published=False)])
def test_a_product_that_was_not_to_be_seen_is_new(before: KnownProduct | None) -> None:
    assert kinds(before, shirt(sale_price=euros("9"), availability=Availability.OUT_OF_STOCK)) == ["new"]


@pytest.mark.parametrize("after", [known(), shirt(published=False)])
def test_a_product_that_is_not_to_be_seen_any_more_is_deleted_and_nothing_else(after: KnownProduct) -> None:
    assert happenings(shirt(), after) == (Happening(kind=Kind.DELETED),)


@pytest.mark.parametrize("before", [None, known(), shirt(published=False)])
@pytest.mark.parametrize("after", [known(), shirt(published=False)])
def test_what_nobody_could_see_and_nobody_can_see_does_not_happen(
    before: KnownProduct | None, after: KnownProduct
) -> None:
    assert happenings(before, after) == ()


def test_a_product_known_by_its_key_alone_is_new_when_more_is_told() -> None:
    keyed = shirt().model_copy(update={"product": None})
    assert happenings(None, keyed) == ()
    assert kinds(keyed, shirt()) == ["new"]


def test_a_new_product_brings_its_tags() -> None:
    """Whether the tag came with the product or a second later, a campaign begins with it."""
    assert kinds(None, shirt(tags=("spring",))) == ["new", "tag_added"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("out_of_stock", "in_stock", ["back_in_stock"]),
        ("out_of_stock", "preorder", ["back_in_stock"]),
        ("out_of_stock", "backorder", ["back_in_stock"]),
        ("in_stock", "out_of_stock", ["out_of_stock"]),
        ("preorder", "out_of_stock", ["out_of_stock"]),
        ("preorder", "in_stock", []),
        ("in_stock", "backorder", []),
        ("unknown", "in_stock", []),
        ("unknown", "out_of_stock", []),
        ("in_stock", "unknown", []),
        ("out_of_stock", "unknown", []),
    ],
)
def test_what_can_be_ordered_is_in_stock_and_the_unknown_is_no_news(
    before: str, after: str, expected: list[str]
) -> None:
    assert kinds(shirt(availability=before), shirt(availability=after)) == expected


def test_a_price_drop_tells_both_prices_and_the_percentage() -> None:
    found = only(shirt(price=euros("119.00")), shirt(price=euros("89.00")), Kind.PRICE_DROP)
    assert (found.price_before, found.price_after) == (euros("119.00"), euros("89.00"))
    assert found.percent == Decimal("-25.2")
    assert happening_words(found) == "price_drop €119.00 -> €89.00, -25.2 %"


def test_a_price_rise_tells_them_too() -> None:
    found = only(shirt(price=euros("80")), shirt(price=euros("100")), Kind.PRICE_RISE)
    assert happening_words(found) == "price_rise €80.00 -> €100.00, +25.0 %"


def test_no_percentage_promises_more_than_it_is() -> None:
    assert only(shirt(price=euros("100")), shirt(price=euros("80.01")), Kind.PRICE_DROP).percent == Decimal(
        "-19.9"
    )
    assert only(shirt(price=euros("100")), shirt(price=euros("119.99")), Kind.PRICE_RISE).percent == Decimal(
        "19.9"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (euros("119"), euros("89", "USD")),
        (euros("119"), euros("89", None)),
        (euros("119", None), euros("89")),
        (euros("119"), None),
        (None, euros("89")),
        (euros("119"), euros("0")),
        (euros("0"), euros("89")),
        (euros("89"), euros("89.00")),
    ],
)
def test_prices_that_cannot_be_compared_or_are_equal_are_no_news(
    before: Money | None, after: Money | None
) -> None:
    assert kinds(shirt(price=before), shirt(price=after)) == []


def test_a_sale_is_also_a_lower_price_and_its_end_a_higher_one() -> None:
    usual, sale = shirt(price=euros("119")), shirt(price=euros("119"), sale_price=euros("89"))
    assert kinds(usual, sale) == ["price_drop", "sale_started"]
    assert kinds(sale, usual) == ["price_rise", "sale_ended"]
    assert happening_words(only(usual, sale, Kind.SALE_STARTED)) == "sale_started €119.00 -> €89.00"
    assert happening_words(only(sale, usual, Kind.SALE_ENDED)) == "sale_ended €89.00 -> €119.00"


def test_a_sale_price_of_nothing_is_no_sale() -> None:
    assert kinds(shirt(price=euros("9")), shirt(price=euros("9"), sale_price=euros("0"))) == []


def test_another_sale_price_is_no_new_sale() -> None:
    one, other = (shirt(price=euros("119"), sale_price=euros(amount)) for amount in ("99", "89"))
    assert kinds(one, other) == ["price_drop"]


def test_the_regular_price_behind_a_sale_price_does_not_move_what_customers_pay() -> None:
    one, other = (shirt(price=euros(amount), sale_price=euros("89")) for amount in ("119", "109"))
    assert [happening.kind for happening in happenings(one, other)] == [Kind.CHANGED]


def test_new_pictures_are_told_by_their_place() -> None:
    after = shirt(images=pictures("/c.jpg", "/a.jpg?v=2", "/d.jpg"))
    found = only(shirt(images=pictures("/a.jpg?v=1", "/b.jpg")), after, Kind.NEW_IMAGE)
    assert found.slots == (0, 2)
    assert happening_words(found) == "new_image picture 1, picture 3"


def test_pictures_that_went_or_changed_places_are_no_new_ones() -> None:
    before = shirt(images=pictures("/a.jpg", "/b.jpg"))
    assert kinds(before, shirt(images=pictures("/b.jpg", "/a.jpg"))) == []
    assert kinds(before, shirt(images=pictures("/b.jpg", " "))) == []


def test_a_deploy_of_the_shop_that_renews_every_picture_s_version_changes_nothing() -> None:
    assert happenings(shirt(images=pictures("/a.jpg?v=1")), shirt(images=pictures("/a.jpg?v=2"))) == ()


def test_a_title_changes_when_what_people_read_changes() -> None:
    before = shirt(title="Linen &amp; Wool")
    assert kinds(before, shirt(title="<b>Linen</b> & Wool ")) == []
    found = only(before, shirt(title="Linen Shirt"), Kind.TITLE_CHANGED)
    assert happening_words(found) == 'title_changed "Linen & Wool" -> "Linen Shirt"'


def test_tags_are_new_by_their_word_and_not_by_their_spelling() -> None:
    before = shirt(tags=("Spring", "old"))
    assert kinds(before, shirt(tags=("spring ", "SPRING"))) == []
    found = only(before, shirt(tags=("spring", "New In", "new in", " ", "wool")), Kind.TAG_ADDED)
    assert found.tags == ("new in", "wool")


def test_many_tags_are_told_in_a_line() -> None:
    tags = tuple(f"tag {number} {'x' * 200}" for number in range(250))
    words = happening_words(only(shirt(), shirt(tags=tags), Kind.TAG_ADDED))
    assert words.endswith("and 245 more")
    assert len(words) < 400


def test_anything_else_is_a_change() -> None:
    found = happenings(shirt(extras={"Season": "SS27"}), shirt(extras={"Season": "AW27"}))
    assert found == (Happening(kind=Kind.CHANGED),)


@pytest.mark.parametrize("column", ["updated_at", "Date_Modified_GMT", "total_sales", "related_ids"])
def test_that_a_shop_touched_a_product_is_no_change_of_it(column: str) -> None:
    """Each sale of a product would be one else, and a rule for changes would pin it again."""
    for before in ({column: "1"}, {}):
        assert happenings(shirt(extras=before), shirt(extras={column: "2"})) == ()


@given(known_products())
def test_nothing_happens_to_what_stays_as_it_is(state: KnownProduct) -> None:
    assert happenings(state, state.model_copy(update={"at": state.at + 1})) == ()


@given(st.none() | known_products(), known_products())
def test_there_and_gone_are_told_for_any_two_states(before: KnownProduct | None, after: KnownProduct) -> None:
    found = [happening.kind for happening in happenings(before, after)]
    was, now = present(before) is not None, present(after) is not None
    assert (Kind.NEW in found) is (now and not was)
    assert (Kind.DELETED in found) is (was and not now)
    assert len(found) == len(set(found))
    assert found == sorted(found, key=list(Kind).index)


@given(known_products(), known_products())
def test_what_drops_one_way_rises_the_other(one: KnownProduct, other: KnownProduct) -> None:
    there, back = kinds(one, other), kinds(other, one)
    for kind, opposite in (("price_drop", "price_rise"), ("sale_started", "sale_ended"), ("new", "deleted")):
        assert (kind in there) is (opposite in back)


@given(st.none() | known_products(), known_products())
def test_every_happening_can_be_told_and_written_down(before: KnownProduct | None, after: KnownProduct) -> None:
    for happening in happenings(before, after):
        assert happening_words(happening).startswith(happening.kind)
        assert "\n" not in happening_words(happening)
        assert Happening.model_validate_json(happening.model_dump_json()) == happening
