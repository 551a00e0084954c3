"""A product becomes a draft or a reason; nothing else ever happens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.outcome import Reason, Refused
from contracts.pin import PinDraft, PinPolicy
from contracts.product import Availability, Product, ProductImage
from contracts.wording import Wording
from drafting.pins import draft_pin
from tests.drafting.builders import MARKER, POLICY, SHOPLESS, a_product, products, wordings


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


PICTURES = tuple(
    ProductImage(url=f"https://cdn.example.com/{name}.jpg", alt=f"Picture {name}") for name in ("a", "b", "c")
)


def drafted(product: Product, slot: int = 0, **said: Any) -> PinDraft:  # Any: any argument of `draft_pin`
    draft = draft_pin(product, POLICY, MARKER, image_slot=slot, **said)
    assert isinstance(draft, PinDraft), draft
    return draft


def test_each_slot_is_a_pin_of_its_own_picture() -> None:
    drafts = [drafted(a_product(images=PICTURES), slot) for slot in range(3)]
    assert [(draft.image_url[-5:], draft.alt_text) for draft in drafts] == [
        ("a.jpg", "Picture a"),
        ("b.jpg", "Picture b"),
        ("c.jpg", "Picture c"),
    ]
    assert len({(draft.title, draft.link) for draft in drafts}) == 1


@pytest.mark.parametrize("slot", [3, 20, -1])
def test_a_slot_without_a_picture_is_refused(slot: int) -> None:
    refused = draft_pin(a_product(images=PICTURES), POLICY, MARKER, image_slot=slot)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.IMAGE_MISSING
    assert "it has 3" in refused.message


VIDEO = "//cdn.example.com/a b.mp4"


def test_a_video_is_the_first_pin_and_the_first_picture_its_cover() -> None:
    product = a_product(images=PICTURES, video=VIDEO)
    first, second = drafted(product), drafted(product, 1)
    assert (first.video_url, first.image_url) == ("https://cdn.example.com/a%20b.mp4", PICTURES[0].url)
    assert (second.video_url, second.image_url) == (None, PICTURES[1].url)


def test_a_video_needs_no_cover() -> None:
    draft = drafted(a_product(images=(), video=VIDEO))
    assert (draft.image_url, draft.alt_text) == ("", "Ocean Blue Shirt")
    assert reason_of(images=(), video=" ") is Reason.IMAGE_MISSING


def test_a_cover_that_is_there_must_be_right() -> None:
    assert reason_of(video=VIDEO, images=image("data:image/png;base64,AAAA")) is Reason.IMAGE_ADDRESS_INVALID


@pytest.mark.parametrize(
    "video", ["javascript:alert(1)", "http://10.0.0.1/a.mp4", "C:\\videos\\a.mp4", "é" * 2_000]
)
def test_a_video_that_cannot_be_fetched_is_refused(video: str) -> None:
    refused = draft_pin(a_product(video=video), POLICY, MARKER)
    assert isinstance(refused, Refused)
    assert (refused.reason, "The video's address" in refused.message) == (Reason.VIDEO_ADDRESS_INVALID, True)


def test_a_wording_words_the_pin_and_knows_its_board() -> None:
    wording = Wording(title="{title} by {brand}", description="See all of {board} at {link_host}.")
    draft = drafted(a_product(brand="Acme", link="/p"), wording=wording, board_name="Spring looks")
    assert draft.title == "Ocean Blue Shirt by Acme"
    assert draft.description == "See all of Spring looks at shop.example.com."


@given(products(), wordings(), st.integers(0, 4))
def test_any_product_becomes_a_draft_or_a_reason(product: Product, wording: Wording, slot: int) -> None:
    for policy in (POLICY, SHOPLESS):
        draft = draft_pin(product, policy, MARKER, image_slot=slot, wording=wording)
        assert isinstance(draft, PinDraft | Refused)
