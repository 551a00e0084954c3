"""A product becomes a draft or a reason; nothing else ever happens."""

from typing import Any

import pytest
from hypothesis import given

from contracts.outcome import Reason, Refused
from contracts.pin import PinDraft, PinPolicy
from contracts.product import Availability, Product, ProductImage
from drafting.pins import draft_pin
from tests.drafting.builders import MARKER, POLICY, SHOPLESS, a_product, products


def reason_of(policy: PinPolicy = POLICY, **said: Any) -> Reason:  # Any: any field of a product
    refused = draft_pin(a_product(**said), policy, MARKER)
    assert isinstance(refused, Refused), refused
    return refused.reason


def image(url: str) -> tuple[ProductImage, ...]:
    return (ProductImage(url=url),)


def test_a_good_product_becomes_a_draft() -> None:
    draft = draft_pin(a_product(brand="Acme", description="<p>Soft.</p>"), POLICY, MARKER)
    assert draft == PinDraft(
        title="Ocean Blue Shirt",
        description="Soft.",
        alt_text="Ocean Blue Shirt by Acme",
        link=(
            "https://shop.example.com/products/ocean-blue-shirt"
            f"?utm_source=pinterest&utm_medium=organic&utm_campaign=pinflow&pf={MARKER}"
        ),
        image_url="https://cdn.example.com/ocean-blue-shirt.jpg",
    )


def test_troubles_are_told_in_the_order_in_which_they_are_mended() -> None:
    everything: dict[str, Any] = {  # Any: any field of a product
        "published": False,
        "availability": Availability.OUT_OF_STOCK,
        "title": "",
        "link": None,
        "images": (),
    }
    mends: dict[str, Any] = {  # Any: as above
        "published": True,
        "availability": Availability.IN_STOCK,
        "title": "Mug",
        "link": "https://shop.example.com/mug",
    }
    told = [reason_of(**everything)]
    for field, mended in mends.items():
        everything[field] = mended
        told.append(reason_of(**everything))
    assert told == [
        Reason.PRODUCT_NOT_PUBLISHED,
        Reason.PRODUCT_OUT_OF_STOCK,
        Reason.TITLE_MISSING,
        Reason.LINK_MISSING,
        Reason.IMAGE_MISSING,
    ]


@pytest.mark.parametrize("availability", [a for a in Availability if a is not Availability.OUT_OF_STOCK])
def test_only_out_of_stock_keeps_a_product_back(availability: Availability) -> None:
    assert isinstance(draft_pin(a_product(availability=availability), POLICY, MARKER), PinDraft)


@pytest.mark.parametrize(
    ("url", "image_url"),
    [
        ("//cdn.example.com/a b.jpg", "https://cdn.example.com/a%20b.jpg"),
        ("/img/a.jpg", "https://shop.example.com/img/a.jpg"),
        ("https://cdn.example.com/a.jpg?v=1", "https://cdn.example.com/a.jpg?v=1"),
    ],
)
def test_a_pictures_address_becomes_whole(url: str, image_url: str) -> None:
    draft = draft_pin(a_product(images=image(url)), POLICY, MARKER)
    assert isinstance(draft, PinDraft)
    assert draft.image_url == image_url


@pytest.mark.parametrize(
    "url", ["data:image/png;base64,AAAA", "C:\\pictures\\a.jpg", "http://localhost/a.jpg", "é" * 2_000]
)
def test_a_picture_that_cannot_be_fetched_is_refused(url: str) -> None:
    assert reason_of(images=image(url)) is Reason.IMAGE_ADDRESS_INVALID


def test_a_relative_picture_needs_a_shop() -> None:
    assert reason_of(SHOPLESS, images=image("/img/a.jpg")) is Reason.IMAGE_ADDRESS_INVALID
    assert reason_of(images=image("  ")) is Reason.IMAGE_MISSING


@given(products())
def test_any_product_becomes_a_draft_or_a_reason(product: Product) -> None:
    for policy in (POLICY, SHOPLESS):
        assert isinstance(draft_pin(product, policy, MARKER), PinDraft | Refused)
