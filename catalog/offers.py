"""What one record says of its price."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.further_names import hinted_currency
from catalog.prices import Prices, parse_price, settle_prices
from contracts.product import Money

_FIELDS = (Field.PRICE, Field.SALE_PRICE, Field.COMPARE_AT)


@dataclass(frozen=True)
class Offer:
    """The prices, and by their header the texts that could not be read as one: they are kept as extras."""

    prices: Prices
    unread: Mapping[str, str]


def read_offer(columns: Columns, record: Record) -> Offer:
    """The record's regular and sale price. Text that is no price is no reason to refuse the row."""
    money = {field: _money(columns, record, field) for field in _FIELDS}
    prices = settle_prices(money[Field.PRICE], sale=money[Field.SALE_PRICE], compare_at=money[Field.COMPARE_AT])
    return Offer(
        prices=prices, unread=columns.stated(record, [field for field in _FIELDS if money[field] is None])
    )


def _money(columns: Columns, record: Record, field: Field) -> Money | None:
    text = columns.text(record, field)
    if not text:
        return None
    return parse_price(text, currency=columns.text(record, Field.CURRENCY) or _headed_currency(columns, field))


def _headed_currency(columns: Columns, field: Field) -> str | None:
    """What the column's header says: `EUR` of `Price (EUR)`."""
    return next((hinted_currency(columns.header[at]) for at in columns.claims.get(field, ())), None)
