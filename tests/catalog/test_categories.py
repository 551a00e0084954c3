"""Every category that a source sorts a product into: board rules look at all of them."""

from pathlib import Path

import pytest

from catalog.product_types import some_categories
from catalog.reading import read_catalog
from contracts.product import CATEGORIES_MAX, CatalogRow, Product


def read(tmp_path: Path, header: str, line: str) -> Product:
    file = tmp_path / "catalog.csv"
    file.write_text(f"{header}\n{line}\n", encoding="utf-8")
    (row,) = read_catalog(file)
    assert isinstance(row, CatalogRow)
    return row.product


def test_googles_category_is_kept_beside_the_shop_s_own_type(tmp_path: Path) -> None:
    product = read(
        tmp_path,
        "id,title,product_type,google_product_category",
        'one,Tea,Drinks > Tea,"Food, Beverages & Tobacco > Beverages"',
    )
    assert product.product_type == "Drinks > Tea"
    assert product.categories == ("Food, Beverages & Tobacco > Beverages",)


def test_googles_number_is_a_category_though_no_board_is_named_after_it(tmp_path: Path) -> None:
    product = read(tmp_path, "id,title,google_product_category", "one,Tea,2073")
    assert (product.product_type, product.categories) == (None, ("2073",))


def test_all_of_a_list_of_categories_are_kept_and_the_first_is_the_type(tmp_path: Path) -> None:
    product = read(
        tmp_path, "id,title,categories", 'one,Shirt,"Clothing > Shirts, Sale, Tops\\, more, Sale, Uncategorized"'
    )
    assert product.product_type == "Clothing > Shirts"
    assert product.categories == ("Clothing > Shirts", "Sale", "Tops, more")


@pytest.mark.parametrize("column", ["Product Category", "Google Shopping / Google Product Category"])
def test_shopify_s_categories_are_kept_beside_its_type(tmp_path: Path, column: str) -> None:
    product = read(
        tmp_path,
        f"Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Price,Image Src,{column}",
        "one,Shirt,,Acme,Shirts,,TRUE,S1,20,https://cdn.example.com/a.jpg,Apparel > Tops",
    )
    assert (product.product_type, product.categories) == ("Shirts", ("Apparel > Tops",))


def test_a_source_without_categories_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "id,title", "one,Tea").categories == ()


def test_there_are_no_more_than_a_product_holds_and_none_is_too_long() -> None:
    found = some_categories(f"{'x' * 400}{at}" if at % 2 else str(at) for at in range(200))
    assert len(found) == CATEGORIES_MAX
    assert max(map(len, found)) == 300
