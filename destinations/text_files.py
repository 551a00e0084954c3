"""CSV and JSON lines: UTF-8, dates as 2026-11-22, decimals exact (in JSON as text), empty or null for no value."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from contracts.ads import RowColumn, Value, ValueType
from destinations.forms import Row, Wanted

Told = str | int | float | bool | None


@dataclass
class TextSheet:
    """One file, and how a row of it is written."""

    file: io.TextIOBase
    line: Callable[[Sequence[Told]], str]
    columns: tuple[RowColumn, ...]

    def add(self, rows: Sequence[Row]) -> None:
        kinds = [column.type for column in self.columns]
        self.file.writelines(
            self.line([_told(kind, value) for kind, value in zip(kinds, row, strict=True)]) for row in rows
        )

    def close(self) -> None:
        self.file.close()


class CsvFiles:
    """Implements `destinations.forms.Form`."""

    suffix = ".csv"

    def begin(self, path: Path, columns: tuple[RowColumn, ...]) -> TextSheet:
        file = path.open("w", encoding="utf-8", newline="")
        file.write(_csv_line([column.name for column in columns]))
        return TextSheet(file, _csv_line, columns)

    def keep(self, old: Path, new: Path, names: tuple[str, ...], wanted: Wanted) -> None:
        with old.open(encoding="utf-8", newline="") as source:
            rows = csv.DictReader(source)
            heads = rows.fieldnames or []
            kept = [_csv_line([row[head] for head in heads]) for row in rows if wanted(_texts(row, names))]
        _write(new, _csv_line(heads), kept)


class JsonLines:
    """Implements `destinations.forms.Form`."""

    suffix = ".jsonl"

    def begin(self, path: Path, columns: tuple[RowColumn, ...]) -> TextSheet:
        names = [column.name for column in columns]
        return TextSheet(path.open("w", encoding="utf-8"), lambda row: _json_line(names, row), columns)

    def keep(self, old: Path, new: Path, names: tuple[str, ...], wanted: Wanted) -> None:
        with old.open(encoding="utf-8") as source:
            kept = [line for line in source if wanted(_texts(json.loads(line), names))]
        _write(new, "", kept)


def _write(new: Path, head: str, lines: Iterable[str]) -> None:
    held = list(lines)
    if held:
        new.write_text(head + "".join(held), encoding="utf-8", newline="")


def _texts(row: Mapping[str, Told], names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: None if row.get(name) in (None, "") else str(row[name]) for name in names}


def _told(kind: ValueType, value: Value) -> Told:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return None
    if kind is ValueType.DECIMAL:
        return str(value)
    return bool(value) if kind is ValueType.BOOLEAN else value


def _csv_line(row: Sequence[Told]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if value is None else value for value in row])
    return out.getvalue()


def _json_line(names: Sequence[str], row: Sequence[Told]) -> str:
    return json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":")) + "\n"
