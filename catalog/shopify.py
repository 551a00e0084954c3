"""Shopify's product exports, the current and the legacy one: several rows a product, joined by their handle.

Rows of one handle stand together in an export; below the first, handle and title may be left blank. A row whose
handle stood further up, with another product between, is reported and not merged: to merge it the whole file would
have to be kept in memory.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from types import MappingProxyType

from catalog import bounds
from catalog.columns import Columns, Field, claim_columns
from catalog.delimited import Record
from catalog.headers import fold_header
from catalog.image_lists import part_addresses
from catalog.keys import settled_key, slug
from catalog.offers import read_offer
from catalog.posts import PUBLISH_AT_NAMES
from catalog.product_types import some_categories
from catalog.publication import is_published
from catalog.stock import parse_quantity
from catalog.table import Table
from catalog.timing import read_publish_at
from catalog.unreadable import unreadable_row
from contracts.product import (
    DESCRIPTION_MAX,
    IMAGES_MAX,
    Availability,
    CatalogRow,
    Product,
    ProductImage,
    UnreadableRow,
)

UNREADABLE_KEPT_MAX = 1_000
"""Unreadable rows held back behind the product they stand in; then its group is closed."""

GOOGLES_CATEGORY = "googleshoppinggoogleproductcategory"
"""The folded header of the column that exports for Google's shopping have."""

NAMES: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.HANDLE: ("handle", "urlhandle"),
        Field.TITLE: ("title",),
        Field.DESCRIPTION: ("bodyhtml", "description", "body"),
        Field.BRAND: ("vendor",),
        Field.TYPE: ("type", "customproducttype"),
        Field.CATEGORY: ("productcategory", "standardproducttype"),
        Field.TAGS: ("tags",),
        Field.PUBLISHED: ("published", "publishedononlinestore"),
        Field.STATUS: ("status",),
        Field.SKU: ("variantsku", "sku"),
        Field.PRICE: ("variantprice", "price"),
        Field.COMPARE_AT: ("variantcompareatprice", "compareatprice"),
        Field.TRACKER: ("variantinventorytracker", "inventorytracker"),
        Field.QUANTITY: ("variantinventoryqty", "inventoryquantity"),
        Field.OVERSELL: ("variantinventorypolicy", "continuesellingwhenoutofstock"),
        Field.IMAGE: ("imagesrc", "productimageurl"),
        Field.POSITION: ("imageposition",),
        Field.ALT_TEXT: ("imagealttext",),
        Field.VARIANT_IMAGE: ("variantimage", "variantimageurl"),
        Field.LINK: ("link", "url", "producturl"),
        Field.BOARD: ("board", "pinterestboard"),
        Field.SECTION: ("boardsection", "pinterestsection"),
        # Not "publishedat": in Shopify's exports that is when the shop began to show the product, or whether.
        Field.PUBLISH_AT: PUBLISH_AT_NAMES,
    }
)
"""For each field the headers of the legacy and the current export, folded (`catalog.headers`)."""

SIGNATURE = frozenset(
    {"bodyhtml", "imagesrc", "option1name", "option1value", "productimageurl", "variantprice", "variantsku"}
)
"""Beside a handle, each of these tells an export of Shopify from a plain table."""

_VARIANT_FIELDS = (Field.SKU, Field.PRICE, Field.TRACKER, Field.QUANTITY)
_ADDED = (Field.SKU, Field.IMAGE, Field.VARIANT_IMAGE)
_OPTION = re.compile(r"option[1-9]value")
_OVERSELLING = frozenset({"continue", "true", "yes", "1"})

_NAME_IT = "Give the row its product's handle."
_ONCE = "Keep the product once."
_TOGETHER = "Put all rows of one handle together."
_SHORTEN = "Shorten it: pictures are given by their address, not by their content."


@dataclass
class _Group:
    """Neighbouring rows of one handle, and the unreadable rows among them."""

    key: str
    records: list[Record]
    unreadable: list[UnreadableRow] = field(default_factory=list)


