"""Workbooks: what people see in their cells is what is read, and rows have the numbers that people see."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from catalog.workbook_cells import number_text
from catalog.workbook_parts import held_bytes
from contracts.product import UnreadableRow
from tests.catalog.builders import a_file, only_product, outline, products_of, rows_of
from tests.catalog.workbook_builders import Cell, a_raw_workbook, a_workbook, filled, saved, text_cell

FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
ROW = '<row r="2"><c r="A2"><v>1</v></c>{}</row>'


def with_cell(folder: Path, cell: str, *, strings: str = "", styles: str = "") -> str:
    """What is read of the cell C2, which stands beside a product's id."""
    path = a_raw_workbook(folder, ROW.format(cell), strings=strings, styles=styles)
    return only_product(path).extras.get("more", "")


def trouble_of(folder: Path, cell: str) -> str:
    (row,) = rows_of(a_raw_workbook(folder, ROW.format(cell)))
    assert isinstance(row, UnreadableRow)
    assert row.row == 2
    return row.message


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    header = ["Handle", "Title", "Body (HTML)", "Variant Price", "Image Src"]
    rows: list[list[Cell]] = [
        ["mug", "Mug", None, 8, "/1.jpg"],
        ["mug", None, None, None, "/2.jpg"],
        ["vase", "Vase", None, 12.5, None],
    ]
    path = a_workbook(tmp_path, header, *rows)
    assert outline(path) == [(2, "mug"), (4, "vase")]
    mug, vase = products_of(path)
    assert [image.url for image in mug.images] == ["/1.jpg", "/2.jpg"]
    assert vase.price is not None
    assert vase.price.amount == Decimal("12.5")


def test_pins_of_a_workbook_have_the_keys_of_the_same_pins_in_a_table(tmp_path: Path) -> None:
    cells = [("id", "title"), ("7", "Mug"), ("100000000000000000", "Vase"), ("0.5", "Lamp")]
    numbers = [("id", "title"), (7, "Mug"), (100000000000000000, "Vase"), (0.5, "Lamp")]
    table = a_file(tmp_path, "\n".join(",".join(row) for row in cells))
    assert outline(a_workbook(tmp_path, *numbers)) == outline(table)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Soft ", "Soft"),
        (7, "7"),
        (7.0, "7"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (49.99, "49.99"),
        (123456789012345, "123456789012345"),
        (1e20, "100000000000000000000"),
        (0.00001, "0.00001"),
        (-3, "-3"),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 11, 22, 20, 0), "2026-11-22T20:00:00"),  # noqa: DTZ001
        (date(2026, 11, 22), "2026-11-22"),
        (time(20, 30), "20:30:00"),
        ("=1+1", None),
        ("Tom & <Jerry>", "Tom & <Jerry>"),
    ],
)
def test_a_cell_is_read_as_people_see_it(tmp_path: Path, cell: Cell, text: str | None) -> None:
    rows = rows_of(a_workbook(tmp_path, ["id", "title", "more"], [1, "Mug", cell]))
    found = [None if isinstance(row, UnreadableRow) else row.product.extras.get("more") for row in rows]
    assert found == [text]


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("49.990000000000002", "49.99"),
        ("0.30000000000000004", "0.3"),
        ("1.2345678901234567E+19", "12345678901234600000"),
        ("1E-7", "0.0000001"),
        ("7.0", "7"),
        ("987654321098765432", "987654321098765432"),
        ("1E+300", "1E+300"),
        ("nan", "nan"),
        ("twelve", "twelve"),
    ],
)
def test_numbers_of_the_file_are_written_without_exponent(stated: str, text: str) -> None:
    assert number_text(stated) == text


