"""Plain tables: the obvious headers, one product a row."""

from decimal import Decimal
from pathlib import Path

import pytest

from contracts.product import Availability, Money, Product, UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, rows_of

FEED = (
    *("id", "title", "description", "link", "image_link", "additional_image_link"),
    *("availability", "price", "sale_price", "brand", "product_type", "item_group_id"),
)


def product_of(folder: Path, header: str, *cells: str) -> Product:
    return only_product(a_file(folder, f"{header}\n" + "\t".join(cells), name="catalog.tsv"))


def with_cell(folder: Path, header: str, cell: str) -> Product:
    """A mug with one more column."""
    return product_of(folder, f"id\ttitle\t{header}", "1", "Mug", cell)


def test_a_merchant_feed_is_read_by_googles_names(tmp_path: Path) -> None:
    product = product_of(
        tmp_path,
        "\t".join(f"g:{name}" for name in FEED),
        *("MWC-1", "Crew", "Soft", "https://a.example/crew", "https://c.example/1.jpg"),
        "https://c.example/2.jpg,https://c.example/w_1,h_2/3.jpg",
        *("in stock", "119.00 USD", "89.00 USD", "Acme", "Home > Knitwear", "MWC"),
    )
    assert (product.key, product.title, product.brand) == ("MWC-1", "Crew", "Acme")
    assert product.price == Money(amount=Decimal(119), currency="USD")
    assert product.sale_price == Money(amount=Decimal(89), currency="USD")
    assert product.availability is Availability.IN_STOCK
    assert [image.url for image in product.images] == [
        "https://c.example/1.jpg",
        "https://c.example/2.jpg",
        "https://c.example/w_1,h_2/3.jpg",
    ]
    assert product.product_type == "Home > Knitwear"
    assert product.extras == {"g:item_group_id": "MWC"}


@pytest.mark.parametrize("header", ["Name", "product name", "PRODUCT_TITLE", "Title"])
def test_a_title_has_many_names(tmp_path: Path, header: str) -> None:
    assert product_of(tmp_path, header, "Mug").title == "Mug"


@pytest.mark.parametrize("header", ["image", "Image URL", "img", "photo", "Picture", "Media URL", "image_src"])
def test_a_picture_has_many_names(tmp_path: Path, header: str) -> None:
    assert with_cell(tmp_path, header, "https://c.example/1.jpg").images[0].url == "https://c.example/1.jpg"


def test_numbered_pictures_follow_the_first(tmp_path: Path) -> None:
    product = product_of(tmp_path, "title\timage 2\timage 1\talt text", "Mug", "/2.jpg", "/1.jpg", "Front")
    assert [(image.url, image.alt) for image in product.images] == [("/1.jpg", "Front"), ("/2.jpg", "")]


@pytest.mark.parametrize(
    ("header", "cells", "key"),
    [
        ("title\thandle\tsku\tid", ("Blue Mug", "blue-mug", "M-1", "7"), "7"),
        ("title\thandle\tsku\tid", ("Blue Mug", "blue-mug", "M-1", ""), "M-1"),
        ("title\thandle\tsku", ("Blue Mug", "blue-mug", ""), "blue-mug"),
        ("title\tlink", ("Blue Mug", "https://a.example/p/Mug_1?v=2&utm_source=x"), "p-mug-1-v-2"),
        ("title\tlink", ("Blue Mug", "https://a.example/"), "blue-mug"),
        ("title", ("Blauer Becher: Größe 2!",), "blauer-becher-grösse-2"),
        ("title", ("蓝色杯子",), "蓝色杯子"),
        ("title", ("!!!",), "!!!"),
        ("id\ttitle", ("Cafe\u0301", "Mug"), "Caf\u00e9"),
    ],
)
def test_the_key_is_the_merchants_own_or_made_of_link_or_title(
    tmp_path: Path, header: str, cells: tuple[str, ...], key: str
) -> None:
    assert product_of(tmp_path, header, *cells).key == key