def read_shopify(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """Each group of rows as one product under its first row's number; handles seen are all that is remembered.

    The price is that of the first variant in stock, else of the first.
    """
    columns = claim_columns(table.header, NAMES)
    for found in _groups(table, columns):
        if isinstance(found, UnreadableRow):
            yield found
        else:
            yield _read(found, columns)
            yield from found.unreadable


def rows_together(table: Table) -> Iterator[tuple[int, ...]]:
    """The rows of each product, its first one first; rows that belong to none are left out."""
    for found in _groups(table, claim_columns(table.header, NAMES)):
        if isinstance(found, _Group):
            yield tuple(record.row for record in found.records)


def read_together(records: Sequence[Record], columns: Columns, seen: dict[str, int]) -> CatalogRow | UnreadableRow:
    """Records that are known to be one product's. `seen` is as `catalog.plain.read_record` has it."""
    first, key = records[0], _key(records[0], columns)
    if key in seen:
        return unreadable_row(first.row, f'The handle "{key}" stands in row {seen[key]} already.', _ONCE)
    start = _start(first, columns, seen)
    if isinstance(start, UnreadableRow):
        return start
    return _read(_Group(key=key, records=list(records)), columns)


def _groups(table: Table, columns: Columns) -> Iterator[_Group | UnreadableRow]:
    """The groups in order; an unreadable row within a group is kept with it, so that row numbers only rise."""
    seen: dict[str, int] = {}
    group: _Group | None = None
    for record in table.records():
        if group is not None and isinstance(record, Record) and _continues(group, record, columns):
            group.records.append(record)
            continue
        start = record if isinstance(record, UnreadableRow) else _start(record, columns, seen)
        if group is not None and isinstance(start, UnreadableRow) and len(group.unreadable) < UNREADABLE_KEPT_MAX:
            group.unreadable.append(start)
            continue
        if group is not None:
            yield group
        group = start if isinstance(start, _Group) else None
        if isinstance(start, UnreadableRow):
            yield start
    if group is not None:
        yield group


def _continues(group: _Group, record: Record, columns: Columns) -> bool:
    """Whether it is a row of the group: by its key or, without one, as a variant or picture just below."""
    if key := _key(record, columns):
        return key == group.key
    # Behind a row that could not be read, it may be that row's.
    is_next = not group.unreadable or group.unreadable[-1].row < group.records[-1].row
    return is_next and record.given >= len(columns.header) and _adds(record, columns)


def _adds(record: Record, columns: Columns) -> bool:
    """Whether it names a variant or a picture; a price or a stock alone may be a sum."""
    filled = (fold_header(name) for name, cell in zip(columns.header, record.cells, strict=False) if cell)
    return any(columns.text(record, at) for at in _ADDED) or any(map(_OPTION.fullmatch, filled))


def _start(record: Record, columns: Columns, seen: dict[str, int]) -> _Group | UnreadableRow:
    """A new group with its first row, or why this row cannot begin one."""
    key = _key(record, columns)
    if not key:
        return unreadable_row(record.row, "The row has neither a handle nor a title.", _NAME_IT)
    if key in seen:
        why = f'The handle "{key}" appeared before in row {seen[key]}, with other products between.'
        return unreadable_row(record.row, why, _TOGETHER)
    if record.given < len(columns.header) and not columns.text(record, Field.TITLE):
        why = f"The row has {record.given} cells where the header has {len(columns.header)}, and no title."
        return unreadable_row(record.row, why, _NAME_IT)
    seen[key] = record.row
    return _Group(key=key, records=[record])


def _key(record: Record, columns: Columns) -> str:
    """The handle; Shopify makes one of the title where it is blank, and so do we."""
    return settled_key(_handle(record, columns))


def _handle(record: Record, columns: Columns) -> str:
    title = columns.text(record, Field.TITLE)
    return columns.text(record, Field.HANDLE) or slug(title) or title


def _read(group: _Group, columns: Columns) -> CatalogRow | UnreadableRow:
    first = group.records[0]
    link = _inherited(group, columns, Field.LINK)
    addresses = [link, *(url for url, _ in _pictures(group, columns))]
    why_not = bounds.oversize(handle=_handle(first, columns), addresses=addresses)
    if why_not:
        return unreadable_row(first.row, why_not, _SHORTEN)
    publish_at = _publish_at(group, columns)
    if isinstance(publish_at, UnreadableRow):
        return publish_at
    return CatalogRow(row=first.row, product=_product(group, columns, publish_at=publish_at))


def _publish_at(group: _Group, columns: Columns) -> str | UnreadableRow | None:
    first = group.records[0]
    dated = next((record for record in group.records if columns.text(record, Field.PUBLISH_AT)), first)
    return read_publish_at(columns, replace(dated, row=first.row))


def _product(group: _Group, columns: Columns, *, publish_at: str | None) -> Product:
    first, variant = group.records[0], _offered(group, columns)
    offer = read_offer(columns, variant if columns.text(variant, Field.PRICE) else first)
    extras = columns.extras(first, offer.unread)
    return Product(
        key=group.key,
        title=bounds.paragraph(_inherited(group, columns, Field.TITLE)),
        description=_inherited(group, columns, Field.DESCRIPTION)[:DESCRIPTION_MAX],
        link=_inherited(group, columns, Field.LINK) or None,
        handle=_handle(first, columns),
        images=tuple(ProductImage(url=url, alt=alt) for url, alt in _pictures(group, columns)),
        price=offer.prices.price,
        sale_price=offer.prices.sale_price,
        availability=_availability(group, columns),
        published=is_published(*(_inherited(group, columns, at) for at in (Field.PUBLISHED, Field.STATUS))),
        brand=bounds.line(_inherited(group, columns, Field.BRAND)),
        product_type=_product_type(group, columns),
        categories=some_categories([_inherited(group, columns, Field.CATEGORY), *_googles_categories(extras)]),
        tags=bounds.tags(_inherited(group, columns, Field.TAGS)),
        sku=bounds.line(columns.text(variant, Field.SKU)),
        board=bounds.line(_inherited(group, columns, Field.BOARD)),
        section=bounds.line(_inherited(group, columns, Field.SECTION)),
        publish_at=publish_at,
        extras=extras,
    )


def _inherited(group: _Group, columns: Columns, name: Field) -> str:
    """What the product says in its first row, or in the first that says anything."""
    return next((text for record in group.records if (text := columns.text(record, name))), "")


def _product_type(group: _Group, columns: Columns) -> str | None:
    kind = _inherited(group, columns, Field.TYPE) or _inherited(group, columns, Field.CATEGORY)
    return bounds.paragraph(kind) or None


def _googles_categories(extras: Mapping[str, str]) -> Sequence[str]:
    return [text for header, text in extras.items() if fold_header(header) == GOOGLES_CATEGORY]


def _offered(group: _Group, columns: Columns) -> Record:
    """The variant that is shown: the first in stock, else the first."""
    variants = _variants(group, columns)
    return next((record for record in variants if not _is_sold_out(record, columns)), variants[0])


def _variants(group: _Group, columns: Columns) -> list[Record]:
    """The first row and all that sell something; the others only add pictures."""
    first, *others = group.records
    return [first, *(record for record in others if any(columns.text(record, at) for at in _VARIANT_FIELDS))]


def _availability(group: _Group, columns: Columns) -> Availability:
    if not columns.has(Field.TRACKER) and not columns.has(Field.QUANTITY):
        return Availability.UNKNOWN
    sold_out = all(_is_sold_out(record, columns) for record in _variants(group, columns))
    return Availability.OUT_OF_STOCK if sold_out else Availability.IN_STOCK


def _is_sold_out(record: Record, columns: Columns) -> bool:
    """Only a variant whose stock is counted, has run out, and is not sold beyond it."""
    quantity = parse_quantity(columns.text(record, Field.QUANTITY))
    if quantity is None or not columns.text(record, Field.TRACKER):
        return False
    return quantity <= 0 and fold_header(columns.text(record, Field.OVERSELL)) not in _OVERSELLING


def _pictures(group: _Group, columns: Columns) -> list[tuple[str, str]]:
    """Addresses with their alternative texts: the product's by position, then the variants', each once."""
    alts: dict[str, str] = {}
    for record in sorted(group.records, key=lambda record: _position(record, columns)):
        for url in part_addresses(columns.text(record, Field.IMAGE)):
            alts.setdefault(url, bounds.paragraph(columns.text(record, Field.ALT_TEXT)))
    for record in group.records:
        for url in part_addresses(columns.text(record, Field.VARIANT_IMAGE)):
            alts.setdefault(url, "")
    return list(alts.items())[:IMAGES_MAX]


def _position(record: Record, columns: Columns) -> float:
    position = parse_quantity(columns.text(record, Field.POSITION))
    return inf if position is None else position
