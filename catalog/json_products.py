"""Objects of JSON as products: Shopify's by their variants, others by the names that a table's columns have."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from catalog.columns import OUR_PREFIX
from catalog.dialects import has_title, shown
from catalog.json_cells import cells_of
from catalog.json_records import JsonFile, JsonRecord, open_json
from catalog.json_values import Json
from catalog.named_records import NamedRecords
from catalog.shopify_objects import is_shopifys, read_shopify_object
from catalog.unreadable import CatalogUnreadable
from catalog.woocommerce_objects import settled_product
from contracts.product import CatalogRow, UnreadableRow

LOOKED_AT_MAX = 20
"""Records at the beginning of which one must have a title, or the file is no catalog."""

_REMEDY = 'Give each product a "title" or "name"; an export of the shop has them already.'


def read_json(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    """The products of a JSON file; keys seen are all that is remembered of them.

    Raises `CatalogUnreadable`: at once when the beginning is no JSON or has no titles, later where it is broken.
    """
    file = open_json(path)
    _refuse_untitled(file)
    return _read(file)


def _refuse_untitled(file: JsonFile) -> None:
    found = list(islice(file.records(), LOOKED_AT_MAX))
    values = [settled_object(record.value) for record in found if isinstance(record, JsonRecord)]
    if not found or _is_mended(found) or any(has_title(tuple(value)) for value in values):
        return
    names = list(values[0]) if values else []
    why = f"{file.path}: no name could be a title's. The names found are {shown(names)}."
    raise CatalogUnreadable(why, _REMEDY)


def _is_mended(found: Sequence[JsonRecord | UnreadableRow]) -> bool:
    """Whether the file is an export of ours (`catalog.mending`): that none has a title may be what ails them."""
    values = (record.value for record in found if isinstance(record, JsonRecord))
    return any(name.startswith(OUR_PREFIX) for value in values for name in value)


def _read(file: JsonFile) -> Iterator[CatalogRow | UnreadableRow]:
    seen: dict[str, int] = {}
    records = NamedRecords(seen)
    for record in file.records():
        if isinstance(record, UnreadableRow):
            yield record
        elif is_shopifys(value := settled_object(record.value)):
            yield read_shopify_object(record.row, value, seen)
        else:
            yield records.read(record.row, cells_of(value))


def settled_object(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The product itself, out of its wrapper, with its prices where a table has them."""
    inner = value.get("product")
    if isinstance(inner, dict) and "title" not in value and "name" not in value:
        return settled_object(inner)
    return settled_product(value)
