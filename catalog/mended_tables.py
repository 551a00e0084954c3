"""Tables of text written again: the same delimiter, header and cells, with our columns at the end."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from catalog.ailments import COLUMNS, Ailment, Beside, our_cells
from catalog.delimited import Passage, Sheet
from catalog.lines import END, RECORD_MAX
from catalog.selection import rows_beside
from contracts.product import UnreadableRow

_LINE_ENDS = "\r\n"


def mended_table(sheet: Sheet, ailments: Mapping[int, Ailment]) -> Iterator[tuple[int, str]]:
    """The sheet's text with the wanted records alone: pieces, each with its row; 0 for what names none."""
    beside = rows_beside(sheet, ailments)
    passages = sheet.passages()
    header = next(passages).text
    ink = _Ink(sheet, header)
    yield 0, ink.header(header)
    for passage in passages:
        row = 0 if passage.found is None else passage.found.row
        if row in ailments or row in beside:
            yield row if row in ailments else 0, ink.record(passage, ailments.get(row))


class _Ink:
    """Writes records as their sheet does."""

    def __init__(self, sheet: Sheet, header: str) -> None:
        self._sheet = sheet
        self._beside = Beside(sheet.header)
        self._end = next((end for end in ("\r\n", "\n", "\r") if header.endswith(end)), "\n")

    def header(self, text: str) -> str:
        """The header as it stands, with our columns unless it has them already."""
        preamble = f"sep={self._sheet.delimiter}{self._end}" if self._sheet.names_delimiter else ""
        return preamble + self._with_more(text, self._beside.names)

    def record(self, passage: Passage, ailment: Ailment | None) -> str:
        if isinstance(passage.found, UnreadableRow):
            return self._unreadable(passage.text, our_cells(ailment))
        return self._line(self._beside.fill(self._parse(passage.text), ailment)) + self._end

    def _unreadable(self, text: str, ours: Sequence[str]) -> str:
        """The text as it stands, with our cells behind so many others that it stays as unreadable as it is.

        An open quote would swallow the next rows: it is closed, and its lines are joined, since some might be
        products for who reads them apart; so are others that our cells made as wide as a row. What is too long to
        be kept is left out.
        """
        if not text.strip():
            return ""
        if self._is_open(text):
            blanks = ["" for _ in range(len(self._sheet.header) + len(COLUMNS))]
            text = f'{" ".join(text.splitlines())}"{self._line(blanks)}'
        elif not self._beside.is_new:
            ours = ()
        written = self._with_more(text, ours)
        if self._holds_whole_row(written):
            written = self._with_more(" ".join(text.splitlines()), ours)
        return written if len(written) < RECORD_MAX else ""

    def _holds_whole_row(self, written: str) -> bool:
        """Whether a line behind the first is as wide as the header will be, and read as a row of its own."""
        width = len(self._sheet.header) + len(self._beside.names)
        behind = islice(io.StringIO(written, newline=""), 1, None)
        return any(len(self._parse(line)) == width for line in behind)

    def _is_open(self, text: str) -> bool:
        """Whether a quote is opened and not closed."""
        return self._parse(f"{text.rstrip(_LINE_ENDS)}{self._end}{END}")[-1].endswith(END)

    def _with_more(self, text: str, cells: Sequence[str]) -> str:
        more = f"{self._sheet.delimiter}{self._line(cells)}" if cells else ""
        return text.rstrip(_LINE_ENDS) + more + self._end

    def _parse(self, text: str) -> list[str]:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=self._sheet.delimiter), [""])

    def _line(self, cells: Sequence[str]) -> str:
        return line_of(cells, self._sheet.delimiter)


def line_of(cells: Sequence[str], delimiter: str) -> str:
    """The cells as one record, without a line end."""
    text = io.StringIO(newline="")
    # Only with both in its line end does the writer put quotes around either.
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n")
