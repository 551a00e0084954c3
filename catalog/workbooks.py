"""Workbooks (XLSX) as tables: the first sheet that people see and that has a header, row by row.

The rows are read from the sheet's XML, and not by openpyxl, which keeps something of every row, gives a formula
without a result as a blank cell, and numbers as binary ones. Macros, links to other files and pictures are never
looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from catalog.archives import check_archive, open_archive
from catalog.delimited import Record, refuse_too_wide
from catalog.dialects import has_title
from catalog.header_rows import HEADER_ROWS_MAX, header_below
from catalog.lines import RECORD_MAX
from catalog.unreadable import CatalogUnreadable, unreadable_row
from catalog.workbook_cells import CellTrouble, Reader
from catalog.workbook_parts import ROW_ELEMENTS_MAX, SheetPart, part_entries, read_book
from catalog.xml_stream import local_name
from contracts.product import UnreadableRow

ROWS_MAX = 1_048_576
CELLS_MAX = 16_384
"""Of a sheet, and of its rows: Excel's own limits."""

_HEADER = "Give the first row of the first sheet column names, and unhide the sheet."
_CALCULATE = "Open it in a spreadsheet program, let it calculate, and save it; or write the value itself."
_CELLS = "Give the column a name in the header, or empty the cell."
_SHORTEN = "Shorten its texts."
_AGAIN = "Save it again in a spreadsheet program, or save it as CSV (UTF-8)."


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet that turned out to be a table; `row` is its header's."""

    path: Path
    part: str
    name: str
    row: int
    header: tuple[str, ...]
    reader: Reader

    def records(self) -> Iterator[Record | UnreadableRow]:
        """The records below the header, streaming, numbered as the spreadsheet shows its rows."""
        return (record for record, _ in self.passages())

    def passages(self) -> Iterator[tuple[Record | UnreadableRow, Element]]:
        """The records with the rows they were read from, for whoever writes the sheet again."""
        with open_archive(self.path) as archive:
            for row, element in _rows(self.path, archive, self.part):
                if row > self.row and (record := self._record(row, element)):
                    yield record, element

    def _record(self, row: int, element: Element) -> Record | UnreadableRow | None:
        """The row; None when it is blank."""
        try:
            cells = _cells(element, self.reader)
        except CellTrouble as trouble:
            return unreadable_row(row, f"The cell {trouble}.", _CALCULATE)
        if not cells:
            return None
        width = len(self.header)
        if len(cells) > width:
            why = f"The cell {get_column_letter(len(cells))}{row} stands beside the header's last column."
            return unreadable_row(row, why, _CELLS)
        if sum(map(len, cells)) > RECORD_MAX:
            return unreadable_row(row, f"The row has more than {RECORD_MAX:,} characters.", _SHORTEN)
        return Record(row=row, cells=(*cells, *[""] * (width - len(cells))), given=width)


def open_workbook(path: Path) -> WorkbookSheet:
    """The table in the workbook at `path`. Raises `CatalogUnreadable` when there is none, or none safe to read.

    A sheet whose first row names a title is preferred to those before it, which may be instructions; then one
    that has such a row further down.
    """
    with open_archive(path) as archive:
        check_archive(path, archive)
        book = read_book(path, archive)
        sheets = [_Sheet(path, archive, part, book.reader) for part in book.sheets]
        tops = [top for sheet in sheets if (top := sheet.top())]
        found = next((top for top in tops if has_title(top.header)), None)
        sheet = (
            found or next((low for each in sheets if (low := each.below_top())), None) or next(iter(tops), None)
        )
    if sheet is None:
        raise CatalogUnreadable(f"{path} has no visible sheet with a header.", _HEADER)
    refuse_too_wide(path, sheet.header)
    return sheet


@dataclass(frozen=True)
class _Sheet:
    """A sheet whose header is still looked for."""

    path: Path
    archive: ZipFile
    part: SheetPart
    reader: Reader

    def top(self) -> WorkbookSheet | None:
        """With its first row that is not blank as the header; None when all are, or that row cannot be read."""
        row, cells = next(self._rows(), (0, None))
        return self._headed(row, cells) if cells else None

    def below_top(self) -> WorkbookSheet | None:
        """With the first of its upper rows that reads like a header."""
        rows = ((row, cells or ()) for row, cells in self._rows())
        found = header_below(islice(rows, HEADER_ROWS_MAX))
        return self._headed(*found) if found else None

    def _headed(self, row: int, cells: Sequence[str]) -> WorkbookSheet:
        return WorkbookSheet(
            path=self.path,
            part=self.part.part,
            name=self.part.name,
            row=row,
            header=tuple(cells),
            reader=self.reader,
        )

    def _rows(self) -> Iterator[tuple[int, Sequence[str] | None]]:
        """The rows that are not blank; None for the cells of one that cannot be read."""
        for row, element in _rows(self.path, self.archive, self.part.part):
            try:
                cells = _cells(element, self.reader)
            except CellTrouble:
                yield row, None
                continue
            if cells:
                yield row, cells


def _rows(path: Path, archive: ZipFile, part: str) -> Iterator[tuple[int, Element]]:
    """The rows that are in the file, with their numbers; raises `CatalogUnreadable` when these do not rise."""
    last = 0
    for element in part_entries(path, archive, part, frozenset({"row"}), elements_max=ROW_ELEMENTS_MAX):
        stated = element.get("r", str(last + 1))
        row = int(stated) if stated.isdecimal() else 0
        if not last < row <= ROWS_MAX:
            raise CatalogUnreadable(f"{path} has a row of number {stated[:20]} behind row {last}.", _AGAIN)
        yield row, element
        last = row


def _cells(row: Element, reader: Reader) -> list[str]:
    """The row's texts from the first column to the last that is not blank."""
    cells: list[str] = []
    column = 0
    for cell in row:
        if local_name(cell.tag) != "c":
            continue
        column = column_number(cell.get("r", "")) or column + 1
        if text := _text(cell, reader, column):
            cells += [""] * (min(column, CELLS_MAX) - len(cells))
            cells[min(column, CELLS_MAX) - 1] = text
    return cells


def _text(cell: Element, reader: Reader, column: int) -> str:
    try:
        return reader.text(cell)
    except CellTrouble as trouble:
        raise CellTrouble(f"{cell.get('r') or get_column_letter(min(column, CELLS_MAX))} {trouble}") from trouble


def column_number(place: str) -> int:
    """28 of `AB7`; 0 when no column is named."""
    number = 0
    for letter in place[:3]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
