"""Ranges of prices as people write them: `20-80 EUR`, `>= 20`, `< 50 EUR`, `19.90 EUR`."""

import re
from decimal import Decimal

from contracts.board_rules import PriceRange

_AMOUNT = r"\d{1,10}(?:\.\d{1,4})?"
_CURRENCY = r"(?:\s*(?P<currency>[A-Za-z]{3}))?"
_BETWEEN = re.compile(rf"(?P<low>{_AMOUNT})\s*-\s*(?P<high>{_AMOUNT}){_CURRENCY}", re.ASCII)
_BESIDE = re.compile(rf"(?P<sign>>=|<=|>|<|)\s*(?P<amount>{_AMOUNT}){_CURRENCY}", re.ASCII)


class PriceRangeBroken(ValueError):
    """A range that cannot be read; the message says what would be."""


def read_price_range(text: str) -> PriceRange:
    """The range that `text` writes. Raises `PriceRangeBroken`."""
    words = text.strip()
    between = _BETWEEN.fullmatch(words)
    if between is not None:
        return _between(text, between)
    beside = _BESIDE.fullmatch(words)
    if beside is None:
        raise PriceRangeBroken(
            f'"{text[:60]}" is no range of prices: write 20-80 EUR, >= 20, < 50 EUR or 19.90; the currency may be '
            "left out, and the decimal sign is a point."
        )
    amount, sign = Decimal(beside["amount"]), beside["sign"]
    return PriceRange(
        low=amount if sign in {">", ">=", ""} else None,
        high=amount if sign in {"<", "<=", ""} else None,
        with_low=sign != ">",
        with_high=sign != "<",
        currency=_currency(beside),
    )


def write_price_range(price: PriceRange) -> str:
    """A text that reads as the same range: `20-80 EUR`, `>= 20`, `< 50 EUR`, `19.90 EUR`."""
    currency = f" {price.currency}" if price.currency else ""
    low, high = price.low, price.high
    if low is not None and high is not None:
        return (f"{low}" if low == high else f"{low}-{high}") + currency
    if low is not None:
        return f">{'=' if price.with_low else ''} {low}{currency}"
    return f"<{'=' if price.with_high else ''} {high}{currency}"


def _between(text: str, found: re.Match[str]) -> PriceRange:
    low, high = Decimal(found["low"]), Decimal(found["high"])
    if low > high:
        raise PriceRangeBroken(f'"{text[:60]}" goes from more to less.')
    return PriceRange(low=low, high=high, currency=_currency(found))


def _currency(found: re.Match[str]) -> str | None:
    return found["currency"].upper() if found["currency"] else None
