"""JSON files as a stream of records: a list of objects, bare or in a wrapper, an object a line, or just one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from catalog.json_values import VALUE_CHARACTERS_MAX, Event, Json, JsonBroken, JsonReader, open_text
from catalog.unreadable import CatalogUnreadable, unreadable_row
from contracts.product import UnreadableRow

LIST_NAMES = ("products", "items", "data", "pins", "results", "rows")
"""Names under which an object holds the list of products."""
WRAPPERS_MAX = 3
"""Objects around the list."""
LINES_ENDINGS = (".ndjson", ".jsonl")

_REPAIR = "Export it again, or mend the file there: one wrong character makes all behind it unreadable."
_REPAIR_LINE = "Write one whole object in each line."
_OBJECT = 'Write each product as an object: {"title": …}.'


class JsonShape(StrEnum):
    """How the records stand in the file."""

    LIST = "list"
    LINES = "lines"
    """An object in each line (NDJSON, JSON Lines)."""
    SINGLE = "single"
    """One object, which is the only record."""


@dataclass(frozen=True)
class JsonRecord:
    """One object of the file. Its row is its line; in a list its ordinal plus one, as if a header stood above."""

    row: int
    value: dict[str, Json]


@dataclass(frozen=True)
class JsonFile:
    """A file of JSON whose beginning could be read. `wrapper` are the names that lead to its list."""

    path: Path
    shape: JsonShape
    wrapper: tuple[str, ...] = ()

    def records(self) -> Iterator[JsonRecord | UnreadableRow]:
        """The records, streaming. Raises `CatalogUnreadable` where a file that is not of lines is broken."""
        if self.shape is JsonShape.LINES:
            yield from _lines(self.path)
            return
        row = 1
        try:
            for row, value in enumerate(_values(self), start=2):
                yield _record(row, value)
        except JsonBroken as error:
            why = f"{self.path} is broken JSON behind its record {row - 1:,}: {error}."
            raise CatalogUnreadable(why, _REPAIR) from error

    def values(self) -> Iterator[Json]:
        """The list's values, objects or not, for whoever writes the file again. Raises `JsonBroken`."""
        return _values(self)


def open_json(path: Path) -> JsonFile:
    """The shape of the JSON at `path`. Raises `CatalogUnreadable` when its beginning is none."""
    if _is_lines(path):
        return JsonFile(path, JsonShape.LINES)
    try:
        with open_text(path) as text:
            wrapper = _way_to_list(JsonReader(text))
    except JsonBroken as error:
        raise CatalogUnreadable(f"{path} is broken JSON: {error}.", _REPAIR) from error
    shape = JsonShape.SINGLE if wrapper is None else JsonShape.LIST
    return JsonFile(path, shape, wrapper or ())


def _way_to_list(reader: JsonReader) -> tuple[str, ...] | None:
    """Goes into the list of records; the names that lead there. None when there is no list."""
    first = reader.next()
    return () if first[0] == "start_array" else _search(reader, first, WRAPPERS_MAX)


def _search(reader: JsonReader, first: Event, depth: int) -> tuple[str, ...] | None:
    """As `_way_to_list`, below the event `first`; what is no way there is read over."""
    if first[0] != "start_map" or not depth:
        reader.skip(first)
        return None
    while (event := reader.next())[0] == "map_key":
        below = reader.next()
        if event[1] not in LIST_NAMES:
            reader.skip(below)
        elif below[0] == "start_array":
            return (str(event[1]),)
        elif (way := _search(reader, below, depth - 1)) is not None:
            return (str(event[1]), *way)
    return None


def _values(file: JsonFile) -> Iterator[Json]:
    """The file's values, and behind them everything else that is there, so that no broken end goes unseen."""
    with open_text(file.path) as text:
        reader = JsonReader(text)
        if file.shape is JsonShape.SINGLE:
            yield reader.value(reader.next())
        else:
            _way_to_list(reader)
            while (event := reader.next())[0] != "end_array":
                yield reader.value(event)
        while reader.next()[0]:
            pass


def _record(row: int, value: Json) -> JsonRecord | UnreadableRow:
    if isinstance(value, dict):
        return JsonRecord(row, value)
    return unreadable_row(row, "The record is no object with names and values.", _OBJECT)


def _is_lines(path: Path) -> bool:
    """Whether each line is an object: so by the name, or because the first one is whole and more follow."""
    with open_text(path, newline="\n") as text:
        first = next(_worded(text), "")
        if not first.lstrip().startswith("{"):
            return False
        named = path.name.lower().removesuffix(".gz").endswith(LINES_ENDINGS)
        return named or (isinstance(_parsed(first), dict) and next(_worded(text), None) is not None)


def _worded(text: TextIO) -> Iterator[str]:
    """The lines that are not blank, within the limit of one."""
    lines = iter(lambda: text.readline(VALUE_CHARACTERS_MAX), "")
    return (line for line in lines if line.strip())


def _lines(path: Path) -> Iterator[JsonRecord | UnreadableRow]:
    with open_text(path, newline="\n") as text:
        for row, line in enumerate(iter(lambda: text.readline(VALUE_CHARACTERS_MAX), ""), start=1):
            if len(line) == VALUE_CHARACTERS_MAX and not line.endswith("\n"):
                _skip_line(text)
                why = f"The line has more than {VALUE_CHARACTERS_MAX:,} characters."
                yield unreadable_row(row, why, _REPAIR_LINE)
            elif line.strip():
                yield _line_record(row, line)


def _line_record(row: int, line: str) -> JsonRecord | UnreadableRow:
    value = _parsed(line)
    if isinstance(value, JsonBroken):
        return unreadable_row(row, f"The line is broken JSON: {value}.", _REPAIR_LINE)
    return _record(row, value)


def _parsed(line: str) -> Json | JsonBroken:
    try:
        value: Json = json.loads(line, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return JsonBroken(f"{error.msg.lower()}, at character {error.pos + 1:,}")
    except (ValueError, ArithmeticError, RecursionError):
        return JsonBroken("it holds a number or a depth that is beyond all measure")
    return value


def _no_number(name: str) -> Json:
    raise ValueError(name)


def _skip_line(text: TextIO) -> None:
    while (piece := text.readline(VALUE_CHARACTERS_MAX)) and not piece.endswith("\n"):
        pass
