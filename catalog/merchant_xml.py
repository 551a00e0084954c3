"""Google Merchant feeds in XML, RSS 2.0 and Atom: every item as the record that it would be in a table.

A feed says the same in XML and as a table, by the same names; so an item is read as `catalog.plain` reads a row,
and the two forms of one feed give the same products. As in a table, a sale price counts whenever it stands there:
no clock is read here, and its dates are kept as an extra. Each variant of a group is a product of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element

from catalog.columns import Field
from catalog.headers import fold_header
from catalog.named_records import NamedRecords
from catalog.plain import NAMES
from catalog.unreadable import CatalogEmpty, CatalogUnreadable
from catalog.xml_kind import XmlKind, xml_kind
from catalog.xml_stream import Entry, local_name, namespace, read_entries
from contracts.product import CatalogRow, UnreadableRow

_ENTRIES = frozenset({"item", "entry"})
_GOOGLE = ("http://base.google.com/ns/", "https://base.google.com/ns/")
_ATOM = "http://www.w3.org/2005/Atom"
_ATOM_NAMES: Mapping[str, str] = MappingProxyType({"summary": "description", "content": "description"})
_LISTS = (Field.IMAGE, Field.MORE_IMAGES, Field.TAGS)
_SINGLE = frozenset(name for field, names in NAMES.items() if field not in _LISTS for name in names)
"""Names of which a product has one: a second is not joined to the first."""

ALWAYS: Mapping[str, str] = MappingProxyType({"title": "", "description": ""})
"""Columns that every record has: beside them no other text is taken for either."""

_EXPORT = "Export the feed again with its products in it, or give a CSV export."


def read_merchant_xml(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    """The feed's items as products; the row of an item is its ordinal plus one, as if a header stood above.

    Raises `CatalogUnreadable`: at once when the file is no feed or has no items, later with line and column where
    it is broken.
    """
    if xml_kind(path) is not XmlKind.MERCHANT:
        raise CatalogUnreadable(f"{path} is not a Merchant feed.", _EXPORT)
    if next(read_entries(path, _ENTRIES), None) is None:
        raise CatalogEmpty(f"{path} is a feed without any items.", _EXPORT)
    records = NamedRecords()
    return (records.read(row, cells) for row, cells in merchant_records(path))


def merchant_records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each item's row and what it says, by the names that a table would have as its header."""
    for entry in read_entries(path, _ENTRIES):
        yield entry.number + 1, _cells(entry)


def _cells(entry: Entry) -> dict[str, str]:
    """The item's own elements by name. Google's win over others: Atom's `id` is not the product's."""
    google: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for child in entry.element:
        if text := _text(child):
            named = google if _is_googles(child) else others
            named.setdefault(_name(child, entry), []).append(text)
    return {**ALWAYS, **{name: _cell(name, texts) for name, texts in (others | google).items()}}


def _cell(name: str, texts: Sequence[str]) -> str:
    """What is said once, or what is said repeatedly as a table has it: parted by commas, each once."""
    if len(texts) == 1 or fold_header(name) in _SINGLE:
        return texts[0]
    return ",".join(dict.fromkeys(texts))


def _is_googles(element: Element) -> bool:
    return namespace(element.tag).startswith(_GOOGLE)


def _name(element: Element, entry: Entry) -> str:
    """The bare name for the feed's own elements and Google's; whatever else is there keeps its prefix."""
    uri, local = namespace(element.tag), local_name(element.tag)
    if uri == _ATOM and uri == namespace(entry.element.tag):
        return _atom_name(element, local)
    prefix = "" if _is_googles(element) or uri == namespace(entry.element.tag) else entry.prefixes.get(uri, "")
    return f"{prefix}:{local}" if prefix else local


def _atom_name(element: Element, local: str) -> str:
    relation = element.get("rel", "alternate")
    if local == "link" and relation != "alternate":
        return f"link:{relation}"
    return _ATOM_NAMES.get(local, local)


def _text(element: Element) -> str:
    """What the element says: an Atom link's address, nested attributes as a table writes them, else its text."""
    own = "".join(element.itertext()).strip()
    if not own and local_name(element.tag) == "link":
        return element.get("href", "").strip()
    if len(element) and _is_googles(element):
        return ":".join("".join(part.itertext()).strip() for part in element)
    return own
