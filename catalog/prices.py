"""Prices as files write them: `49.99 USD`, `1.299,00 €`, `$1,299.00`, `49,-`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from contracts.product import Money

AMOUNT_LIMIT = Decimal(10) ** 10
DECIMALS_MAX = 4
"""`Money` holds ten digits before its four decimals."""
TEXT_MAX = 60
"""Characters of a cell that may still be a price."""

# Only what means one currency wherever it is written.
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "US$": "USD",
        "CA$": "CAD",
        "C$": "CAD",
        "AU$": "AUD",
        "A$": "AUD",
        "NZ$": "NZD",
        "HK$": "HKD",
        "MX$": "MXN",
        "R$": "BRL",
        "€": "EUR",
        "£": "GBP",
        "₹": "INR",
        "₩": "KRW",
        "₺": "TRY",
        "₪": "ILS",
        "₫": "VND",
        "₱": "PHP",
        "ZŁ": "PLN",
        "KČ": "CZK",
        "RUR": "RUB",  # what Yandex's feeds still write
        "₽": "RUB",
        "ГРН": "UAH",
        "₴": "UAH",
    }
)
_VAGUE: Mapping[str, str | None] = MappingProxyType({"$": "USD", "¥": "JPY", "KR": None, "RS": None})
"""What several currencies share, and which of them is meant when the row states no other."""

_ISO_4217 = re.compile(
    "AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF"
    "|CHF|CLP|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD"
    "|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD"
    "|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN"
    "|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY"
    "|TTD|TWD|TZS|UAH|UGX|USD|UYU|UZS|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|ZMW|ZWG"
)
_JOINING = frozenset({"IN", "EN"})
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_PRICE = re.compile(r"(?P<before>[^0-9+.,-]*)(?P<number>[0-9](?:[0-9.,'\u2019\s]*[0-9])?)(?P<after>[^0-9]*)")
_FORMULA = re.compile(r'="(.*)"')
"""How Excel is made to leave a text as it stands."""
_INCLUDED = r"(?:incl|inkl)\w*\.?"
_TAX = r"(?:mwst|ust|vat|tax|gst|tva|iva|btw)\b\.?"
_TAXED = re.compile(rf"\b{_INCLUDED}\s*{_TAX}|\b{_TAX}\s*{_INCLUDED}|\bttc\b", re.IGNORECASE)
_NO_CENTS = re.compile(r"[.,](?:[-\u2013\u2014]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,'\u2019\s])[0-9]{3})(?:\1[0-9]{3})*")


@dataclass(frozen=True)
class Prices:
    """The regular price, and the sale price when it is lower."""

    price: Money | None = None
    sale_price: Money | None = None


def parse_price(text: str, *, currency: str | None = None) -> Money | None:
    """The price that `text` states; None when it states none, two, or something else besides.

    `currency` is the one the row states elsewhere; the text's own goes before it, but for "$", "¥" and "kr".
    Without any a "$" is taken for US dollars and a "¥" for yen.
    One separator before exactly three digits groups thousands (`1.299` is 1299), except `0.500` and currencies
    with three decimals.
    """
    found = _PRICE.fullmatch(_FORMULA.sub(r"\1", text.strip())) if len(text) <= TEXT_MAX else None
    if found is None:
        return None
    words = _words(found["before"], found["after"])
    if not all(_is_currency(word) for word in words):
        return None
    code = _currency(words, _code(currency or ""))
    amount = _amount(found["number"], code)
    return None if amount is None else Money(amount=amount, currency=code)


def names_currency(text: str) -> bool:
    """Whether a text such as `EUR`, `€` or `in $` is a currency's name, and nothing besides."""
    words = _named(text)
    return bool(words) and all(map(_is_currency, words))


def names_tax(text: str) -> bool:
    """Whether a text such as `tax incl.` or `TTC` says that the tax is in the price, and nothing besides."""
    return _TAXED.fullmatch(text.strip()) is not None


def currency_of(text: str) -> str | None:
    """The currency that such a text names; None when it names none, or one of several (`kr`)."""
    return _currency(_named(text), None) if names_currency(text) else None


def settle_prices(price: Money | None, *, sale: Money | None = None, compare_at: Money | None = None) -> Prices:
    """What stands where: a higher compare-at price is the regular one, a lower sale price is the sale's.

    Zero means none for both, as shops export it; so does another currency than the price's.
    """
    regular = compare_at if price and compare_at and _lower(price, compare_at) else price
    current = sale if sale and sale.amount and (price is None or _lower(sale, price)) else price
    if regular is None or current is None or not _lower(current, regular):
        return Prices(price=regular or current)
    return Prices(price=_in_currency_of(regular, current), sale_price=_in_currency_of(current, regular))


def _lower(one: Money, other: Money) -> bool:
    alike = one.currency is None or other.currency is None or one.currency == other.currency
    return alike and one.amount < other.amount


def _in_currency_of(money: Money, other: Money) -> Money:
    return Money(amount=money.amount, currency=money.currency or other.currency)


def _words(before: str, after: str) -> list[str]:
    """What stands beside the number, in capitals; the dash for no cents (`49,-`) and `incl. VAT` are no words."""
    beside = f"{before} {_NO_CENTS.sub('', _TAXED.sub(' ', after), count=1)}".upper()
    return [word.rstrip(".") for word in beside.split()]


def _named(text: str) -> list[str]:
    return [word for word in text.upper().split() if word not in _JOINING]


def _is_currency(word: str) -> bool:
    return word in _SYMBOLS or word in _VAGUE or _code(word) is not None


def _currency(words: Sequence[str], row: str | None) -> str | None:
    """The currency that the words name for certain, else the row's, else what they probably mean."""
    certain = [_code(word) or _SYMBOLS.get(word) for word in words]
    probable = [_VAGUE.get(word) for word in words]
    return next((code for code in [*certain, row, *probable] if code), None)


def _code(text: str) -> str | None:
    code = text.strip().upper()
    return code if _ISO_4217.fullmatch(code) else None


def _amount(number: str, currency: str | None) -> Decimal | None:
    whole, fraction = _parted(number, currency)
    digits = whole if re.fullmatch(r"[0-9]+", whole) else _ungrouped(whole)
    if digits is None or not re.fullmatch(r"[0-9]*", fraction):
        return None
    amount = Decimal(f"{digits}.{fraction}" if fraction else digits)
    amount = round(amount, DECIMALS_MAX) if len(fraction) > DECIMALS_MAX else amount
    return amount if amount < AMOUNT_LIMIT else None


def _parted(number: str, currency: str | None) -> tuple[str, str]:
    """The digits before and after the decimal separator, the former still grouped."""
    if _GROUPED.fullmatch(number) and not (currency in _THREE_DECIMALS and number.count(".") == 1):
        return number, ""
    at = max(number.rfind("."), number.rfind(","))
    return (number, "") if at < 0 else (number[:at], number[at + 1 :])


def _ungrouped(grouped: str) -> str | None:
    return re.sub(r"[^0-9]", "", grouped) if _GROUPED.fullmatch(grouped) else None