@given(number=st.decimals(-(10**15), 10**15, places=4) | st.integers(-(10**30), 10**30))
def test_a_number_is_what_spreadsheets_show_of_it(number: Decimal | int) -> None:
    text = number_text(str(number))
    assert "e" not in text.lower()
    assert float(text) == float(f"{float(number):.15g}") or text == str(number)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="C2" t="s"><v>1</v></c>', "rich text"),
        ('<c r="C2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c>', "ab"),
        ('<c r="C2" t="inlineStr"><is/></c>', ""),
        ('<c r="C2" t="str"><f>A1</f><v>calculated</v></c>', "calculated"),
        ('<c r="C2" t="str"><f>A1</f></c>', ""),
        ('<c r="C2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="C2" t="d"><v>2026-11-22T20:00:00</v></c>', "2026-11-22T20:00:00"),
        ('<c r="C2" t="str"><v>a_x000D_b_x0000_</v></c>', "a\rb"),
        ('<c r="C2" s="x"><v>5</v></c>', "5"),
        ('<c r="C2"/>', ""),
    ],
)
def test_cells_of_other_programs_are_read(tmp_path: Path, cell: str, text: str) -> None:
    strings = "<si><t>id</t></si><si><r><t>rich</t></r><r><t> text</t></r></si>"
    assert with_cell(tmp_path, cell, strings=strings) == text


def test_cells_without_places_follow_each_other(tmp_path: Path) -> None:
    path = a_raw_workbook(tmp_path, '<row><c><v>7</v></c><c t="str"><v>Mug</v></c></row>')
    assert outline(path) == [(2, "7")]
    assert only_product(path).title == "Mug"


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ('<numFmt numFmtId="200" formatCode="dd/mm/yyyy hh:mm"/>', "2026-11-22T20:00:00"),
        ('<numFmt numFmtId="200" formatCode="[h]:mm"/>', "46348.8333333333"),
        ('<numFmt numFmtId="200" formatCode="0.00 &quot;days&quot;"/>', "46348.8333333333"),
        ("", "46348.8333333333"),
    ],
)
def test_a_number_is_a_date_when_its_style_says_so(tmp_path: Path, format_: str, text: str) -> None:
    styles = f'<numFmts>{format_}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    styles += '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"><alignment/></xf></cellXfs>'
    cell = '<c r="C2" s="1"><v>46348.8333333333</v></c>'
    assert with_cell(tmp_path, cell, styles=styles) == text


def test_a_style_of_zeros_shows_its_leading_zeros(tmp_path: Path) -> None:
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
    )
    assert with_cell(tmp_path, '<c r="C2" s="0"><v>42</v></c>', styles=styles) == "00042"


def test_a_workbook_may_count_its_days_from_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    path = saved(tmp_path, filled(book, ["title", "Publish date"], ["Mug", datetime(2026, 11, 22, 20, 0)]))  # noqa: DTZ001
    assert only_product(path).publish_at == "2026-11-22T20:00:00"


def test_publish_dates_may_be_dates_numbers_or_texts(tmp_path: Path) -> None:
    moments = [datetime(2026, 11, 22, 20, 0), 46348.8333333333, "2026-11-22 20:00"]  # noqa: DTZ001
    path = a_workbook(
        tmp_path, ["title", "Publish date"], *[[f"Mug {at}", each] for at, each in enumerate(moments)]
    )
    assert {product.publish_at for product in products_of(path)} == {"2026-11-22T20:00:00"}


@pytest.mark.parametrize("header", ["time_24hr", "Time", "Publish time"])
def test_a_time_beside_its_date_may_be_a_time(tmp_path: Path, header: str) -> None:
    path = a_workbook(tmp_path, ["title", "date", header], ["Mug", date(2026, 11, 22), time(20, 0)])
    assert only_product(path).publish_at == "2026-11-22T20:00:00"


@pytest.mark.parametrize(
    ("cell", "trouble"),
    [
        ('<c r="C2"><f>1+1</f></c>', "The cell C2 holds a formula without a result."),
        ('<c r="C2"><f>1+1</f><v></v></c>', "formula without a result"),
        ('<c t="e"><v>#N/A</v></c>', "The cell B shows the error #N/A."),
        ('<c r="C2" t="s"><v>9</v></c>', "names a text that is not in the workbook"),
        ('<c r="C2" t="s"><v>-1</v></c>', "names a text that is not in the workbook"),
        ('<c r="C2" t="s"><v>one</v></c>', "names a text that is not in the workbook"),
        ('<c r="D2"><v>5</v></c>', "The cell D2 stands beside the header's last column."),
        ('<c r="ZZZ2"><v>5</v></c>', "stands beside the header's last column."),
    ],
)
def test_a_cell_without_a_value_costs_its_row_and_no_other(tmp_path: Path, cell: str, trouble: str) -> None:
    assert trouble in trouble_of(tmp_path, cell)


