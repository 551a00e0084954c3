"""Products as WooCommerce states them: by its REST API, and by its Store API, which every visitor may ask."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from catalog.json_cells import text_of
from catalog.json_values import Json

MINOR_DIGITS_MAX = 6
"""Decimals of a currency; none has more than four."""

_PRICES = ("price", "regular_price", "sale_price")


def settled_product(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The product with its prices where a table has them, and without a sale price that is not in force."""
    prices = value.get("prices")
    if isinstance(prices, dict) and isinstance(digits := prices.get("currency_minor_unit"), int):
        stated = {name: _amount(text_of(prices.get(name)), digits) for name in _PRICES}
        value = {**value, **stated, "prices": None, "currency": prices.get("currency_code")}
    if value.get("on_sale") is False:
        return {name: each for name, each in value.items() if name != "sale_price"}
    return value


def _amount(minor: str, digits: int) -> str:
    """`49.99` of `4999`, the Store API's way with two digits; as it stands when it is no such number."""
    try:
        return format(Decimal(minor).scaleb(-digits), "f") if 0 <= digits <= MINOR_DIGITS_MAX else minor
    except InvalidOperation:
        return minor
