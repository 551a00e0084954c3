"""A key that the caller gives: taken as it stands, or the row is refused; never cut, never guessed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.given_keys import BadKey, read_given_key
from contracts.product import GIVEN_KEY_MAX, UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, rows_of


@pytest.mark.parametrize("header", ["idempotency_key", "Idempotency-Key", "pin_key", "Idempotency key (optional)"])
def test_the_column_is_known_by_its_names(tmp_path: Path, header: str) -> None:
    product = only_product(a_file(tmp_path, f"id,title,{header}\n7,Mug, spring/mug-1 \n"))
    assert (product.key, product.idempotency_key, product.extras) == ("7", "spring/mug-1", {})


def test_a_scheduler_s_key_names_product_and_pin(tmp_path: Path) -> None:
    product = only_product(a_file(tmp_path, "board_id,title,idempotency_key,image_url\n55,Mug,k-1,/1.jpg\n"))
    assert (product.key, product.idempotency_key) == ("k-1", "k-1")


@pytest.mark.parametrize("name", ["catalog.json", "catalog.ndjson"])
def test_json_gives_it_too(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, json.dumps({"id": "7", "title": "Mug", "idempotency_key": "k-1"}), name=name)
    assert only_product(path).idempotency_key == "k-1"


def test_an_empty_cell_gives_no_key(tmp_path: Path) -> None:
    one, two = products_of(a_file(tmp_path, "id,title,idempotency_key\n1,Mug,\n2,Cup,k\n"))
    assert (one.idempotency_key, two.idempotency_key) == (None, "k")


def test_external_ids_stay_what_they_are(tmp_path: Path) -> None:
    """Exports have them for products and variants: they name no pin."""
    product = only_product(a_file(tmp_path, "id,title,external_id\n1,Mug,900\n"))
    assert (product.idempotency_key, product.extras) == (None, {"external_id": "900"})


@pytest.mark.parametrize("key", ["a\u2028b", "a\tb", "a\u200bb", "a\x7fb", '"a\nb"', "k" * (GIVEN_KEY_MAX + 1)])
def test_a_key_that_cannot_be_one_ends_its_row_alone(tmp_path: Path, key: str) -> None:
    rows = rows_of(a_file(tmp_path, f"id,title,idempotency_key\n1,Mug,{key}\n2,Cup,fine\n"))
    bad = [row for row in rows if isinstance(row, UnreadableRow)]
    assert [row.row for row in bad] == [2]
    assert "idempotency key" in bad[0].message
    assert len(rows) == 2


def test_one_product_may_have_several_named_pins(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,title,board,idempotency_key\n1,Mug,Mugs,k-1\n1,Mug,Gifts,k-2\n1,Mug,Mugs,k-1\n")
    assert outline(path) == [(2, "1"), (3, "1"), (4, "1")]


def test_a_row_that_names_no_pin_must_have_an_id_of_its_own(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,title,idempotency_key\n1,Mug,k-1\n1,Mug,\n")
    assert outline(path) == [(2, "1"), (3, "!")]


@given(st.text(max_size=GIVEN_KEY_MAX + 20))
def test_a_key_is_whole_or_it_is_none(cell: str) -> None:
    found = read_given_key(cell)
    assert isinstance(found, BadKey) or (found or "") == cell.strip()
    assert not isinstance(found, str) or (found.isprintable() and 0 < len(found) <= GIVEN_KEY_MAX)
