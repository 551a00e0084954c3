"""Bytes to records: CSV as shops, spreadsheets and scripts really write it (RFC 4180 and what strays from it).

A record is what a spreadsheet shows as a row: it may span several lines of the file. Records are numbered from
the header, which is 1; blank ones are skipped but counted, so that the number is the spreadsheet's.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from catalog.charset import detect_charset
from catalog.file_kind import refuse_what_is_no_text
from catalog.lines import END, RECORD_MAX, Lines, RecordTooLong
from catalog.opening import open_bytes
from catalog.unreadable import CatalogUnreadable, unreadable_row
from contracts.product import UnreadableRow

COLUMNS_MAX = 1_000
"""Columns of what is still a table; Shopify's widest exports have about a hundred."""
DELIMITERS = (",", ";", "\t", "|")
RECOVERIES_MAX = 100
"""How often lines behind a runaway quote are read again; without a limit a hostile file costs its square."""

_QUOTES = "Close the quote, or write a quote inside a cell twice."
_CELLS = "Put quotes around the cell that holds the delimiter."


@dataclass(frozen=True)
class Record:
    """One row: `cells` are stripped, and as many as the header has; `given` is how many the file has."""

    row: int
    cells: tuple[str, ...]
    given: int


@dataclass(frozen=True)
class Passage:
    """What stands in the file as one row: its text, line end included, and what it was read as; None if blank."""

    text: str
    found: Record | UnreadableRow | None


@dataclass(frozen=True)
class Sheet:
    """A file that turned out to be a table."""

    path: Path
    charset: str
    delimiter: str
    header: tuple[str, ...]
    names_delimiter: bool = False
    """Excel's line `sep=;` stands above the header."""
    row: int = 1
    """The header's."""

    def records(self) -> Iterator[Record | UnreadableRow]:
        """The records below the header, streaming; the file is open only while they are read."""
        with _opened(self.path, self.charset) as lines:
            _, found = self._below_header(lines)
            yield from (record for record in found.records() if record is not None)

    def passages(self) -> Iterator[Passage]:
        """The header with what stands above it, and each row below, for whoever writes the file again."""
        with _opened(self.path, self.charset) as lines:
            header, found = self._below_header(lines)
            yield header
            for record in found.records():
                yield Passage(text=found.text, found=record)

    def beginning(self) -> Iterator[Record | UnreadableRow]:
        """The rows from the first on, each as wide as it is."""
        with _opened(self.path, self.charset) as lines:
            _skip_preamble(lines)
            found = _Found(lines, self.delimiter)
            yield from (record for record in found.records() if record is not None)

    def _below_header(self, lines: Lines) -> tuple[Passage, "_Found"]:
        """All up to the header as one passage, and what finds the records below it."""
        _skip_preamble(lines)
        found = _Found(lines, self.delimiter)
        above = [Passage(text=found.text, found=record) for record in islice(found.records(), self.row)]
        found.width = len(self.header)
        text = "".join(passage.text for passage in above)
        return Passage(text=text, found=above[-1].found if above else None), found


def open_sheet(path: Path) -> Sheet:
    """The table at `path` with its header. Raises `CatalogUnreadable` when there is none."""
    refuse_what_is_no_text(path)
    charset = detect_charset(path)
    with _opened(path, charset) as lines:
        named = _skip_preamble(lines)
        delimiter = named or _delimiter(lines)
        header = next(_Found(lines, delimiter).records(), None)
    if not isinstance(header, Record):
        raise CatalogUnreadable(f"{path} has no header that could be read.", "Give the first row column names.")
    refuse_too_wide(path, header.cells)
    return Sheet(
        path=path, charset=charset, delimiter=delimiter, header=header.cells, names_delimiter=named is not None
    )


def refuse_too_wide(path: Path, header: Sequence[str]) -> None:
    """Raises `CatalogUnreadable` when the header has more columns than are read."""
    if len(header) > COLUMNS_MAX:
        why = f"{path} has {len(header):,} columns; at most {COLUMNS_MAX:,} are read."
        raise CatalogUnreadable(why, "Take out columns that no pin needs.")


@contextmanager
def _opened(path: Path, charset: str) -> Iterator[Lines]:
    # The limit is the process's, and one cell may be as long as a record here.
    csv.field_size_limit(max(csv.field_size_limit(), RECORD_MAX))
    with TextIOWrapper(open_bytes(path), encoding=charset, errors="replace", newline="") as text:
        yield Lines(text)


def _skip_preamble(lines: Lines) -> str | None:
    """Goes to the header; gives the delimiter if Excel's first line `sep=;` names one."""
    named: str | None = None
    while (line := _peek(lines)) is not None:
        text = line.strip("\r\n")
        if named is None and text.casefold().startswith("sep=") and text[4:] in DELIMITERS:
            named = text[4:]
        elif text.strip():
            break
        next(lines)
        lines.mark()
    return named


def _peek(lines: Lines) -> str | None:
    """The next line without taking it; None when there is none, or none that could be a header."""
    try:
        line = next(lines, END)
    except RecordTooLong:
        return None
    lines.mark()
    if line == END:
        return None
    lines.give_back([line])
    return line


def _delimiter(lines: Lines) -> str:
    """The delimiter that parts the header into most cells; a comma when none does."""
    line = _peek(lines) or ""
    return max(DELIMITERS, key=lambda delimiter: _width(line, delimiter))


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


class _Found:
    """The records that are found among lines."""

    def __init__(self, lines: Lines, delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self.width = 0
        """Cells that a record has; 0: as many as it has."""
        self._row = 0
        self._recoveries = 0
        self._returned = 0

    @property
    def text(self) -> str:
        """The last record as it stands in the file, without the lines that are read again."""
        taken = self._lines.taken
        return "".join(taken[: len(taken) - self._returned])

    def records(self) -> Iterator[Record | UnreadableRow | None]:
        """Each record, numbered; None for a blank one."""
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            self._lines.mark()
            self._returned = 0
            self._row += 1
            try:
                cells = next(reader, [END])
            except (RecordTooLong, csv.Error):
                yield self._lost(f"The row has more than {RECORD_MAX:,} characters.", _QUOTES)
                continue
            if cells == [END]:
                return
            yield self._record(cells)

    def _record(self, cells: Sequence[str]) -> Record | UnreadableRow | None:
        if cells and cells[-1].endswith(END):
            return self._lost("A quote is opened in this row and never closed.", _QUOTES)
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            return None
        if self.width and any(stripped[self.width :]):
            why = f"The row has {len(cells)} cells where the header has {self.width}."
            return self._lost(why, _CELLS)
        return self._fitted(stripped)

    def _fitted(self, cells: Sequence[str]) -> Record:
        width = self.width or len(cells)
        padded = [*cells, *[""] * (width - len(cells))]
        return Record(row=self._row, cells=tuple(padded[:width]), given=len(cells))

    def _lost(self, message: str, remedy: str) -> UnreadableRow:
        """Reports the row; the whole rows that its stray quote had swallowed are read again as rows."""
        swallowed = self._lines.taken[1:]
        if self.width and self._recoveries < RECOVERIES_MAX:
            self._recoveries += 1
            whole = swallowed[self._first_whole_row(swallowed) :]
            self._returned = len(whole)
            self._lines.give_back(whole)
        return unreadable_row(self._row, message, remedy)

    def _first_whole_row(self, lines: Sequence[str]) -> int:
        # Lines of a torn description have other numbers of cells: they must not become products.
        whole = (at for at, line in enumerate(lines) if _width(line, self._delimiter) == self.width)
        return next(whole, len(lines))
