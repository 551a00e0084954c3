"""Prices as an English text writes them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from contracts.product import Money, Product

_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "USD": "$",
        "EUR": "€",
        "GBP": "£",
        "JPY": "¥",
        "AUD": "A$",
        "BRL": "R$",
        "CAD": "CA$",
        "CNY": "CN¥",
        "HKD": "HK$",
        "ILS": "₪",
        "INR": "₹",
        "KRW": "₩",
        "MXN": "MX$",
        "NZD": "NZ$",
        "PHP": "₱",
        "TWD": "NT$",
        "VND": "₫",
    }
)
"""Symbols that English readers tell apart (CLDR, locale en); any other currency is named by its code."""

# ISO 4217's minor units, where they are not two.
_NO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"}
    | {"PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def price_text(money: Money) -> str:
    """`$49.99`, `€1,299.00`, `¥4,999`, `49.99 CHF`; without a currency the plain number `49.99`."""
    number = _number(money.amount, _decimals(money.currency))
    if money.currency is None:
        return number
    symbol = _SYMBOLS.get(money.currency)
    return f"{symbol}{number}" if symbol else f"{number} {money.currency}"


def sale_text(price: Money, sale_price: Money) -> str:
    """`$89.00 instead of $119.00`."""
    return f"{price_text(sale_price)} instead of {price_text(price)}"


def offer_text(product: Product) -> str:
    """What the product costs, in words for a sentence; empty when it has no price or costs nothing."""
    if product.price is None or not product.price.amount:
        return ""
    if product.sale_price is None:
        return price_text(product.price)
    return f"now {sale_text(product.price, product.sale_price)}"


def _decimals(currency: str | None) -> int:
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def _number(amount: Decimal, decimals: int) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}"