def test_a_date_beyond_the_calendar_costs_its_row(tmp_path: Path) -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    (row,) = rows_of(a_raw_workbook(tmp_path, ROW.format('<c r="C2" s="0"><v>9e9</v></c>'), styles=styles))
    assert "holds a date that no calendar has" in getattr(row, "message", "")


def test_rows_have_the_numbers_that_people_see(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [], [None, " "], ["id", "title"], [1, "Mug"], [], [2, "Vase"])
    assert outline(path) == [(4, "1"), (6, "2")]


def test_the_first_visible_sheet_with_a_title_is_read(tmp_path: Path) -> None:
    book = filled(Workbook(), ["How to fill in this workbook"])
    book.create_sheet("Empty")
    hidden = book.create_sheet("Old")
    hidden.append(["id", "title"])
    hidden.append([1, "Old mug"])
    hidden.sheet_state = "veryHidden"
    for name in ("Products", "More"):
        sheet = book.create_sheet(name)
        sheet.append(["id", "title"])
        sheet.append([2, name])
    assert only_product(saved(tmp_path, book)).title == "Products"


def test_a_workbook_without_a_title_names_the_headers_of_its_first_sheet(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable, match='"foo", "bar"') as caught:
        read_catalog(a_workbook(tmp_path, ["foo", "bar"]))
    assert "catalog.xlsx" in caught.value.message


@pytest.mark.parametrize("rows", [[], [[None]], [["=A1"]]])
def test_a_workbook_without_a_header_is_refused(tmp_path: Path, rows: list[list[Cell]]) -> None:
    with pytest.raises(CatalogUnreadable, match="no visible sheet with a header"):
        read_catalog(a_workbook(tmp_path, *rows))


def test_a_header_alone_is_a_catalog_of_nothing(tmp_path: Path) -> None:
    assert rows_of(a_workbook(tmp_path, ["id", "title"])) == []


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    sheets = '<sheet name="Away" sheetId="1" r:id="gone"/><sheet name="Products" sheetId="2" r:id="r1"/>'
    path = a_raw_workbook(tmp_path, f'<row r="2">{text_cell("B2", "Mug")}</row>', sheets=sheets)
    assert only_product(path).title == "Mug"


def test_two_readings_give_the_same(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, ["id", "title"], *[[n / 3, f"Mug {n}"] for n in range(50)])
    assert rows_of(path) == rows_of(path)


@FUZZ
@given(
    rows=st.lists(
        st.lists(
            st.integers(-(10**18), 10**18)
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.booleans()
            | st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(2200, 1, 1))  # noqa: DTZ001
            | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"))
            | st.none(),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_whatever_openpyxl_writes_is_accounted_for(tmp_path: Path, rows: list[list[Cell]]) -> None:
    plain = [
        [f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows
    ]
    found = rows_of(a_workbook(tmp_path, ["id", "title", "price", "more"], *plain))
    numbers = [row.row for row in found]
    assert numbers == sorted(set(numbers))
    blank = [at for at, row in enumerate(plain, start=2) if not any(str(c).strip() for c in row if c is not None)]
    assert set(numbers) == set(range(2, len(plain) + 2)) - set(blank)


@pytest.mark.parametrize(("letter", "size"), [("a", 1), ("é", 1), ("蓝", 2), ("\U0001f600", 4)])
def test_a_texts_size_is_what_its_widest_letter_makes_of_it(letter: str, size: int) -> None:
    assert held_bytes(letter + "a" * 99_999) // 100_000 == size
