"""Bytes to records: what spreadsheets, shops and scripts write, and what goes wrong in it."""

from pathlib import Path

import pytest

from catalog.delimited import RECOVERIES_MAX
from catalog.lines import RECORD_MAX
from catalog.reading import read_catalog
from contracts.product import UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, raw_file, rows_of


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_every_usual_charset_is_read(tmp_path: Path, charset: str) -> None:
    path = a_file(tmp_path, "id,title\n1,Café 20 €\n", charset=charset)
    assert only_product(path).title == "Café 20 €"


def test_big_endian_utf16_is_read(tmp_path: Path) -> None:
    path = raw_file(tmp_path, b"\xfe\xff" + "id,title\n1,Caf\u00e9".encode("utf-16-be"))
    assert only_product(path).title == "Café"


def test_a_file_cut_within_a_letter_is_utf8_all_the_same(tmp_path: Path) -> None:
    path = raw_file(tmp_path, "id,title\n1,Café\n2,Caf\u00e9".encode()[:-1])
    assert products_of(path)[0].title == "Café"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = (["id", "title", '"a, b; c"'], ["1", '"Mug, blue; big|small"', "x"])
    product = only_product(a_file(tmp_path, "\n".join(delimiter.join(cells) for cells in lines)))
    assert (product.key, product.title, product.extras) == ("1", "Mug, blue; big|small", {"a, b; c": "x"})


def test_excels_first_line_names_the_delimiter(tmp_path: Path) -> None:
    assert only_product(a_file(tmp_path, "sep=;\r\nid;title\r\n1;Mug\r\n")).key == "1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read_and_quoted_ones_belong_to_the_cell(tmp_path: Path, end: str) -> None:
    path = a_file(tmp_path, f'id,title,description{end}1,Mug,"one{end}two ""three"""{end}2,Vase,{end}')
    first, second = products_of(path)
    assert first.description.splitlines() == ["one", 'two "three"']
    assert second.title == "Vase"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """The header is 1; a record of several lines is one row; blank rows are skipped, but counted."""
    path = a_file(tmp_path, '\nid,title\na,"Mug\nblue"\n\n , \nb,Vase\n')
    assert outline(path) == [(2, "a"), (5, "b")]


def test_stray_nuls_are_ignored(tmp_path: Path) -> None:
    assert only_product(a_file(tmp_path, "id,title\n1,M\0ug\n")).title == "Mug"


def test_the_sign_with_which_old_programs_end_a_file_is_no_row(tmp_path: Path) -> None:
    assert outline(raw_file(tmp_path, b"id,title\n1,Mug\n\x1a")) == [(2, "1")]


def test_missing_cells_are_blank_when_the_title_is_there(tmp_path: Path) -> None:
    assert only_product(a_file(tmp_path, "id,title,link,brand\n1,Mug\n")).brand is None


def test_a_row_too_short_to_hold_a_title_is_reported(tmp_path: Path) -> None:
    (row,) = rows_of(a_file(tmp_path, "id,brand,title,link\n1,Acme\n"))
    assert isinstance(row, UnreadableRow)
    assert "2 cells" in row.message
    assert "4" in row.message


def test_a_row_with_too_many_cells_is_reported_with_their_number(tmp_path: Path) -> None:
    bad, good = rows_of(a_file(tmp_path, "id,title\n1,Mug, blue, big\n2,Vase,,\n"))
    assert isinstance(bad, UnreadableRow)
    assert bad.row == 2
    assert "4 cells" in bad.message
    assert good.kind == "product"


def test_an_unclosed_quote_at_the_end_is_reported(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'id,title,description\n1,Mug,fine\n2,Vase,"torn\ndescription, of a download')
    good, bad = rows_of(path)
    assert good.kind == "product"
    assert isinstance(bad, UnreadableRow)
    assert bad.row == 3
    assert "quote" in bad.message


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'id,title,brand\n1,"Mug 5 inch,Acme\n2,Vase,Acme\n3,Lamp,Acme\n')
    assert outline(path) == [(2, "!"), (3, "2"), (4, "3")]


def test_a_quote_closed_rows_later_costs_its_own_row_only(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'id,title,brand\n1,"Mug 5 inch,Acme\n2,Vase,Acme\n3,"Lamp, red",Acme\n')
    assert outline(path) == [(2, "!"), (3, "2"), (4, "3")]


def test_the_lines_of_a_torn_description_do_not_become_products(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'title,id,link\nMug,1,"torn\nSoft\nWarm\nLight\n')
    assert outline(path) == [(2, "!")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_an_endless_cell_is_reported_and_the_next_row_read(tmp_path: Path, quote: str) -> None:
    path = a_file(tmp_path, f"id,title\n1,{quote}{'x' * (RECORD_MAX + 5)}{quote}\n2,Vase\n")
    assert outline(path) == [(2, "!"), (3, "2")]


def test_a_cell_near_the_limit_is_read(tmp_path: Path) -> None:
    """The standard library's own limit of 131,072 characters is not ours."""
    product = only_product(a_file(tmp_path, f"id,title,description\n1,Mug,{'x' * 500_000}\n"))
    assert len(product.description) == 20_000


def test_a_file_of_stray_quotes_ends(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,title\n" + 'a","\n' * (RECOVERIES_MAX * 3))
    rows = rows_of(path)
    assert rows
    assert {row.kind for row in rows} == {"unreadable"}


def test_reading_stops_with_its_reader(tmp_path: Path) -> None:
    """Streaming: the first row is there before the last is read, and the file is closed when nobody wants more."""
    rows = read_catalog(a_file(tmp_path, "id,title\n" + "".join(f"{n},Mug\n" for n in range(1_000))))
    assert next(rows).row == 2
    del rows
