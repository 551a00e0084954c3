"""Workbooks of the products in trouble: the texts that people saw, read the same again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalog.ailments import COLUMNS, Ailment, our_cells
from catalog.mending import mendable_suffix, write_mendable
from contracts.product import CatalogRow, Product
from tests.catalog.builders import outline, rows_of
from tests.catalog.workbook_builders import Cell, a_raw_workbook, a_workbook, saved, text_cell

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
AILMENT = Ailment("refused", "image_missing", "There is no picture.", "=Add one.")
OURS = our_cells(AILMENT)


def mended(source: Path, rows: Iterable[int]) -> Path:
    out = source.with_name(f"mended-{source.name}")
    write_mendable(source, dict.fromkeys(rows, AILMENT), out)
    return out


def cells_of(path: Path) -> list[tuple[object, ...]]:
    """The values of the only sheet, as a spreadsheet program has them."""
    (sheet,) = load_workbook(path).worksheets
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def products_of(path: Path, rows: Iterable[int] | None = None) -> list[Product]:
    wanted = None if rows is None else set(rows)
    found = [row for row in rows_of(path) if isinstance(row, CatalogRow)]
    return [row.product for row in found if wanted is None or row.row in wanted]


def test_the_wanted_rows_stand_there_with_what_ails_them(tmp_path: Path) -> None:
    source = a_workbook(tmp_path, ["id", "title", "price"], [1, "Mug", 5], [2, "Vase", None], [3, "Lamp", 7.5])
    assert mendable_suffix(source) == ".xlsx"
    assert cells_of(mended(source, [3, 4])) == [
        ("id", "title", "price", *COLUMNS),
        ("2", "Vase", None, *OURS),
        ("3", "Lamp", "7.5", *OURS),
    ]


def test_it_says_how_many_were_found(tmp_path: Path) -> None:
    source = a_workbook(tmp_path, ["id", "title"], [1, "Mug"])
    assert write_mendable(source, dict.fromkeys([2, 9], AILMENT), tmp_path / "out.xlsx") == 1


def test_what_is_read_of_a_number_or_date_is_read_again(tmp_path: Path) -> None:
    header = ["id", "title", "price", "publish date", "sold", "note"]
    row = [100000000000000001, "Mug", 49.990000000000002, datetime(2026, 11, 22, 20, 0), True, " two\nlines "]  # noqa: DTZ001  (as workbooks have it)
    source = a_workbook(tmp_path, header, row)
    assert products_of(mended(source, [2])) == products_of(source)
    (product,) = products_of(source)
    assert product.publish_at == "2026-11-22T20:00:00"


def test_padded_ids_keep_their_zeros(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "title"])
    sheet.append([7, "Mug"])
    sheet["A2"].number_format = "00000"
    assert outline(mended(saved(tmp_path, book), [2])) == [(2, "00007")]


@pytest.mark.parametrize("text", ["=1+1", "-5", "@home", "#N/A", "_x0041_", "a\u000bb\rc", "\ufffe", " x "])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    shown = "".join(f"_x{ord(char):04X}_" if char in "\u000b\r\ufffe" else char for char in text)
    shown = shown.replace("_x0041_", "_x005F_x0041_")
    row = f'<row r="2">{text_cell("A2", "7")}{text_cell("B2", shown)}</row>'
    source = a_raw_workbook(tmp_path, row)
    assert products_of(source)[0].title == text.strip()
    assert products_of(mended(source, [2])) == products_of(source)


def test_a_product_of_several_rows_comes_out_whole(tmp_path: Path) -> None:
    header = ["Handle", "Title", "Image Src"]
    rows: list[list[Cell]] = [["mug", "Mug", "/1.jpg"], ["mug", None, "/2.jpg"], ["vase", "Vase", "/3.jpg"]]
    out = mended(a_workbook(tmp_path, header, *rows), [2])
    assert cells_of(out)[1:] == [("mug", "Mug", "/1.jpg", *OURS), ("mug", None, "/2.jpg", *[None] * 4)]
    assert len(products_of(out)[0].images) == 2


def test_columns_that_are_there_already_are_replaced(tmp_path: Path) -> None:
    source = a_workbook(tmp_path, ["pinflow_outcome", "id", "title"], ["old", 1, "Mug"])
    once = mended(source, [2])
    assert cells_of(once) == [("pinflow_outcome", "id", "title", *COLUMNS[1:]), ("refused", "1", "Mug", *OURS[1:])]
    assert cells_of(mended(once, [2])) == cells_of(once)


UNREADABLE = [
    pytest.param('<c r="C2"><f>A1*2</f></c>', "=A1*2", id="no result"),
    pytest.param('<c r="C2" t="e"><v>#REF!</v></c>', "#REF!", id="error"),
    pytest.param('<c r="C2" t="s"><v>99</v></c>', "#VALUE!", id="no such text"),
    pytest.param('<c r="C2"><f t="shared" si="0"/></c>', "#VALUE!", id="shared formula"),
]


@pytest.mark.parametrize(("cell", "value"), UNREADABLE)
def test_a_row_that_cannot_be_read_stays_so(tmp_path: Path, cell: str, value: str) -> None:
    row = f'<row r="2">{text_cell("A2", "7")}{text_cell("B2", "Mug")}{cell}</row>'
    source = a_raw_workbook(tmp_path, row)
    once = mended(source, [2])
    assert cells_of(once)[1] == ("7", "Mug", value, *OURS)
    assert outline(once) == [(2, "!")]
    assert cells_of(mended(once, [2])) == cells_of(once)


def test_cells_beside_the_table_stay_beside_it(tmp_path: Path) -> None:
    """Our columns make the table wider: a stray cell must not fit into it all of a sudden."""
    row = f'<row r="2">{text_cell("A2", "7")}{text_cell("B2", "Mug")}{text_cell("E2", "stray")}</row>'
    once = mended(a_raw_workbook(tmp_path, row), [2])
    assert cells_of(once)[1] == ("7", "Mug", None, None, "stray", None, None, *OURS)
    assert outline(once) == outline(mended(once, [2])) == [(2, "!")]


def test_a_cell_far_beyond_every_limit_is_left_out(tmp_path: Path) -> None:
    row = f'<row r="2">{text_cell("A2", "7")}{text_cell("ZZZ2", "stray")}</row>'
    assert cells_of(mended(a_raw_workbook(tmp_path, row), [2]))[1] == ("7", None, None, *OURS)


def test_a_sheets_name_that_no_sheet_can_have_is_made_one(tmp_path: Path) -> None:
    name = "a/b:c" + "x" * 40
    source = a_raw_workbook(
        tmp_path,
        f'<row r="2">{text_cell("A2", "7")}</row>',
        sheets=f'<sheet name="{name}" sheetId="1" r:id="r1"/>',
    )
    assert load_workbook(mended(source, [2])).sheetnames == ["a b c" + "x" * 26]


@FUZZ
@given(
    table=st.lists(
        st.lists(st.text(max_size=10) | st.integers() | st.floats(allow_nan=False) | st.booleans(), max_size=5),
        max_size=6,
    ),
    picked=st.sets(st.integers(2, 8)),
)
def test_whatever_the_rows_the_same_products_come_out(
    tmp_path: Path, table: Sequence[Sequence[Cell]], picked: set[int]
) -> None:
    rows = [[_kept(cell) for cell in cells] for cells in table]
    source = a_workbook(tmp_path, ["id", "title", "link", "note"], *rows)
    late = {row.row for row in rows_of(source) if "already" in getattr(row, "message", "")}
    assert products_of(mended(source, picked - late)) == products_of(source, picked - late)


def _kept(cell: Cell) -> Cell:
    """What openpyxl accepts of a text."""
    return "".join(char for char in cell if char.isprintable()).lstrip("=") if isinstance(cell, str) else cell
