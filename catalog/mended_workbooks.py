"""Workbooks written again: one sheet with the wanted rows, their texts as people saw them, without formats.

Numbers and dates are written as the texts that were read of them, so that they are read the same again: an id
keeps its zeros, a date its order of day and month.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalog.ailments import COLUMNS, Ailment, Beside, our_cells
from catalog.delimited import Record
from catalog.selection import rows_beside
from catalog.workbook_cells import CellTrouble, Reader
from catalog.workbooks import CELLS_MAX, WorkbookSheet, column_number
from catalog.xml_stream import local_name

SHEET_NAME_MAX = 31
"""Characters of a sheet's name; Excel's limit."""

_TEXT, _FORMULA, _ERROR = "s", "f", "e"
_NOT_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Cells = list[tuple[str, str]]
"""What is written in a row: each cell's sort, as openpyxl has it, and its text."""


def write_workbook(sheet: WorkbookSheet, ailments: Mapping[int, Ailment], out: Path) -> int:
    """Writes a workbook with the wanted rows of `sheet`; how many of `ailments` were found."""
    book = Workbook(write_only=True)
    page = book.create_sheet(_NOT_IN_NAMES.sub(" ", sheet.name)[:SHEET_NAME_MAX] or None)
    found = 0
    for row, cells in _lines(sheet, ailments):
        written = [WriteOnlyCell(page, _escaped(text) or None) for _, text in cells]
        for cell, (sort, _) in zip(written, cells, strict=True):
            # openpyxl takes a text that begins with "=" for a formula.
            cell.data_type = sort
        page.append(written)
        found += row in ailments
    book.save(out)
    return found


def _lines(sheet: WorkbookSheet, ailments: Mapping[int, Ailment]) -> Iterator[tuple[int, Cells]]:
    beside, more = Beside(sheet.header), rows_beside(sheet, ailments)
    yield 0, _texts([*sheet.header, *beside.names])
    for found, element in sheet.passages():
        if found.row not in ailments and found.row not in more:
            continue
        ailment = ailments.get(found.row)
        if isinstance(found, Record):
            yield found.row, _texts(beside.fill(found.cells, ailment))
        else:
            yield found.row, _unreadable(_raw_cells(element, sheet.reader), sheet, ailment)


def _texts(texts: Sequence[str]) -> Cells:
    return [(_TEXT, text) for text in texts]


def _unreadable(cells: Cells, sheet: WorkbookSheet, ailment: Ailment | None) -> Cells:
    """The row as it stands, and ours behind it: cells that were beside the table stay beside it."""
    beside, width = Beside(sheet.header), len(sheet.header)
    if len(cells) <= width:
        filled = beside.fill([text for _, text in cells], ailment)
        return [*cells, *_texts(filled[len(cells) :])] if beside.is_new else _merged(cells, filled)
    blanks = _texts([""] * (width + len(COLUMNS) - len(cells)))
    return [*cells, *blanks, *(_texts(our_cells(ailment)) if beside.is_new else [])]


def _merged(cells: Cells, filled: Sequence[str]) -> Cells:
    """The filled texts, with the sorts of those that are the row's own."""
    own = cells + _texts([""] * (len(filled) - len(cells)))
    return [cell if cell[1] == text else (_TEXT, text) for cell, text in zip(own, filled, strict=True)]


def _raw_cells(row: Element, reader: Reader) -> Cells:
    """The row's cells, those that cannot be read among them, up to the last that is not blank."""
    cells: Cells = []
    column = 0
    for cell in row:
        if local_name(cell.tag) != "c":
            continue
        column = column_number(cell.get("r", "")) or column + 1
        raw = _raw_cell(cell, reader)
        if raw[1] and column <= CELLS_MAX - 2 * len(COLUMNS):
            cells += _texts([""] * (column - len(cells)))
            cells[column - 1] = raw
    return cells


def _raw_cell(cell: Element, reader: Reader) -> tuple[str, str]:
    """The cell's text; what has none stays a formula without a result, or an error, and so as unreadable."""
    try:
        return _TEXT, reader.text(cell)
    except CellTrouble:
        stated = {local_name(part.tag): part.text or "" for part in cell}
    if formula := stated.get("f"):
        return _FORMULA, f"={formula}"
    return _ERROR, stated["v"] if cell.get("t") == "e" and stated.get("v") else "#VALUE!"


def _escaped(text: str) -> str:
    """The text as a workbook keeps it: `_x000D_` for what XML has no room for, and for what looks like that."""
    plain = _ESCAPE_LIKE.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
