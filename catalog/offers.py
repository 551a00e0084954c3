"""What one record says of its price."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.prices import Prices, parse_price, settle_prices

_FIELDS = (Field.PRICE, Field.SALE_PRICE, Field.COMPARE_AT)


@dataclass(frozen=True)
class Offer:
    """The prices, and by their header the texts that could not be read as one: they are kept as extras."""

    prices: Prices
    unread: Mapping[str, str]


def read_offer(columns: Columns, record: Record) -> Offer:
    """The record's regular and sale price. Text that is no price is no reason to refuse the row."""
    currency = columns.text(record, Field.CURRENCY)
    money = {field: parse_price(columns.text(record, field), currency=currency) for field in _FIELDS}
    prices = settle_prices(money[Field.PRICE], sale=money[Field.SALE_PRICE], compare_at=money[Field.COMPARE_AT])
    return Offer(
        prices=prices, unread=columns.stated(record, [field for field in _FIELDS if money[field] is None])
    )
