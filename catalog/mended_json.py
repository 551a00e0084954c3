"""Files of JSON written again: the same list or lines, and in each object our words beside the merchant's own."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from catalog.ailments import COLUMNS, Ailment, column_of, our_cells
from catalog.json_records import JsonFile, JsonRecord, JsonShape
from catalog.json_values import VALUE_CHARACTERS_MAX, Json, JsonBroken, open_text
from catalog.unreadable import CatalogUnreadable

Pieces = Iterator[tuple[int, str]]

_AGAIN = "Launch the file again: it is not the one that was launched."


def mended_json(file: JsonFile, ailments: Mapping[int, Ailment]) -> Pieces:
    """The file's text with the wanted records alone: pieces, each with its row; 0 for what belongs to none."""
    if file.shape is JsonShape.LINES:
        return _lines(file, ailments)
    return _listed(file, ailments) if file.shape is JsonShape.LIST else _values(file, ailments)


def json_text(value: Json) -> str:
    """The value as JSON, its numbers digit for digit as they were."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json_text(name)}: {json_text(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _listed(file: JsonFile, ailments: Mapping[int, Ailment]) -> Pieces:
    yield 0, "".join(f"{{{json_text(name)}: " for name in file.wrapper) + "["
    for number, (row, text) in enumerate(_values(file, ailments)):
        yield row, (",\n" if number else "\n") + text
    yield 0, "\n]" + "}" * len(file.wrapper) + "\n"


def _values(file: JsonFile, ailments: Mapping[int, Ailment]) -> Pieces:
    """The wanted values; one that is no object, and so has no room for our words, as it stands."""
    try:
        for row, value in enumerate(file.values(), start=2):
            if row in ailments:
                yield row, json_text(_with_ours(value, ailments[row]) if isinstance(value, dict) else value)
    except JsonBroken as error:
        raise CatalogUnreadable(f"{file.path} is broken JSON: {error}.", _AGAIN) from error


def _lines(file: JsonFile, ailments: Mapping[int, Ailment]) -> Pieces:
    """The objects first: a broken line at the beginning would hide what sort of file it is."""
    broken: set[int] = set()
    for record in file.records():
        if isinstance(record, JsonRecord) and record.row in ailments:
            yield record.row, json_text(_with_ours(record.value, ailments[record.row])) + "\n"
        elif record.row in ailments:
            broken.add(record.row)
    yield from ((row, text) for row, text in _raw_lines(file) if row in broken)


def _raw_lines(file: JsonFile) -> Pieces:
    """The lines as they stand, with their ends; an endless one in several pieces."""
    with open_text(file.path, newline="\n") as text:
        row = 1
        while piece := text.readline(VALUE_CHARACTERS_MAX):
            yield row, piece
            row += piece.endswith("\n")


def _with_ours(value: dict[str, Json], ailment: Ailment) -> Json:
    theirs = {name: each for name, each in value.items() if column_of(name) is None}
    return {**theirs, **dict(zip(COLUMNS, our_cells(ailment), strict=True))}