def test_long_keys_stay_different(tmp_path: Path) -> None:
    long = "x" * 300
    first, second = products_of(a_file(tmp_path, f"id,title\n{long}1,Mug\n{long}2,Mug\n"))
    assert first.key != second.key
    assert len(first.key) == len(second.key) == 200


def test_a_key_that_stands_in_the_file_already_is_reported(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,title\n7,Mug\n8,Vase\n7,Mug again\n")
    assert outline(path) == [(2, "7"), (3, "8"), (4, "!")]
    late = rows_of(path)[2]
    assert isinstance(late, UnreadableRow)
    assert late.message == 'The id "7" stands in row 2 already.'


def test_a_header_that_stands_there_once_more_is_no_product(tmp_path: Path) -> None:
    rows = rows_of(a_file(tmp_path, "id,title,link\n1,Mug,/mug\nid,title,link\n2,Vase,/vase\n"))
    assert isinstance(rows[1], UnreadableRow)
    assert rows[1].message == "The row is the header once more."


@pytest.mark.parametrize("cell", ['"=""https://a.example/p"""', "View it (https://a.example/p)"])
def test_a_link_within_words_is_the_link(tmp_path: Path, cell: str) -> None:
    assert only_product(a_file(tmp_path, f"id,title,link\n1,Mug,{cell}\n")).link == "https://a.example/p"


def test_a_row_that_names_nothing_is_reported(tmp_path: Path) -> None:
    (bad,) = rows_of(a_file(tmp_path, "title,brand\n,Acme\n"))
    assert isinstance(bad, UnreadableRow)
    assert "no id, SKU, handle, link or title" in bad.message


def test_a_product_without_a_title_is_still_a_product(tmp_path: Path) -> None:
    """Drafting says that its title is missing, with the remedy."""
    assert only_product(a_file(tmp_path, "id,title\n7,\n")).title == ""


@pytest.mark.parametrize(
    ("header", "cell", "availability"),
    [
        ("availability", "in_stock", Availability.IN_STOCK),
        ("availability", "out of stock", Availability.OUT_OF_STOCK),
        ("availability", "https://schema.org/PreOrder", Availability.PREORDER),
        ("availability", "backorder", Availability.BACKORDER),
        ("Stock status", "onbackorder", Availability.BACKORDER),
        ("stock", "0", Availability.OUT_OF_STOCK),
        ("Quantity", "12.0", Availability.IN_STOCK),
        ("stock", "sold out", Availability.OUT_OF_STOCK),
        ("In stock?", "1", Availability.IN_STOCK),
        ("In stock?", "N", Availability.OUT_OF_STOCK),
        ("In stock?", "FALSCH", Availability.OUT_OF_STOCK),
        ("availability", "Not in stock", Availability.OUT_OF_STOCK),
        ("availability", "no stock", Availability.OUT_OF_STOCK),
        ("availability", "Sold", Availability.OUT_OF_STOCK),
        ("availability", "temporarily unavailable", Availability.OUT_OF_STOCK),
        ("availability", "Backordered", Availability.BACKORDER),
        ("Current Stock", "0", Availability.OUT_OF_STOCK),
        ("Current Stock Level", "3", Availability.IN_STOCK),
        ("brand", "Acme", Availability.UNKNOWN),
    ],
)
def test_stock_is_told_by_word_or_number(
    tmp_path: Path, header: str, cell: str, availability: Availability
) -> None:
    assert with_cell(tmp_path, header, cell).availability is availability


@pytest.mark.parametrize(
    "word",
    [
        *("ausverkauft", "nicht auf Lager", "nicht vorrätig", "nicht verfügbar", "nein"),
        *("épuisé", "rupture de stock", "En rupture", "non", "agotado", "sin existencias", "no disponible"),
        *("esaurito", "non disponibile", "esgotado", "sem estoque", "não"),
        *("uitverkocht", "niet op voorraad", "nee", "niedostępny", "brak w magazynie", "nie"),
        *("нет в наличии", "распродано", "немає в наявності"),
    ],
)
def test_sold_out_is_said_in_many_languages(tmp_path: Path, word: str) -> None:
    assert with_cell(tmp_path, "availability", word).availability is Availability.OUT_OF_STOCK


@pytest.mark.parametrize(
    "word",
    [
        *("auf Lager", "vorrätig", "lieferbar", "ja", "WAHR"),
        *("en stock", "disponible", "oui", "hay existencias", "sí"),
        *("disponibile", "sì", "em estoque", "sim", "op voorraad", "leverbaar", "dostępny", "tak"),
        *("в наличии", "да", "в наявності"),
    ],
)
def test_in_stock_is_said_in_many_languages(tmp_path: Path, word: str) -> None:
    assert with_cell(tmp_path, "availability", word).availability is Availability.IN_STOCK


@pytest.mark.parametrize(
    ("tracking", "availability"),
    [
        ("product", Availability.OUT_OF_STOCK),
        ("by product", Availability.OUT_OF_STOCK),
        ("Y", Availability.OUT_OF_STOCK),
        ("", Availability.OUT_OF_STOCK),
        ("none", Availability.UNKNOWN),
        ("by option", Availability.UNKNOWN),
        ("variant", Availability.UNKNOWN),
    ],
)
def test_a_stock_that_nobody_counts_says_nothing(
    tmp_path: Path, tracking: str, availability: Availability
) -> None:
    """BigCommerce exports 0 for what it does not count, and sells it."""
    header = "id\ttitle\tInventory Tracking\tCurrent Stock"
    assert product_of(tmp_path, header, "1", "Mug", tracking, "0").availability is availability


def test_an_unreadable_stock_is_kept_as_it_stands(tmp_path: Path) -> None:
    product = with_cell(tmp_path, "stock", "ask us")
    assert product.availability is Availability.UNKNOWN
    assert product.extras == {"stock": "ask us"}


def test_an_unreadable_price_is_kept_as_it_stands(tmp_path: Path) -> None:
    product = with_cell(tmp_path, "price", "from 20 to 30")
    assert product.price is None
    assert product.extras == {"price": "from 20 to 30"}


def test_the_currency_may_have_its_own_column(tmp_path: Path) -> None:
    product = product_of(tmp_path, "title\tprice\tcurrency", "Mug", "1.299,00", "eur")
    assert product.price == Money(amount=Decimal(1299), currency="EUR")


def test_a_sale_is_only_a_lower_price(tmp_path: Path) -> None:
    header = "id\ttitle\tprice\tsale_price"
    assert product_of(tmp_path, header, "1", "Mug", "20", "25").sale_price is None
    alone = product_of(tmp_path, header, "1", "Mug", "", "25")
    assert alone.price == Money(amount=Decimal(25))
    assert alone.sale_price is None


@pytest.mark.parametrize(
    ("header", "cell", "product_type"),
    [
        ("category", "Home > Mugs", "Home > Mugs"),
        ("Categories", "Home > Mugs, Sale", "Home > Mugs"),
        ("google_product_category", "1604", None),
        ("google_product_category", "Apparel > Shirts", "Apparel > Shirts"),
        ("type", "Mugs", "Mugs"),
    ],
)
def test_a_type_has_many_names(tmp_path: Path, header: str, cell: str, product_type: str | None) -> None:
    assert with_cell(tmp_path, header, cell).product_type == product_type


def test_woocommerces_kind_of_product_is_no_category(tmp_path: Path) -> None:
    product = product_of(
        tmp_path, "ID\tType\tName\tPublished\tCategories", "9", "simple", "Mug", "1", "Home > Mugs"
    )
    assert (product.product_type, product.published) == ("Home > Mugs", True)


@pytest.mark.parametrize(
    "cell",
    [
        *("draft", "Archived", "private", "inactive", "Off"),
        *("not visible", "Expired", "Deleted", "Removed", "Ended"),
        *("Suspended", "Sold out", "deactivated", "retired", "discontinued"),
        *("Entwurf", "nicht sichtbar", "Nicht veröffentlicht", "brouillon"),
        *("borrador", "oculto", "bozza", "rascunho"),
        *("concept", "szkic", "черновик"),
    ],
)
def test_a_hidden_product_is_not_published(tmp_path: Path, cell: str) -> None:
    assert not with_cell(tmp_path, "status", cell).published


@pytest.mark.parametrize("cell", ["FALSCH", "FAUX", "FALSO", "ONWAAR", "FAŁSZ", "ЛОЖЬ", "Nein", "non", "нет", "N"])
def test_published_may_be_a_no_in_the_language_of_a_spreadsheet(tmp_path: Path, cell: str) -> None:
    assert not with_cell(tmp_path, "Published", cell).published
    assert not with_cell(tmp_path, "Veröffentlicht", cell).published


@pytest.mark.parametrize("cell", ["WAHR", "VRAI", "Ja", "Oui", "sí", "да", "Y", "on", "Active", "visible", "both"])
def test_a_yes_is_never_taken_for_a_no(tmp_path: Path, cell: str) -> None:
    assert with_cell(tmp_path, "Published", cell).published


@pytest.mark.parametrize(("cell", "shown"), [("-1", False), ("0", False), ("1", True), ("yes", True), ("", True)])
def test_published_may_be_a_number(tmp_path: Path, cell: str, *, shown: bool) -> None:
    assert with_cell(tmp_path, "Published", cell).published is shown


def test_a_board_column_names_the_board(tmp_path: Path) -> None:
    assert with_cell(tmp_path, "Pinterest board", "Home Decor").board == "Home Decor"


def test_wixs_rows_of_variants_are_part_of_the_product_above_them(tmp_path: Path) -> None:
    rows = "p1,Product,Mug\np1,Variant,\np1,Variant,\np2,Product,Vase\np2,Variant,Red vase\n"
    path = a_file(tmp_path, f"handleId,fieldType,name\n{rows}")
    assert outline(path) == [(2, "mug"), (5, "vase"), (6, "red-vase")]


@pytest.mark.parametrize(
    "header",
    [
        *("Active", "is_active", "Enabled", "Visibility in catalog", "product_online", "Online"),
        *("Is Visible", "Product Visible?", "product_is_available"),
    ],
)
def test_whether_a_product_is_shown_has_many_names(tmp_path: Path, header: str) -> None:
    assert not with_cell(tmp_path, header, "false").published
    assert with_cell(tmp_path, header, "1").published


def test_one_word_that_a_product_is_hidden_is_enough(tmp_path: Path) -> None:
    assert not product_of(tmp_path, "id\ttitle\tpublished\tvisibility", "1", "Mug", "yes", "none").published


def test_columns_nobody_knows_are_kept(tmp_path: Path) -> None:
    product = product_of(tmp_path, "id\ttitle\tcolour\tcolour\t\tmaterial", "1", "Mug", "blue", "red", "x", "")
    assert product.extras == {"colour": "blue", "column 5": "x"}


def test_no_more_columns_are_kept_than_a_product_holds(tmp_path: Path) -> None:
    header = "\t".join(["id", "title", "price", *(f"extra {number}" for number in range(150))])
    product = product_of(tmp_path, header, "1", "Mug", "on request", *["x"] * 150)
    assert len(product.extras) == 100
    assert product.extras["price"] == "on request"


def test_texts_beyond_the_limits_are_cut_and_addresses_are_not(tmp_path: Path) -> None:
    path = a_file(
        tmp_path, f"id,title,brand,link\n1,{'T' * 3_000},{'B' * 400},\n2,Mug,,https://a.example/{'x' * 5_000}\n"
    )
    good, bad = rows_of(path)
    assert good.kind == "product"
    assert (len(good.product.title), len(good.product.brand or "")) == (2_000, 300)
    assert isinstance(bad, UnreadableRow)
    assert "5,018 characters" in bad.message
