"""Keys, markers and fingerprints: same intent, same key; other intent, other key; for ever."""

from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.names import AccountKey, PinKey
from contracts.product import Availability, Product, ProductImage
from drafting.identity import derive_key, fingerprint, marker_of
from drafting.links import read_marker
from tests.drafting.builders import a_product, euros, products

DEMO = AccountKey("demo")


class Parts(NamedTuple):
    """What a key is derived from."""

    account: str
    board_id: str
    product_key: str
    image_slot: int
    template: str
    edition: str

    def key(self) -> PinKey:
        return derive_key(
            AccountKey(self.account),
            self.board_id,
            self.product_key,
            image_slot=self.image_slot,
            template=self.template,
            edition=self.edition,
        )


PARTS = st.builds(Parts, st.text(), st.text(), st.text(), st.integers(0, 9), st.text(), st.text())


def test_keys_and_markers_stay_what_they_were() -> None:
    """Pins at Pinterest carry these digests: a change here makes every product a new intent."""
    key = derive_key(DEMO, "549755885175", "ocean-blue-shirt")
    assert (key, marker_of(key)) == ("0e0b7e934a30289d800a182f17bf432a", "1c678788b5578a72")


@given(PARTS, PARTS)
def test_a_key_differs_when_any_part_differs(one: Parts, other: Parts) -> None:
    assume(one != other)
    assert one.key() != other.key()


@given(PARTS, st.text(min_size=1))
def test_a_key_differs_when_one_part_changes(parts: Parts, more: str) -> None:
    changed = [
        parts._replace(account=parts.account + more),
        parts._replace(board_id=parts.board_id + more),
        parts._replace(product_key=parts.product_key + more),
        parts._replace(image_slot=parts.image_slot + 1),
        parts._replace(template=parts.template + more),
        parts._replace(edition=parts.edition + more),
    ]
    assert len({parts.key(), *(other.key() for other in changed)}) == 7


@pytest.mark.parametrize("glue", ["", ":", "/", "|", "\x00", '","', "\\", "1:"])
def test_no_part_can_pretend_to_be_two(glue: str) -> None:
    assert derive_key(DEMO, f"1{glue}2", "3") != derive_key(DEMO, "1", f"2{glue}3")
    assert derive_key(DEMO, "1", f"2{glue}3") != derive_key(DEMO, f"1{glue}2", "3")


@given(PARTS)
def test_keys_and_markers_are_hexadecimal(parts: Parts) -> None:
    key = parts.key()
    assert len(key) == 32
    assert int(key, 16) >= 0
    assert read_marker(f"https://shop.example.com/?pf={marker_of(key)}") == marker_of(key)
    assert marker_of(key) not in key


def test_a_new_version_of_the_same_picture_is_no_change() -> None:
    old = a_product(images=(ProductImage(url="https://cdn.example.com/a.jpg?v=1&w=9"),))
    new = a_product(images=(ProductImage(url="https://cdn.example.com/a.jpg?v=2&w=9"),))
    assert fingerprint(old) == fingerprint(new)


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    assert fingerprint(a_product(title="Caf\u00e9")) == fingerprint(a_product(title="Cafe\u0301 "))


def test_an_amount_is_the_same_however_many_zeros_it_has() -> None:
    assert fingerprint(a_product(price=euros("49.9"))) == fingerprint(a_product(price=euros("49.9000")))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"description": "Other"},
        {"price": euros("1")},
        {"price": euros("1", "USD")},
        {"sale_price": euros("1")},
        {"availability": Availability.OUT_OF_STOCK},
        {"images": (ProductImage(url="https://cdn.example.com/b.jpg"),)},
        {"images": (ProductImage(url="https://cdn.example.com/ocean-blue-shirt.jpg?w=1"),)},
        {"images": ()},
    ],
)
def test_what_a_pin_shows_changes_the_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(a_product(**change)) != fingerprint(a_product())


def test_what_a_pin_does_not_show_does_not() -> None:
    other = a_product(tags=("new",), extras={"a": "b"}, link="https://shop.example.com/other")
    assert fingerprint(other) == fingerprint(a_product())


@given(products())
def test_every_product_has_a_fingerprint(product: Product) -> None:
    assert len(fingerprint(product)) == 64


def test_a_price_moved_from_regular_to_sale_is_a_change() -> None:
    one = a_product(price=euros("5"), sale_price=None)
    assert fingerprint(one) != fingerprint(a_product(price=None, sale_price=euros("5")))
