"""Opens text with delimiters as a table, also one whose header is not its first row."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from catalog.delimited import DELIMITERS, Record, Sheet, open_sheet, refuse_too_wide
from catalog.dialects import has_title
from catalog.header_rows import HEADER_ROWS_MAX, header_below


def open_table(path: Path) -> Sheet:
    """The table at `path`, whatever stands above its header. Raises `CatalogUnreadable` when there is none."""
    sheet = open_sheet(path)
    if has_title(sheet.header):
        return sheet
    found = next(_headed(sheet), sheet)
    refuse_too_wide(path, found.header)
    return found


def _headed(sheet: Sheet) -> Iterator[Sheet]:
    """The sheet with a header further down; a line above it says nothing of the delimiter."""
    for delimiter in (sheet.delimiter,) if sheet.names_delimiter else DELIMITERS:
        parted = replace(sheet, delimiter=delimiter)
        first = (record for record in parted.beginning() if isinstance(record, Record))
        below = header_below((record.row, record.cells) for record in islice(first, HEADER_ROWS_MAX))
        if below is not None:
            yield replace(parted, row=below[0], header=below[1])
