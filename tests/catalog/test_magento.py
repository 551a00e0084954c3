"""Magento's product export: pages and pictures by the names that Magento has for them."""

from pathlib import Path

import pytest

from catalog.dialects import Dialect, detect_dialect
from contracts.product import Availability, Product
from tests.catalog.builders import a_file, only_product, outline

COLUMNS = (
    *("sku", "store_view_code", "attribute_set_code", "product_type", "categories", "name", "product_online"),
    *("visibility", "price", "special_price", "url_key", "base_image", "additional_images", "qty", "is_in_stock"),
)
MUG = {
    "sku": "W-1",
    "attribute_set_code": "Default",
    "product_type": "simple",
    "categories": "Default Category/Home,Default Category/Home/Mugs",
    "name": "Mug",
    "product_online": "1",
    "visibility": "Catalog, Search",
    "price": "12.0000",
    "url_key": "blue-mug",
    "base_image": "/w/1/w1.jpg",
    "is_in_stock": "1",
}


def exported(folder: Path, *rows: dict[str, str]) -> Path:
    lines = ["\t".join(COLUMNS), *("\t".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    return a_file(folder, "\n".join(lines) + "\n")


def product_with(folder: Path, **cells: str) -> Product:
    return only_product(exported(folder, MUG | cells))


def test_an_export_is_read(tmp_path: Path) -> None:
    product = product_with(tmp_path, special_price="9.5", qty="0.0000")
    assert (product.key, product.title, product.product_type) == ("W-1", "Mug", "Home > Mugs")
    assert (product.link, product.published) == ("/blue-mug.html", True)
    assert product.availability is Availability.IN_STOCK
    assert product.sale_price


@pytest.mark.parametrize(
    ("cells", "pictures"),
    [
        ({}, ["/media/catalog/product/w/1/w1.jpg"]),
        ({"base_image": "no_selection"}, []),
        ({"base_image": "w1.jpg"}, ["/media/catalog/product/w1.jpg"]),
        ({"base_image": "https://cdn.example/w1.jpg"}, ["https://cdn.example/w1.jpg"]),
        (
            {"additional_images": "/w/1/w1.jpg,/w/1/w 2.jpg"},
            ["/media/catalog/product/w/1/w1.jpg", "/media/catalog/product/w/1/w 2.jpg"],
        ),
    ],
)
def test_pictures_are_where_magento_shows_them(tmp_path: Path, cells: dict[str, str], pictures: list[str]) -> None:
    assert [image.url for image in product_with(tmp_path, **cells).images] == pictures


@pytest.mark.parametrize(
    ("cell", "product_type"),
    [
        ("Default Category/Home", "Home"),
        ("Default Category", None),
        ("Second Root/Home", "Second Root > Home"),
        ("", None),
    ],
)
def test_the_deepest_category_names_the_board(tmp_path: Path, cell: str, product_type: str | None) -> None:
    assert product_with(tmp_path, categories=cell).product_type == product_type


@pytest.mark.parametrize("cells", [{"product_online": "2"}, {"visibility": "Not Visible Individually"}])
def test_what_has_no_page_of_its_own_is_not_published(tmp_path: Path, cells: dict[str, str]) -> None:
    assert not product_with(tmp_path, **cells).published


def test_rows_that_translate_a_product_are_part_of_it(tmp_path: Path) -> None:
    french = {"sku": "W-1", "store_view_code": "fr", "name": "Tasse"}
    assert outline(exported(tmp_path, MUG, french, MUG | {"sku": "W-2"})) == [(2, "W-1"), (4, "W-2")]


def test_a_product_without_a_name_for_its_page_has_no_page(tmp_path: Path) -> None:
    assert product_with(tmp_path, url_key="").link is None


def test_unreadable_rows_are_reported_as_ever(tmp_path: Path) -> None:
    path = a_file(tmp_path, "sku,url_key,product_type,attribute_set_code,name\n1,a,simple,Default,Mug,x,y\n")
    assert outline(path) == [(2, "!")]


def test_a_table_with_links_of_its_own_is_a_plain_one() -> None:
    assert detect_dialect([*COLUMNS]) is Dialect.MAGENTO
    assert detect_dialect([*COLUMNS, "link"]) is Dialect.PLAIN
