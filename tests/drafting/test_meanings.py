"""Whether a key that a caller gave stands for the same pin: what differs is named, what is no change is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pin import PinPolicy
from contracts.product import Availability, Product, ProductImage
from contracts.wording import PLAIN, Wording
from drafting.identity import fingerprint
from drafting.meanings import VALUE_SHOWN_MAX, Difference, Meaning, differences, in_words
from tests.drafting.builders import POLICY, SHOP, a_product, euros, products

BOARD = "700000000000000001"


def meaning(
    product: Product,
    *,
    board_id: str = BOARD,
    image_slot: int = 0,
    wording: Wording = PLAIN,
    policy: PinPolicy = POLICY,
) -> Meaning:
    return Meaning(product, board_id, image_slot, wording, policy)


def names(was: Meaning, now: Meaning) -> tuple[str, ...]:
    return tuple(one.name for one in differences(was, now))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"key": "red-shirt"}, ("product",)),
        ({"link": f"{SHOP}/products/red-shirt"}, ("link",)),
        ({"title": "Red Shirt"}, ("title",)),
        ({"description": "Red."}, ("description",)),
        ({"price": euros("9")}, ("price",)),
        ({"sale_price": euros("9")}, ("price",)),
        ({"availability": Availability.PREORDER}, ("availability",)),
        ({"images": (ProductImage(url="https://cdn.example.com/red.jpg"),)}, ("picture",)),
        ({"video": "https://cdn.example.com/red.mp4"}, ("video",)),
        ({"key": "red-shirt", "title": "Red", "link": f"{SHOP}/red"}, ("product", "link", "title")),
    ],
)
def test_what_differs_is_named(
    changed: dict[str, Any], named: tuple[str, ...]
) -> None:  # Any: fields of a product
    assert names(meaning(a_product()), meaning(a_product(**changed))) == named


def test_another_board_is_another_pin() -> None:
    assert names(meaning(a_product()), meaning(a_product(), board_id="2")) == ("board",)


def test_another_wording_is_other_copy() -> None:
    worded = meaning(a_product(), wording=Wording(title="{title}!"))
    assert names(meaning(a_product()), worded) == ("copy",)


def test_another_shop_is_another_link() -> None:
    """The file gives a handle alone: the shop's address comes with the launch."""
    product = a_product(link=None, handle="shirt")
    other = meaning(product, policy=PinPolicy(shop_url="https://other.example.com"))
    assert names(meaning(product), other) == ("link",)


@pytest.mark.parametrize(
    "changed",
    [
        {"images": (ProductImage(url="https://cdn.example.com/ocean-blue-shirt.jpg?v=2"),)},
        {"link": f"{SHOP}/products/ocean-blue-shirt?utm_source=mail"},
        {"title": " Ocean Blue Shirt "},
        {"tags": ("new",)},
        {"extras": {"stock room": "7"}},
        {"publish_at": "2026-12-01T10:00:00Z"},
    ],
)
def test_what_a_pin_does_not_show_is_no_difference(changed: dict[str, Any]) -> None:  # Any: fields of a product
    assert differences(meaning(a_product()), meaning(a_product(**changed))) == ()


def test_another_campaign_is_no_difference() -> None:
    spring = meaning(a_product(), policy=POLICY.model_copy(update={"campaign": "spring"}))
    assert differences(meaning(a_product()), spring) == ()


def test_only_its_own_picture_counts_for_a_pin() -> None:
    pictures = tuple(ProductImage(url=f"https://cdn.example.com/{name}.jpg") for name in "abc")
    changed = (*pictures[:2], ProductImage(url="https://cdn.example.com/d.jpg"))
    was, now = a_product(images=pictures), a_product(images=changed)
    assert differences(meaning(was, image_slot=1), meaning(now, image_slot=1)) == ()
    assert names(meaning(was, image_slot=2), meaning(now, image_slot=2)) == ("picture",)


def test_a_link_that_is_none_is_compared_as_it_stands() -> None:
    one, other = a_product(link="javascript:one"), a_product(link="javascript:two")
    assert differences(meaning(one), meaning(one)) == ()
    assert names(meaning(one), meaning(other)) == ("link",)


@given(products())
def test_a_product_is_always_itself(product: Product) -> None:
    assert differences(meaning(product), meaning(product)) == ()


@given(products(), products())
def test_another_fingerprint_is_always_a_difference(one: Product, other: Product) -> None:
    same = fingerprint(one) == fingerprint(other)
    assert same or differences(meaning(one), meaning(other))


def test_a_differing_value_is_told_as_it_was_and_as_it_is() -> None:
    was = meaning(a_product(title="Blue mug", price=euros("12.50")))
    now = meaning(a_product(title="Red mug", price=euros("12.50"), sale_price=euros("9")), board_id="2")

    told = in_words(differences(was, now))

    assert told == (
        f'the board was "{BOARD}" and is "2" now, the title was "Blue mug" and is "Red mug" now, '
        'the price was "12.5 EUR" and is "12.5 EUR, sale 9 EUR" now'
    )


def test_what_was_not_there_is_called_empty() -> None:
    assert in_words([Difference("video", "", "https://cdn.example.com/a.mp4")]).startswith(
        "the video was empty and"
    )


def test_what_has_no_value_to_show_only_differs() -> None:
    assert in_words([Difference("copy")]) == "the copy differs"


@given(st.text(max_size=400), st.text(max_size=400))
def test_however_long_two_values_are_what_is_told_of_them_is_short(was: str, now: str) -> None:
    assert len(in_words([Difference("description", was, now)])) < 2 * VALUE_SHOWN_MAX + 60


@given(st.text("ab", max_size=400), st.text("ab", max_size=400))
def test_what_is_told_of_two_values_is_not_the_same(was: str, now: str) -> None:
    told = in_words([Difference("title", f"{was}c", f"{now}d")])
    first, _, second = told.removeprefix("the title was ").removesuffix(" now").partition(" and is ")
    assert first != second


def test_long_texts_are_shown_where_they_part() -> None:
    same = "Holds tea, and coffee too. " * 10

    told = in_words([Difference("description", f"{same}Made in Spain.", f"{same}Made in Portugal.")])

    assert "Made in Spain." in told
    assert "Made in Portugal." in told
    assert len(told) < 200
