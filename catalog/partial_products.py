"""A product as one event states it, and what the event leaves open: silence must not erase what is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.event_bodies import quoted
from catalog.json_cells import cells_of, names_of
from catalog.json_values import Json
from catalog.named_records import HEADERS_KEPT_MAX
from catalog.plain import claim_plain, product_key, read_record
from contracts.changes import UnreadableEvent
from contracts.product import Availability, Money, Product, UnreadableRow

NAMES_CHARACTERS_MAX = 50_000
"""Of all names of one product together. Columns are remembered by them: without a limit they would fill memory."""

_MONEY = (Field.PRICE, Field.SALE_PRICE, Field.COMPARE_AT)
_STOCK = (Field.AVAILABILITY, Field.QUANTITY)
_KINDS = (Field.TYPE, Field.LOOSE_TYPE, Field.CATEGORY, Field.CATEGORIES)
_PICTURES = (Field.IMAGE, Field.MORE_IMAGES)
_STATED_BY: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        "title": (Field.TITLE, Field.POST),
        "description": (Field.DESCRIPTION, Field.POST),
        "link": (Field.LINK, Field.PAGE),
        "handle": (Field.HANDLE,),
        "images": _PICTURES,
        "price": _MONEY,
        "sale_price": _MONEY,
        "availability": _STOCK,
        "published": (Field.PUBLISHED, Field.STATUS, Field.VISIBILITY),
        "brand": (Field.BRAND,),
        "product_type": _KINDS,
        "categories": (Field.CATEGORY, Field.CATEGORIES),
        "tags": (Field.TAGS,),
        "sku": (Field.SKU, Field.LATE_SKU),
        "board": (Field.BOARD, Field.BOARD_PATH),
        "section": (Field.SECTION, Field.BOARD_PATH),
        "publish_at": (Field.PUBLISH_AT, Field.PUBLISH_TIME),
        "video": (Field.VIDEO, *_PICTURES),
        "idempotency_key": (Field.GIVEN_KEY,),
    }
)
"""For each of a product's fields what states it: a name with nothing behind it says that there is nothing."""

_FEWER = "Send the product's own fields only."


@dataclass(frozen=True)
class PartialProduct:
    """The product as far as it is told. In a field that is left open stands the best that could be made of it."""

    product: Product
    unsaid: frozenset[str]
    foreign_id: str | None = None
    """As `contracts.changes.ProductChange` has it."""


def read_partial(value: Mapping[str, Json], hidden: Collection[str] = ()) -> PartialProduct | UnreadableEvent:
    """The object as `catalog.named_records` reads it.

    Of the names in `hidden` it is known that there is something, but not what: `value` is without them.
    """
    names = (*names_of(value), *hidden)
    if too_long := refuse_long_names(names):
        return too_long
    row = read_record(_record(value), _claimed(tuple(cells_of(value))), {})
    if isinstance(row, UnreadableRow):
        return unreadable(row)
    unsaid = _left_open(_claimed(names), frozenset(hidden)) | _not_understood(value, row.product)
    return PartialProduct(product=row.product, unsaid=unsaid)


def key_of(value: Mapping[str, Json]) -> str:
    """The key that `read_partial` would give the product, whatever else is wrong with it; empty without any."""
    cells = cells_of(value)
    return "" if refuse_long_names(tuple(cells)) else product_key(_record(value), _claimed(tuple(cells)))[1]


def priced_in(product: Product, currency: str | None) -> Product:
    """The product with `currency` where its prices name none."""
    prices = {"price": product.price, "sale_price": product.sale_price}
    stated = {name: _in(money, currency) for name, money in prices.items() if money and currency}
    return product.model_copy(update=stated)


def unreadable(row: UnreadableRow) -> UnreadableEvent:
    """What is wrong with a row, as what is wrong with an event."""
    return UnreadableEvent(message=row.message, remedy=row.remedy)


def refuse_long_names(names: Collection[str]) -> UnreadableEvent | None:
    """Why so many names are not read, if they are not."""
    count = sum(map(len, names))
    if count <= NAMES_CHARACTERS_MAX:
        return None
    first = quoted(next(iter(names)))
    why = f'The names of the product\'s fields, "{first}" the first, have {count:,} characters.'
    return UnreadableEvent(message=f"{why} At most {NAMES_CHARACTERS_MAX:,} are read.", remedy=_FEWER)


def _record(value: Mapping[str, Json]) -> Record:
    cells = cells_of(value)
    return Record(row=1, cells=tuple(cells.values()), given=len(cells))


@lru_cache(maxsize=HEADERS_KEPT_MAX)
def _claimed(header: tuple[str, ...]) -> Columns:
    return claim_plain(header)


def _left_open(columns: Columns, hidden: frozenset[str]) -> frozenset[str]:
    """The fields that no name states, or one that is hidden."""
    veiled = {at for at, name in enumerate(columns.header) if name in hidden}
    claimed = {at for places in columns.claims.values() for at in places}
    rest = set(range(len(columns.header))) - claimed
    stating = {name: _places(columns, fields) for name, fields in _STATED_BY.items()} | {"extras": rest}
    return frozenset(name for name, places in stating.items() if not places or places & veiled)


def _places(columns: Columns, fields: Collection[Field]) -> set[int]:
    return {at for field in fields for at in columns.claims.get(field, ())}


def _not_understood(value: Mapping[str, Json], product: Product) -> frozenset[str]:
    """What is told in words that say nothing to us: a price of `on request` is no price of nothing."""
    columns, record = _claimed(tuple(cells_of(value))), _record(value)
    unpriced = product.price is None and columns.stated(record, _MONEY)
    unstocked = product.availability is Availability.UNKNOWN and columns.stated(record, _STOCK)
    return frozenset({*(("price", "sale_price") if unpriced else ()), *(("availability",) if unstocked else ())})


def _in(money: Money, currency: str | None) -> Money:
    return money if money.currency else Money(amount=money.amount, currency=currency)
