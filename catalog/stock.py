"""Whether a product can be bought, in the words that files use."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from catalog.headers import fold_header
from contracts.product import Availability

_WORDS: Mapping[str, Availability] = MappingProxyType(
    dict.fromkeys(
        ("instock", "available", "yes", "true", "limitedavailability", "onlineonly"), Availability.IN_STOCK
    )
    | dict.fromkeys(
        ("outofstock", "soldout", "unavailable", "notavailable", "no", "false", "discontinued"),
        Availability.OUT_OF_STOCK,
    )
    | dict.fromkeys(("preorder", "presale"), Availability.PREORDER)
    | dict.fromkeys(("backorder", "onbackorder"), Availability.BACKORDER)
)
_WHOLE_NUMBER = re.compile(r"(-?[0-9]{1,12})(?:[.,]0+)?")


def parse_availability(text: str) -> Availability | None:
    """`in stock`, `out_of_stock`, `https://schema.org/PreOrder`, or a quantity; None when it is none of these."""
    quantity = parse_quantity(text)
    if quantity is not None:
        return Availability.IN_STOCK if quantity > 0 else Availability.OUT_OF_STOCK
    return _WORDS.get(fold_header(text.rstrip("/").rpartition("/")[2]))


def parse_quantity(text: str) -> int | None:
    """`75` or `75.0`; None when it is no whole number."""
    found = _WHOLE_NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None
