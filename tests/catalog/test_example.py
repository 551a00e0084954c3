"""The example that a newcomer launches first: 24 products, six of them in trouble, each in its own way."""

from collections import Counter
from pathlib import Path

from contracts.outcome import Reason, Refused
from contracts.pin import PinDraft, PinPolicy
from contracts.product import Product
from drafting.boards import choose_board
from drafting.pins import draft_pin
from tests.catalog.builders import products_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "spring-collection.csv"
MARKER = "0123456789abcdef"
BAD_PICTURES = ("bad-small-", "bad-html-", "bad-403-", "bad-truncated-")


def draft_of(product: Product) -> PinDraft | Refused:
    return draft_pin(product, PinPolicy(), MARKER)


def last_segment(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def test_it_has_24_products_on_5_boards() -> None:
    products = products_of(EXAMPLE)
    assert len(products) == 24
    assert len({choose_board(product, override=None) for product in products}) == 5


def test_one_product_is_a_draft_and_all_others_can_be_drafted() -> None:
    refused = [draft for draft in map(draft_of, products_of(EXAMPLE)) if isinstance(draft, Refused)]
    assert [each.reason for each in refused] == [Reason.PRODUCT_NOT_PUBLISHED]


def test_four_pictures_and_one_page_are_bad_each_in_its_own_way() -> None:
    """The demo shop answers by the beginning of the last segment."""
    drafts = [draft for draft in map(draft_of, products_of(EXAMPLE)) if isinstance(draft, PinDraft)]
    pictures = Counter(
        bad for draft in drafts for bad in BAD_PICTURES if last_segment(draft.image_url).startswith(bad)
    )
    assert pictures == Counter(BAD_PICTURES)
    assert sum(last_segment(draft.link).startswith("bad-soldout-") for draft in drafts) == 1


def test_its_titles_are_clean_when_drafted() -> None:
    titles = [draft.title for draft in map(draft_of, products_of(EXAMPLE)) if isinstance(draft, PinDraft)]
    assert {"Ocean Blue Stoneware Mug", "Ocean Blue Shirt", "Rose Bud Vase", "Fig & Cedar Candle"} <= set(titles)
    assert "Speckled White Espresso Mugs (Set of 2)" in titles
