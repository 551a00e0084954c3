"""A nested object as the cells of one row: names are joined by dots, lists become lists within a cell."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from catalog.columns import Field
from catalog.delimited import COLUMNS_MAX
from catalog.headers import fold_header
from catalog.json_values import Json
from catalog.plain import NAMES
from catalog.storable import storable

DEPTH_MAX = 4
"""Objects within each other whose values are still read."""
LIST_MAX = 250
"""Of a list's values, as a product has tags at most."""
PLAIN_DIGITS_MAX = 40
"""Numbers with more digits than this, before or behind the point, are written with an exponent."""

_ADDRESSED = frozenset(
    name
    for field in (Field.IMAGE, Field.MORE_IMAGES, Field.VIDEO, Field.COVER, Field.LINK)
    for name in NAMES[field]
)
_ADDRESSES = ("src", "url", "href", "link", "uri")
_WORDS = ("name", "title", "label", "value")
_AMOUNTS = ("amount", "value")
_CURRENCIES = ("currency", "currencyCode", "currency_code")


def cells_of(value: Mapping[str, Json]) -> dict[str, str]:
    """The object's values by their names, stripped; blank ones are left out, and lists of lists."""
    cells: dict[str, str] = {}
    for name, text in _spread("", value, DEPTH_MAX):
        if text and len(cells) < COLUMNS_MAX:
            cells.setdefault(storable(name).strip(), text)
    return cells


def names_of(value: Mapping[str, Json]) -> tuple[str, ...]:
    """The names that the object's cells would have if none of them were blank."""
    found = (storable(name).strip() for name, _ in _spread("", value, DEPTH_MAX))
    return tuple(islice(dict.fromkeys(found), COLUMNS_MAX))


def text_of(value: Json) -> str:
    """A single value as a table would have it; empty for null, lists and objects."""
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(value) if isinstance(value, int | Decimal) else ""


def _number(number: Decimal | int) -> str:
    """The number exactly as it is, without an exponent as long as it can be read."""
    if isinstance(number, int):
        return str(number)
    few = abs(number.adjusted()) < PLAIN_DIGITS_MAX and len(number.as_tuple().digits) < PLAIN_DIGITS_MAX
    return format(number, "f") if few else str(number)


def _spread(prefix: str, value: Mapping[str, Json], depth: int) -> Iterator[tuple[str, str]]:
    for own, below in value.items():
        name = f"{prefix}.{own}" if prefix else own
        if isinstance(below, list):
            yield from _listed(name, below[:LIST_MAX])
        elif not isinstance(below, dict):
            yield name, text_of(below)
        elif money := _money(below):
            yield name, money
        elif depth > 1:
            yield name, _named(name, below)
            yield from _spread(name, below, depth - 1)


def _listed(name: str, values: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """A list as one cell; what its objects say of pictures in words as another."""
    texts = [_named(name, each) if isinstance(each, dict) else text_of(each) for each in values]
    yield name, ", ".join(text for text in texts if text)
    alts = [text_of(each.get("alt")) if isinstance(each, dict) else "" for each in values]
    yield f"{name}.alt", "||".join(alts) if any(alts) else ""


def _named(name: str, value: Mapping[str, Json]) -> str:
    """What stands for the whole object: its address where one belongs, else its name."""
    first, second = (_ADDRESSES, _WORDS) if fold_header(name) in _ADDRESSED else (_WORDS, _ADDRESSES)
    return next((text for each in (*first, *second) if (text := text_of(value.get(each)))), "")


def _money(value: Mapping[str, Json]) -> str:
    """`49.99 USD` of an object that is an amount of money; else empty."""
    amount = next((text for name in _AMOUNTS if (text := text_of(value.get(name)))), "")
    currency = next((text for name in _CURRENCIES if (text := text_of(value.get(name)))), "")
    return f"{amount} {currency}" if amount and currency else ""
