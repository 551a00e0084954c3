"""A downloaded report, row by row, in whichever form and order it is: a file of gigabytes is never in memory.

A CSV has a line of names first; where one was asked for, nothing at all is a report without rows. JSON by id is
`{"<entity>": [row, ...]}`, by date `{"<day>": [row, ...]}`. What the key says is in the row as well, unless it
was not asked for: so it is added where it is missing.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ijson  # type: ignore[import-untyped]  # it comes without types

from contracts.ads import DAY_COLUMN, ReportFormat
from contracts.ads_reports import ReportRow, Scalar
from contracts.trouble import Unavailable

CHUNK_BYTES = 1 << 16

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")
_ID = re.compile(r"[0-9]{1,20}")
_PLAIN = frozenset({"string", "number", "boolean", "null"})
_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_ROW_DEPTH = 3
"""Within the report, and one of its lists."""


@dataclass(frozen=True)
class ReportFiles:
    """Keeps the port `ReportReader`."""

    def rows(
        self, path: Path, id_column: str | None, asked: ReportFormat = ReportFormat.JSON
    ) -> Iterator[ReportRow]:
        return read_report_rows(path, id_column, asked)


def read_report_rows(
    path: Path, id_column: str | None = None, asked: ReportFormat = ReportFormat.JSON
) -> Iterator[ReportRow]:
    """The report's rows. `id_column` is what a key that is an id stands for. Raises Unavailable when it is cut off
    or no report: then it must be fetched again.
    """
    if _is_csv(path):
        yield from _csv_rows(path, asked)
        return
    with path.open("rb") as file:
        try:
            yield from _rows(ijson.basic_parse(file, buf_size=CHUNK_BYTES), id_column)
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
            raise Unavailable("The report cannot be read: it is cut off, or no JSON") from error


def _is_csv(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.read(CHUNK_BYTES).lstrip().startswith(b"{")


def _csv_rows(path: Path, asked: ReportFormat) -> Iterator[ReportRow]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        try:
            filled = (cells for cells in lines if cells)
            names = next(filled, [])
            if not (names or asked is ReportFormat.CSV) or not all(_NAME.fullmatch(name) for name in names):
                raise Unavailable("The report cannot be read: it begins neither as JSON nor as CSV")
            for cells in filled:
                yield _csv_row(names, cells)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Unavailable("The report cannot be read: it is cut off, or no CSV") from error


def _csv_row(names: list[str], cells: list[str]) -> ReportRow:
    if len(cells) != len(names):
        raise Unavailable(f"The report cannot be read: a line has {len(cells)} of {len(names)} values")
    return dict(zip(names, cells, strict=True))


def _rows(events: Iterator[tuple[str, Scalar]], id_column: str | None) -> Iterator[ReportRow]:
    depth, key, name = 0, "", ""
    row: dict[str, Scalar] = {}
    for event, value in events:
        if depth == 0 and event != "start_map":
            raise ValueError("not an object")
        depth += _STEPS.get(event, 0)
        if event == "map_key":
            name = str(value)
            key = name if depth == 1 else key
        elif event == "start_map" and depth == _ROW_DEPTH:
            row = {}
        elif event == "end_map" and depth == _ROW_DEPTH - 1:
            yield _with_key(row, key, id_column)
        elif depth == _ROW_DEPTH and event in _PLAIN:
            row[name] = value


def _with_key(row: dict[str, Scalar], key: str, id_column: str | None) -> ReportRow:
    if _DAY.fullmatch(key):
        row.setdefault(DAY_COLUMN, key)
    elif id_column is not None and _ID.fullmatch(key):
        row.setdefault(id_column, key)
    return row
