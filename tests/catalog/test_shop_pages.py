"""A shop's pages end with an empty one, and with nothing else."""

import json
from pathlib import Path

import pytest

from catalog.shop_pages import PAGES_MAX, ShopPages, shop_page_address
from catalog.unreadable import CatalogUnreadable
from contracts.product import Availability, CatalogRow
from tests.catalog.builders import a_file


def page(folder: Path, *handles: str) -> Path:
    products = [
        {"id": 1, "handle": handle, "title": "Mug", "variants": [{"price": "5.00", "available": False}]}
        for handle in handles
    ]
    return a_file(folder, json.dumps({"products": products}), name="products.json")


def keys(rows: object) -> list[str]:
    assert isinstance(rows, tuple)
    return [row.product.key for row in rows if isinstance(row, CatalogRow)]


@pytest.mark.parametrize(
    "shop", ["https://a.example/", "https://a.example", "https://a.example/products.json?page=9"]
)
def test_a_page_has_an_address(shop: str) -> None:
    assert shop_page_address(shop, 2) == "https://a.example/products.json?limit=250&page=2"
    collection = "https://a.example/collections/sale"
    assert shop_page_address(collection, 1) == f"{collection}/products.json?limit=250&page=1"


def test_pages_are_read_until_an_empty_one(tmp_path: Path) -> None:
    pages = ShopPages()
    first = pages.read(page(tmp_path, "red", "blue"))
    assert (keys(first.rows), first.last) == (["red", "blue"], False)
    (row, _) = first.rows
    assert isinstance(row, CatalogRow)
    assert row.product.availability is Availability.OUT_OF_STOCK
    end = pages.read(page(tmp_path))
    assert (end.rows, end.last) == ((), True)


def test_a_product_that_moved_to_the_next_page_is_there_once(tmp_path: Path) -> None:
    pages = ShopPages()
    pages.read(page(tmp_path, "red", "blue"))
    assert keys(pages.read(page(tmp_path, "blue", "green")).rows) == ["green"]


def test_a_shop_that_gives_one_page_for_ever_is_refused(tmp_path: Path) -> None:
    pages = ShopPages()
    pages.read(page(tmp_path, "red"))
    with pytest.raises(CatalogUnreadable, match="pages before"):
        pages.read(page(tmp_path, "red"))


def test_a_shop_without_end_is_refused(tmp_path: Path) -> None:
    pages = ShopPages()
    for number in range(1, PAGES_MAX):
        pages.read(page(tmp_path, f"mug-{number}"))
    with pytest.raises(CatalogUnreadable, match="more than 100,000"):
        pages.read(page(tmp_path, "one-more"))


@pytest.mark.parametrize("text", ["{}", "[]", '{"errors": "no"}', '{"items": []}', "<html>", ""])
def test_what_is_no_page_is_never_taken_for_the_end(tmp_path: Path, text: str) -> None:
    """An end would say that all products not seen are gone."""
    with pytest.raises(CatalogUnreadable):
        ShopPages().read(a_file(tmp_path, text, name="products.json"))
