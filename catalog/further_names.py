"""Headers that count where no plain one claims their field: with a hint behind them, or in another language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from catalog import tongues
from catalog.columns import Columns, Field, claim_columns
from catalog.prices import currency_of, names_currency, names_tax

_KEYED = frozenset({Field.ID, Field.SKU, Field.HANDLE, Field.LINK, Field.TITLE, Field.POST})
"""What keys are made of. A table with titles was read before these names were learnt: its keys must stay."""
_UNKEYED: Mapping[Field, Field] = MappingProxyType({Field.SKU: Field.LATE_SKU, Field.LINK: Field.PAGE})
"""What says the same and makes no key."""
_MONEY = frozenset({Field.PRICE, Field.SALE_PRICE, Field.COMPARE_AT})
_HINTED = _KEYED | {
    *(
        Field.GIVEN_KEY,
        Field.LATE_SKU,
        Field.DESCRIPTION,
        Field.PAGE,
        Field.IMAGE,
        Field.MORE_IMAGES,
        Field.VIDEO,
        Field.ALT_TEXT,
        Field.TAGS,
    ),
    *(Field.BOARD, Field.CATEGORIES, Field.PUBLISHED),
    *(Field.PUBLISH_AT, Field.PUBLISH_TIME, Field.PUBLISH_CLOCK),
}
"""Fields that stay what they are, whatever the hint: `Stock (reserved)` and `Price (cost)` do not."""

_JOINED = frozenset({Field.PUBLISHED})
"""Fields of which every column counts: one word that a product is hidden is enough."""

_HINT_ENDS = (")", "]")


def claim_further(columns: Columns, names: Mapping[Field, Sequence[str]], *, titled: bool) -> Columns:
    """`columns` with more fields claimed: by `Image URLs (x,y,z...)`, `Price (EUR)`, `Beschreibung`.

    A column is claimed once; a field again only where each of its columns counts. Where the table is `titled`
    without them, nothing that keys are made of is added.
    """
    bare = [_parted(name)[0] for name in columns.header]
    claims = dict(columns.claims)
    for header, known in ((bare, names), (columns.header, tongues.NAMES), (bare, tongues.NAMES)):
        taken = {at for places in claims.values() for at in places}
        found = claim_columns(header, known).claims
        for said, places in found.items():
            field = _UNKEYED.get(said, said) if titled else said
            free = tuple(at for at in places if at not in taken and _fits(field, columns.header[at]))
            if field in claims:
                free = tuple(at for at in free if field in _JOINED and _of_all(columns.header[at]))
            if free and not (titled and field in _KEYED):
                claims[field] = (*claims.get(field, ()), *free)
    return replace(columns, claims=claims)


def bare_name(header: str) -> str:
    """`Publish date` of `Publish date (YYYY-MM-DD)`."""
    return _parted(header)[0]


def hinted_currency(header: str) -> str | None:
    """`EUR` of `Price (EUR)` and of `Preis [€]`; None when the header names no currency."""
    return currency_of(_parted(header)[1])


def _fits(field: Field, header: str) -> bool:
    """Whether a hint behind the header, if there is one, leaves the field what it is."""
    _, hint = _parted(header)
    return not hint or field in _HINTED or (field in _MONEY and (names_currency(hint) or names_tax(hint)))


def _of_all(header: str) -> bool:
    """Whether a hint, if there is one, tells values, as in `Active (0/1)`: `Visible (POS)` is of one channel."""
    _, hint = _parted(header)
    return not hint or any(sign in "/,|01" for sign in hint)


def _parted(header: str) -> tuple[str, str]:
    """The name, and the hint in brackets behind it; empty when there is none."""
    text = header.strip()
    at = max(text.rfind("("), text.rfind("[")) if text.endswith(_HINT_ENDS) else -1
    return (text[:at].rstrip(), text[at + 1 : -1]) if at > 0 else (header, "")
