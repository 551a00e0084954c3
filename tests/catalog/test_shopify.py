"""Shopify's exports: several rows a product, and what the cells of each mean."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from contracts.product import Availability, Product, UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, rows_of

LEGACY = (
    *(
        "Handle",
        "Title",
        "Body (HTML)",
        "Vendor",
        "Product Category",
        "Type",
        "Tags",
        "Published",
        "Option1 Value",
    ),
    *("Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Price", "Variant Compare At Price", "Image Src", "Image Position", "Image Alt Text"),
    *("Variant Image", "SEO Title", "Price / International", "Status"),
)


def export(folder: Path, *rows: dict[str, str]) -> Path:
    """A legacy export with these cells."""
    text = io.StringIO()
    writer = csv.DictWriter(text, LEGACY)
    writer.writeheader()
    writer.writerows(rows)
    return a_file(folder, text.getvalue())


def row(handle: str = "mug", **cells: str) -> dict[str, str]:
    return {"Handle": handle} | {name.replace("_", " "): text for name, text in cells.items()}


def product_of(folder: Path, *rows: dict[str, str]) -> Product:
    return only_product(export(folder, *rows))


def test_rows_of_one_handle_are_one_product(tmp_path: Path) -> None:
    path = export(tmp_path, row(Title="Mug"), row(Variant_SKU="M-2"), row("vase", Title="Vase"))
    assert outline(path) == [(2, "mug"), (4, "vase")]


def test_the_first_row_speaks_for_the_product(tmp_path: Path) -> None:
    product = product_of(
        tmp_path,
        row(Title="Mug", Vendor="Acme", Tags="blue, new,blue", SEO_Title="Best mug")
        | {"Body (HTML)": "<p>Soft</p>", "Price / International": "55.00"},
        row(Title="Other", Vendor="Other"),
    )
    assert (product.title, product.brand, product.tags) == ("Mug", "Acme", ("blue", "new"))
    assert product.description == "<p>Soft</p>"
    assert product.extras == {"SEO Title": "Best mug", "Price / International": "55.00"}
    assert (product.handle, product.link) == ("mug", None)


def test_current_headers_say_the_same(tmp_path: Path) -> None:
    text = (
        "Title,URL handle,Description,Vendor,Product category,Published on online store,Status,SKU,Price,"
        "Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,"
        "Product image URL,Image position,Image alt text,Variant image URL\n"
        "Mug,mug,Soft,Acme,Home > Mugs,TRUE,Active,M-1,8,10,shopify,0,DENY,https://a.example/1.jpg,1,Front,\n"
    )
    product = only_product(a_file(tmp_path, text))
    assert product.price is not None
    assert product.sale_price is not None
    assert (product.price.amount, product.sale_price.amount) == (Decimal(10), Decimal(8))
    assert (product.sku, product.product_type, product.images[0].alt) == ("M-1", "Home > Mugs", "Front")
    assert product.availability is Availability.OUT_OF_STOCK


def test_pictures_stand_by_position_and_the_variants_follow(tmp_path: Path) -> None:
    product = product_of(
        tmp_path,
        row(Title="Mug", Image_Src="/b.jpg", Image_Position="2", Variant_Image="/v.jpg"),
        row(Image_Src="/a.jpg", Image_Position="1", Image_Alt_Text="Front", Variant_Image="/b.jpg"),
        row(Image_Src="/c.jpg"),
    )
    assert [image.url for image in product.images] == ["/a.jpg", "/b.jpg", "/c.jpg", "/v.jpg"]
    assert product.images[0].alt == "Front"


@pytest.mark.parametrize(
    "cells",
    [{"Option1_Value": "M"}, {"Variant_SKU": "M-2"}, {"Image_Src": "/2.jpg"}, {"Variant_Image": "/2.jpg"}],
)
def test_a_row_below_without_handle_and_title_is_the_products(tmp_path: Path, cells: dict[str, str]) -> None:
    path = export(tmp_path, row(Title="Mug"), row("", **cells), row("vase", Title="Vase"))
    assert outline(path) == [(2, "mug"), (4, "vase")]


def test_a_blank_rows_variant_and_picture_count(tmp_path: Path) -> None:
    counted = {"Variant_Inventory_Tracker": "shopify", "Variant_Price": "20"}
    product = product_of(
        tmp_path,
        row(Title="Mug", Variant_Inventory_Qty="0", Image_Src="/1.jpg", **counted),
        row("", Option1_Value="M", Variant_Inventory_Qty="5", Image_Src="/2.jpg", **counted),
    )
    assert product.availability is Availability.IN_STOCK
    assert [image.url for image in product.images] == ["/1.jpg", "/2.jpg"]


def test_a_row_of_sums_is_no_variant(tmp_path: Path) -> None:
    sums = row("", Variant_Price="120.00", Variant_Inventory_Qty="7")
    assert outline(export(tmp_path, row(Title="Mug"), sums)) == [(2, "mug"), (3, "!")]


def test_a_blank_row_behind_one_that_was_refused_is_nobodys(tmp_path: Path) -> None:
    """It may belong to the mug, whose row stands in the wrong place."""
    rows = (row(Title="Mug"), row("vase", Title="Vase"), row(Variant_SKU="M-2"), row("", Variant_SKU="M-3"))
    assert outline(export(tmp_path, *rows)) == [(2, "mug"), (3, "vase"), (4, "!"), (5, "!")]


def test_no_more_pictures_are_kept_than_a_product_holds(tmp_path: Path) -> None:
    rows = [row(Title="Mug", Image_Src=f"/{number}.jpg") for number in range(30)]
    assert len(product_of(tmp_path, *rows).images) == 20


@pytest.mark.parametrize(
    ("price", "compare_at", "expected"),
    [
        ("50", "", ("50", None)),
        ("50", "0.00", ("50", None)),
        ("50", "50", ("50", None)),
        ("50", "40", ("50", None)),
        ("50", "75", ("75", "50")),
        ("", "75", (None, None)),
    ],
)
def test_a_higher_compare_at_price_is_the_regular_one(
    tmp_path: Path, price: str, compare_at: str, expected: tuple[str | None, str | None]
) -> None:
    product = product_of(tmp_path, row(Title="Mug", Variant_Price=price, Variant_Compare_At_Price=compare_at))
    found = tuple(str(money.amount) if money else None for money in (product.price, product.sale_price))
    assert found == expected


def sold_out(handle: str = "mug", **cells: str) -> dict[str, str]:
    usual = {
        "Variant_Inventory_Tracker": "shopify",
        "Variant_Inventory_Qty": "0",
        "Variant_Inventory_Policy": "deny",
    }
    return row(handle, **(usual | cells))


def test_the_price_is_the_first_variants_in_stock(tmp_path: Path) -> None:
    product = product_of(
        tmp_path,
        sold_out(Title="Mug", Variant_Price="5", Variant_SKU="A"),
        row(Variant_Price="7", Variant_Compare_At_Price="9", Variant_SKU="B"),
        row(Variant_Price="6", Variant_SKU="C"),
    )
    assert product.price is not None
    assert product.sale_price is not None
    assert (product.price.amount, product.sale_price.amount, product.sku) == (Decimal(9), Decimal(7), "B")


def test_a_variant_without_a_price_inherits_the_first_ones(tmp_path: Path) -> None:
    product = product_of(tmp_path, sold_out(Title="Mug", Variant_Price="5"), row(Variant_SKU="B"))
    assert product.price is not None
    assert product.price.amount == Decimal(5)


def test_unreadable_prices_are_kept_as_they_stand(tmp_path: Path) -> None:
    product = product_of(tmp_path, row(Title="Mug", Variant_Price="on request"))
    assert product.price is None
    assert product.extras == {"Variant Price": "on request"}


@pytest.mark.parametrize(
    ("cells", "availability"),
    [
        ({}, Availability.OUT_OF_STOCK),
        ({"Variant_Inventory_Qty": "-3"}, Availability.OUT_OF_STOCK),
        ({"Variant_Inventory_Policy": ""}, Availability.OUT_OF_STOCK),
        ({"Variant_Inventory_Policy": "continue"}, Availability.IN_STOCK),
        ({"Variant_Inventory_Tracker": ""}, Availability.IN_STOCK),
        ({"Variant_Inventory_Qty": "1"}, Availability.IN_STOCK),
        ({"Variant_Inventory_Qty": ""}, Availability.IN_STOCK),
    ],
)
def test_only_a_counted_and_denied_nothing_is_out_of_stock(
    tmp_path: Path, cells: dict[str, str], availability: Availability
) -> None:
    assert product_of(tmp_path, sold_out(Title="Mug", **cells)).availability is availability


def test_one_variant_in_stock_is_enough_and_pictures_are_no_variants(tmp_path: Path) -> None:
    assert product_of(tmp_path, sold_out(Title="Mug"), row(Variant_SKU="B")).availability is Availability.IN_STOCK
    assert (
        product_of(tmp_path, sold_out(Title="Mug"), row(Image_Src="/b.jpg")).availability
        is Availability.OUT_OF_STOCK
    )


def test_without_inventory_columns_nothing_is_known(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Handle,Title,Body (HTML)\nmug,Mug,Soft\n")
    assert only_product(path).availability is Availability.UNKNOWN


@pytest.mark.parametrize(
    ("published", "status", "shown"),
    [
        ("", "", True),
        ("TRUE", "Active", True),
        ("false", "active", False),
        ("true", "draft", False),
        ("", "Archived", False),
        ("true", "unlisted", False),
    ],
)
def test_drafts_and_hidden_products_are_not_published(
    tmp_path: Path, published: str, status: str, *, shown: bool
) -> None:
    assert product_of(tmp_path, row(Title="Mug", Published=published, Status=status)).published is shown


def test_the_type_goes_before_the_category(tmp_path: Path) -> None:
    first, second = products_of(
        export(
            tmp_path,
            row("a", Title="A", Type="Sweaters", Product_Category="Apparel > Clothing"),
            row("b", Title="B", Product_Category="Apparel > Clothing"),
        )
    )
    assert (first.product_type, second.product_type) == ("Sweaters", "Apparel > Clothing")


def test_a_handle_that_comes_again_later_is_reported(tmp_path: Path) -> None:
    path = export(tmp_path, row("a", Title="A"), row("b", Title="B"), row("a", Image_Src="/a.jpg"), row("b"))
    assert outline(path) == [(2, "a"), (3, "b"), (4, "!")]
    late = rows_of(path)[2]
    assert isinstance(late, UnreadableRow)
    assert 'handle "a" appeared before in row 2' in late.message


def test_a_row_without_handle_gets_one_of_its_title(tmp_path: Path) -> None:
    path = export(tmp_path, row("", Title="Blue Mug"), row("", Vendor="Acme"))
    assert outline(path) == [(2, "blue-mug"), (3, "!")]


def test_an_unreadable_row_does_not_part_a_product(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Handle,Title,Image Src\nmug,Mug,/a.jpg\nmug,,/x.jpg,what\nmug,,/b.jpg\n")
    assert outline(path) == [(2, "mug"), (3, "!")]
    assert len(next(row.product.images for row in rows_of(path) if row.kind == "product")) == 2


def test_a_product_without_a_title_is_still_a_product(tmp_path: Path) -> None:
    """Drafting says that its title is missing, with the remedy."""
    assert product_of(tmp_path, row(Vendor="Acme")).title == ""


def test_an_address_that_cannot_be_kept_makes_the_row_unreadable(tmp_path: Path) -> None:
    (bad,) = rows_of(export(tmp_path, row(Title="Mug", Image_Src="data:image/png;base64," + "A" * 5_000)))
    assert isinstance(bad, UnreadableRow)
    assert "5,022 characters" in bad.message
