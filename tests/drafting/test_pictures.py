"""Pictures: each address once, each slot the same picture for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Refused
from contracts.product import Product, ProductImage
from drafting.pictures import distinct_pictures, draft_image_address, picture_of, picture_slots, unversioned
from tests.drafting.builders import POLICY, a_product, products


def pictured(*urls: str) -> Product:
    return a_product(images=tuple(ProductImage(url=url) for url in urls))


def test_a_picture_named_twice_is_one() -> None:
    product = pictured(
        "https://c.example/a.jpg?v=1", " ", "https://c.example/b.jpg", " https://c.example/a.jpg?v=2"
    )
    assert [image.url for image in distinct_pictures(product)] == [
        "https://c.example/a.jpg?v=1",
        "https://c.example/b.jpg",
    ]


def test_another_size_of_a_picture_is_another_picture() -> None:
    assert len(distinct_pictures(pictured("https://c.example/a.jpg?w=1", "https://c.example/a.jpg?w=2"))) == 2


@pytest.mark.parametrize(
    ("pictures", "wanted", "pins"), [(0, 1, 1), (0, 5, 1), (1, 5, 1), (3, 1, 1), (3, 2, 2), (3, 3, 3), (3, 20, 3)]
)
def test_a_product_makes_at_least_one_pin_and_at_most_one_for_each_picture(
    pictures: int, wanted: int, pins: int
) -> None:
    product = pictured(*(f"https://c.example/{number}.jpg" for number in range(pictures)))
    assert list(picture_slots(product, wanted)) == list(range(pins))


def test_a_video_takes_the_slot_of_its_cover() -> None:
    product = pictured("https://c.example/a.jpg", "https://c.example/b.jpg").model_copy(
        update={"video": "https://c.example/a.mp4"}
    )
    assert list(picture_slots(product, 20)) == [0, 1]


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://c.example/a.jpg?v=1&w=9", "https://c.example/a.jpg?w=9"),
        (" https://c.example/a.jpg?VERSION=x ", "https://c.example/a.jpg"),
        ("https://c.example/a.jpg?view=1", "https://c.example/a.jpg?view=1"),
        ("https://[", "https://["),
    ],
)
def test_a_version_is_no_part_of_an_address(url: str, plain: str) -> None:
    assert unversioned(url) == plain


@given(products(), st.integers(1, 20))
def test_every_slot_of_a_product_has_its_own_picture(product: Product, wanted: int) -> None:
    pictures = [picture_of(product, slot) for slot in picture_slots(product, wanted)]
    urls = [unversioned(picture.url) for picture in pictures if picture]
    assert len(set(urls)) == len(urls)
    assert None not in pictures or pictures == [None]


@given(products(), st.integers(1, 20), st.integers(1, 20))
def test_a_slot_stays_the_same_picture_however_many_are_wanted(product: Product, few: int, many: int) -> None:
    fewer, more = sorted((few, many))
    assert set(picture_slots(product, fewer)) <= set(picture_slots(product, more))


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.integers(0, 9), min_size=8), st.integers(0, 5))
def test_other_versions_of_the_pictures_move_no_slot(names: list[str], versions: list[int], slot: int) -> None:
    plain = pictured(*(f"https://c.example/{name}.jpg" for name in names))
    renewed = pictured(
        *(f"https://c.example/{name}.jpg?v={at}" for name, at in zip(names, versions, strict=False))
    )
    one, other = picture_of(plain, slot), picture_of(renewed, slot)
    assert (one and one.url) == (other and unversioned(other.url))


@given(products(), st.integers(0, 4))
def test_every_slot_has_an_address_or_a_reason(product: Product, slot: int) -> None:
    address = draft_image_address(product, POLICY, slot)
    assert isinstance(address, Refused) or address.startswith(("https://", "http://"))
