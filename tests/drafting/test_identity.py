"""Keys, markers and fingerprints: same intent, same key; other intent, other key; for ever."""

import unicodedata
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.names import AccountKey, PinKey
from contracts.product import Availability, Product, ProductImage
from contracts.wording import PLAIN, Wording
from drafting.identity import derive_key, fingerprint, given_key, key_of, marker_of
from drafting.links import read_marker
from tests.drafting.builders import a_product, euros, products, wordings

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


def test_a_given_key_stays_what_it_was() -> None:
    key = given_key(DEMO, "spring/blue-mug", image_slot=1)
    assert (key, marker_of(key)) == ("f98328529f0a6998debe51808bde2d19", "25bc4c6393b14355")


@given(st.text(min_size=1, max_size=255), st.text(min_size=1, max_size=200), st.text(), st.integers(0, 9))
def test_a_given_key_is_the_same_pin_whatever_its_board_product_and_edition(
    key: str, product_key: str, edition: str, slot: int
) -> None:
    one = key_of(DEMO, "1", a_product(idempotency_key=key), image_slot=slot)
    product = a_product(key=product_key, idempotency_key=key)
    assert one == key_of(DEMO, "2", product, image_slot=slot, edition=edition)


@given(st.tuples(st.text(), st.text(), st.integers(0, 9)), st.tuples(st.text(), st.text(), st.integers(0, 9)))
def test_a_given_key_differs_by_account_text_and_picture(
    one: tuple[str, str, int], other: tuple[str, str, int]
) -> None:
    normal = [(account, unicodedata.normalize("NFC", text.strip()), slot) for account, text, slot in (one, other)]
    keys = [given_key(AccountKey(account), text, image_slot=slot) for account, text, slot in (one, other)]
    assert (keys[0] == keys[1]) == (normal[0] == normal[1])


@given(PARTS)
def test_a_given_key_is_never_a_derived_one(parts: Parts) -> None:
    assert given_key(AccountKey(parts.account), parts.product_key, image_slot=parts.image_slot) != parts.key()


def test_a_key_is_derived_where_none_is_given() -> None:
    product = a_product()
    derived = derive_key(DEMO, "1", product.key, image_slot=2, edition="winter")
    assert key_of(DEMO, "1", product, image_slot=2, edition="winter") == derived


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


PICTURES = tuple(ProductImage(url=f"https://cdn.example.com/{name}.jpg") for name in "abc")


@pytest.mark.parametrize(
    ("product", "digest"),
    [
        (a_product(), "9447837d16a7e549924d4b540d8d124fe3c75a671529633289587b2d05ce68e5"),
        (
            a_product(price=euros("119"), sale_price=euros("89"), description="Soft."),
            "c25f9b9d9be555d381258f497f68ed4fc2efc4a671ad38a7670c9c2877169e2e",
        ),
    ],
)
def test_fingerprints_stay_what_they_were(product: Product, digest: str) -> None:
    """Another digest would call every live pin a changed one."""
    assert fingerprint(product) == fingerprint(product, image_slot=0, wording=PLAIN) == digest


def test_each_slot_has_the_fingerprint_of_its_own_picture() -> None:
    product = a_product(images=PICTURES)
    assert len({fingerprint(product, image_slot=slot) for slot in range(3)}) == 3
    swapped = a_product(images=(PICTURES[0], PICTURES[2], PICTURES[1]))
    assert fingerprint(swapped, image_slot=0) == fingerprint(product, image_slot=0)
    assert fingerprint(swapped, image_slot=1) == fingerprint(product, image_slot=2)


def test_a_video_is_part_of_the_first_pin_alone() -> None:
    still, moving = (
        a_product(images=PICTURES, video=video) for video in (None, "https://cdn.example.com/a.mp4?v=1")
    )
    assert fingerprint(moving) != fingerprint(still)
    assert fingerprint(moving, image_slot=1) == fingerprint(still, image_slot=1)
    renewed = a_product(images=PICTURES, video="https://cdn.example.com/a.mp4?v=2")
    assert fingerprint(renewed) == fingerprint(moving)


def test_a_wording_is_part_of_what_a_pin_shows() -> None:
    digests = {
        fingerprint(a_product(), wording=wording)
        for wording in (PLAIN, Wording(title="{title}"), Wording(description="{title}"), Wording(title="{title} "))
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    "change",
    [{"extras": {"Custom Label 0": "Summer"}}, {"brand": "Other"}, {"tags": ("new",)}, {"title": "Other"}],
)
def test_what_a_wording_says_of_the_product_changes_its_fingerprint(change: dict[str, object]) -> None:
    wording = Wording(title="{title} {custom_label_0}", description="{brand} {tags}")
    product = a_product(extras={"Custom Label 0": "Spring"}, brand="Acme")
    changed = product.model_copy(update=change)
    assert fingerprint(changed, wording=wording) != fingerprint(product, wording=wording)


def test_what_no_template_names_does_not_change_it() -> None:
    wording = Wording(title="{title} in {board} of {link_host}")
    other = a_product(extras={"Custom Label 0": "Summer"}, brand="Other", board="Other", link=None)
    assert fingerprint(other, wording=wording) == fingerprint(a_product(), wording=wording)


@given(products(), wordings(), st.integers(0, 5))
def test_every_pin_of_every_product_has_a_fingerprint(product: Product, wording: Wording, slot: int) -> None:
    assert len(fingerprint(product, image_slot=slot, wording=wording)) == 64
