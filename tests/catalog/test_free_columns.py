"""The columns that no field claims."""

from pathlib import Path

import pytest

from catalog.free_columns import free_headers
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from contracts.product import EXTRAS_MAX, CatalogRow
from tests.catalog.builders import a_file

SHOPIFY = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Mood"


def test_columns_that_say_something_of_a_product_are_not_free(tmp_path: Path) -> None:
    file = a_file(tmp_path, "id,title,Colour,image_link,Care notes\n1,Mug,,,\n")
    assert list(free_headers(file)) == ["Colour", "Care notes"]


def test_what_is_free_by_its_header_is_what_rows_keep_beside_the_product(tmp_path: Path) -> None:
    file = a_file(tmp_path, f"{SHOPIFY}\nmug,Mug,Text,Acme,Size,L,S-1,12.50,https://c.example/1.jpg,calm\n")
    (row,) = read_catalog(file)
    assert isinstance(row, CatalogRow)
    assert set(row.product.extras) <= set(free_headers(file))
    assert "Mood" in free_headers(file)


def test_columns_of_our_own_export_and_blank_headers_are_left_out(tmp_path: Path) -> None:
    file = a_file(tmp_path, "title,pinflow_reason,PINFLOW_remedy,,Colour\nMug,,,,\n")
    assert list(free_headers(file)) == ["Colour"]


def test_no_more_are_named_than_a_product_can_keep(tmp_path: Path) -> None:
    names = ",".join(f"extra{number}" for number in range(EXTRAS_MAX + 20))
    assert len(free_headers(a_file(tmp_path, f"title,{names}\nMug\n"))) == EXTRAS_MAX


def test_records_that_bring_their_own_names_have_no_header(tmp_path: Path) -> None:
    assert list(free_headers(a_file(tmp_path, '[{"title": "Mug", "colour": "blue"}]', name="mugs.json"))) == []


def test_a_file_that_is_no_catalog_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable):
        free_headers(a_file(tmp_path, "a,b\n1,2\n"))


def test_the_header_of_a_table_may_stand_further_down(tmp_path: Path) -> None:
    file = a_file(tmp_path, "Spring,,\nid,title,Colour\n1,Mug,\n")
    assert list(free_headers(file)) == ["Colour"]
