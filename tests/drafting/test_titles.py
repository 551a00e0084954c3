"""Titles: what the buyer reads, within Pinterest's 100 characters."""

import pytest
from hypothesis import given

from contracts.pin import TITLE_MAX
from contracts.product import Product
from drafting.characters import one_line
from drafting.plain_text import html_to_line
from drafting.titles import draft_title
from tests.drafting.builders import a_product, products, texts


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Merino Wool Crew [SKU-MWC-104]", "Merino Wool Crew"),
        ("Merino Wool Crew (Art. 123)", "Merino Wool Crew"),
        ("Merino Wool Crew (Art.-Nr. 4711/b)", "Merino Wool Crew"),
        ("Merino Wool Crew [REF: A-77]", "Merino Wool Crew"),
        ("Merino Wool Crew (Item No. 12)", "Merino Wool Crew"),
        ("[MWC-104] Merino Wool Crew", "Merino Wool Crew"),
        ("Merino [SKU-MWC-104] - Grey", "Merino - Grey"),
        ("Merino Wool Crew - MWC104", "Merino Wool Crew"),
        ("Merino Wool Crew \u2013 SKU: 88-12", "Merino Wool Crew"),
        ("Merino Wool Crew | MWC-104-S", "Merino Wool Crew"),
    ],
)
def test_codes_of_the_warehouse_go(raw: str, title: str) -> None:
    assert draft_title(a_product(title=raw)) == title


@pytest.mark.parametrize(
    "title",
    [
        "Stoneware Mugs (Set of 2)",
        "Linen Shirt [Limited Edition]",
        "Sun Cream (SPF 50)",
        "Water Bottle (500ML)",
        "Notebook (A4)",
        "Poster (Art Deco)",
        "Print (Artisan-3)",
        "Jeans 501",
        "Jacket - 100% Wool",
        "Dress - Summer 2026",
        "Chanel (No. 5)",
    ],
)
def test_what_tells_the_buyer_something_stays(title: str) -> None:
    assert draft_title(a_product(title=title)) == title


def test_the_products_own_sku_goes_from_the_end() -> None:
    assert draft_title(a_product(title="Merino Crew mwc104s", sku="MWC104S")) == "Merino Crew"
    assert draft_title(a_product(title="Merino Crew (98765)", key="98765")) == "Merino Crew"


def test_a_short_number_at_the_end_is_part_of_the_name() -> None:
    """A shop that numbers its products 1, 2, 3 also sells a "Vase 2", and a calendar of 2026."""
    assert draft_title(a_product(title="Vase 2", key="2")) == "Vase 2"
    assert draft_title(a_product(title="Calendar 2026", sku="2026")) == "Calendar 2026"
    assert draft_title(a_product(title="Blue Shirt", key="shirt")) == "Blue Shirt"


def test_a_title_of_nothing_but_a_code_keeps_it() -> None:
    assert draft_title(a_product(title="[SKU-MWC-104]")) == "[SKU-MWC-104]"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Mugs &amp; Bottles", "Mugs & Bottles"),
        ("Mugs &amp;amp; Bottles", "Mugs & Bottles"),
        ("<b>Ocean</b> Blue<br>Shirt", "Ocean Blue Shirt"),
        ("&lt;b&gt;Ocean&lt;/b&gt; Shirt", "Ocean Shirt"),
        ("Ocean\u200b Blue\u00a0\n\tShirt\x00 ", "Ocean Blue Shirt"),
        ("Love <3 Mug", "Love <3 Mug"),
        ("Cafe\u0301 Mug", "Caf\u00e9 Mug"),
        ("Family 👩\u200d👧 Mug", "Family 👩\u200d👧 Mug"),
        ("Oc\u200dean", "Ocean"),
    ],
)
def test_markup_and_invisible_characters_go(raw: str, title: str) -> None:
    assert draft_title(a_product(title=raw)) == title


@pytest.mark.parametrize("raw", ["", "  ", "&nbsp;", "<br>", "\u200b\ufeff"])
def test_a_title_without_anything_to_read_is_empty(raw: str) -> None:
    assert draft_title(a_product(title=raw)) == ""


def test_a_long_title_is_cut_at_a_word() -> None:
    title = draft_title(a_product(title="Hand-thrown stoneware mug with a blue glaze, " * 4))
    assert title == ("Hand-thrown stoneware mug with a blue glaze, Hand-thrown stoneware mug with a blue glaze…")


def test_a_title_of_one_endless_word_is_cut_within_it() -> None:
    assert draft_title(a_product(title="x" * 300)) == "x" * 99 + "…"


def test_an_endless_word_is_not_cut_between_a_letter_and_its_accent() -> None:
    assert draft_title(a_product(title="x\u0323" * 200)) == "x\u0323" * 49 + "…"


@given(products())
def test_a_title_never_exceeds_its_limit(product: Product) -> None:
    assert len(draft_title(product)) <= TITLE_MAX


@given(texts(2_000))
def test_a_title_with_anything_to_read_is_never_empty(raw: str) -> None:
    assert bool(draft_title(a_product(title=raw))) == bool(html_to_line(raw))


@given(texts(2_000))
def test_a_title_is_one_clean_line(raw: str) -> None:
    title = draft_title(a_product(title=raw))
    assert title == one_line(title)
