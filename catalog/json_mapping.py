"""JSON of a shop's own making, read by a mapping that says where the products are, and what of them is what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.headers import fold_header
from catalog.json_cells import cells_of, text_of
from catalog.json_paths import Every, JsonPath, PathBroken, Step, read_path
from catalog.json_values import Event, Json, JsonBroken, JsonReader, open_text
from catalog.named_records import NamedRecords
from catalog.plain import NAMES
from catalog.unreadable import CatalogUnreadable, unreadable_row
from contracts.product import CatalogRow, UnreadableRow

ITEMS = "items"
ID = "id"
EXTRA = "extra."
"""Begins the names of what is no part of a product, for templates: `extra.season`."""
MAPPED_MAX = 60
SHOWN_MAX = 12
"""Names that a message lists."""

_KNOWN = frozenset(name for names in NAMES.values() for name in names)
_REPAIR = "Export it again, or mend the file there: one wrong character makes all behind it unreadable."
_MEND = "Mend the mapping, so that it leads to the list of products."
_OBJECT = 'Write each product as an object: {"title": …}.'


class MappingBroken(ValueError):
    """A mapping that cannot be used; the message names its line and says why."""


@dataclass(frozen=True)
class JsonMapping:
    """Where the list of products is, and for each of a table's names where a product has it."""

    items: JsonPath
    fields: Mapping[str, JsonPath]


class _Strayed(Exception):
    """The path to the list leads nowhere; the message says why."""


def read_mapping(given: Mapping[str, str]) -> JsonMapping:
    """`{"items": "$.data.products[*]", "id": "sku", "title": "name.en", "image_link": "images[*].src"}`.

    `items` and `id` are needed; the other names are those of a table's columns, or begin with `extra.`. Raises
    `MappingBroken`.
    """
    if len(given) > MAPPED_MAX:
        raise MappingBroken(f"a mapping has at most {MAPPED_MAX} names")
    missing = [name for name in (ITEMS, ID) if not given.get(name)]
    if missing:
        raise MappingBroken(f'the mapping lacks "{missing[0]}"')
    paths = {name: _path(name, text) for name, text in given.items()}
    items = paths.pop(ITEMS)
    if any(isinstance(step, int) for step in items.steps):
        raise MappingBroken(f'"{ITEMS}" = "{items.text}": the list is found by names and [*] alone')
    return JsonMapping(items=items, fields=paths)


def read_mapped_json(path: Path, mapping: JsonMapping) -> Iterator[CatalogRow | UnreadableRow]:
    """The products of the file, streaming; the row of one is its ordinal plus one.

    Raises `CatalogUnreadable` while it is read: when the mapping leads to no list, or the file is broken.
    """
    records, row = NamedRecords(), 1
    try:
        with open_text(path) as text:
            reader = JsonReader(text)
            for row, value in enumerate(_items(reader, reader.next(), _list_steps(mapping.items)), start=2):
                yield _read(records, row, value, mapping)
            while reader.next()[0]:
                pass
    except _Strayed as error:
        raise CatalogUnreadable(f'{path}: "{mapping.items.text}" leads nowhere: {error}.', _MEND) from error
    except JsonBroken as error:
        raise CatalogUnreadable(
            f"{path} is broken JSON behind its record {row - 1:,}: {error}.", _REPAIR
        ) from error


def _path(name: str, text: str) -> JsonPath:
    if name not in (ITEMS, ID) and not name.startswith(EXTRA) and fold_header(name) not in _KNOWN:
        raise MappingBroken(f'"{name[:60]}" is nothing that a product has; begin it with "{EXTRA}" to keep it')
    try:
        return read_path(text)
    except PathBroken as error:
        raise MappingBroken(f'"{name}": {error}') from error


def _list_steps(items: JsonPath) -> tuple[Step, ...]:
    """The path to the products themselves, also where it ends with the list."""
    return items.steps if items.steps[-1:] == (Every.ONE,) else (*items.steps, Every.ONE)


def _items(reader: JsonReader, first: Event, steps: tuple[Step, ...], trail: str = "$") -> Iterator[Json]:
    if not steps:
        yield reader.value(first)
    elif steps[0] is Every.ONE:
        yield from _each(reader, first, steps[1:], trail)
    else:
        yield from _named(reader, first, steps, trail)


def _each(reader: JsonReader, first: Event, steps: tuple[Step, ...], trail: str) -> Iterator[Json]:
    if first[0] != "start_array":
        raise _Strayed(f'"{trail}" is no list')
    while (event := reader.next())[0] != "end_array":
        yield from _items(reader, event, steps, f"{trail}[*]")


def _named(reader: JsonReader, first: Event, steps: tuple[Step, ...], trail: str) -> Iterator[Json]:
    if first[0] != "start_map":
        raise _Strayed(f'"{trail}" is no object with names')
    met: list[str] = []
    while (event := reader.next())[0] == "map_key":
        below = reader.next()
        if event[1] == steps[0] and event[1] not in met:
            yield from _items(reader, below, steps[1:], f"{trail}.{steps[0]}")
        else:
            reader.skip(below)
        if len(met) < SHOWN_MAX or event[1] == steps[0]:
            met.append(str(event[1]))
    if steps[0] not in met:
        raise _Strayed(f'"{trail}" has no "{steps[0]}", but {", ".join(name[:60] for name in met) or "nothing"}')


def _read(records: NamedRecords, row: int, value: Json, mapping: JsonMapping) -> CatalogRow | UnreadableRow:
    if not isinstance(value, dict):
        return unreadable_row(row, "The record is no object with names and values.", _OBJECT)
    cells = {name.removeprefix(EXTRA): _text(name, path, value) for name, path in mapping.fields.items()}
    if not cells[ID]:
        path = mapping.fields[ID].text
        return unreadable_row(row, f'The record has no "{path}", which the mapping reads as its id.', _MEND)
    return records.read(row, cells)


def _text(name: str, path: JsonPath, value: Json) -> str:
    """What stands at the path as one cell: several values become a list in it."""
    found = path.find(value)
    texts = [text_of(each) or cells_of({name: each}).get(name, "") for each in found]
    return ", ".join(text for text in texts if text)
