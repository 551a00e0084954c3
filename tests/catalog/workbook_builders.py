"""Workbooks for tests: as a spreadsheet program writes them, and as only an enemy does."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# What openpyxl writes for a cell, and what it takes.
Cell = object


def a_workbook(folder: Path, *rows: Sequence[Cell], name: str = "catalog.xlsx") -> Path:
    """A workbook with one sheet."""
    return saved(folder, filled(Workbook(), *rows), name=name)


def filled(book: Workbook, *rows: Sequence[Cell]) -> Workbook:
    """The book with these rows in its active sheet."""
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return book


def saved(folder: Path, book: Workbook, *, name: str = "catalog.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def parts(rows: str, *, strings: str = "", styles: str = "", sheets: str = "") -> dict[str, str]:
    """The parts of the smallest workbook there can be; each may be replaced."""
    sheets = sheets or '<sheet name="Products" sheetId="1" r:id="r1"/>'
    return {
        "_rels/.rels": _relations(("m", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "/xl/sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def packed(folder: Path, contents: Mapping[str, str | bytes], *, name: str = "catalog.xlsx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in contents.items():
            archive.writestr(part, content)
    return path


def a_raw_workbook(folder: Path, rows: str, *, strings: str = "", styles: str = "", sheets: str = "") -> Path:
    """A workbook of this XML, below a header of id and title in row 1."""
    header = f'<row r="1">{text_cell("A1", "id")}{text_cell("B1", "title")}{text_cell("C1", "more")}</row>'
    return packed(folder, parts(header + rows, strings=strings, styles=styles, sheets=sheets))


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _relations(*related: tuple[str, str, str]) -> str:
    body = "".join(
        f'<Relationship Id="{at}" Type="{TYPES}/{kind}" Target="{part}"/>' for at, kind, part in related
    )
    return f'<Relationships xmlns="{RELATIONS}">{body}</Relationships>'
