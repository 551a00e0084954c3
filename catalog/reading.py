"""The door of the room: a file of products becomes a stream of rows, whichever dialect it is written in.

Memory is bounded: one product's rows, and the keys seen so far.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from catalog import plain, shopify
from catalog.columns import Field
from catalog.delimited import Sheet, open_sheet
from catalog.headers import fold_header
from catalog.unreadable import CatalogUnreadable
from contracts.product import CatalogRow, UnreadableRow
from drafting.characters import one_line

HEADERS_SHOWN_MAX = 12

_EXPECTED = "title, name, product name (for a Shopify export: Handle, Title)"
_REMEDY = 'Give the first row column names, one of them "title"; an export of the shop has them already.'


class Dialect(StrEnum):
    """How a table states its products."""

    SHOPIFY = "shopify"
    """Shopify's exports, current and legacy: several rows a product."""
    PLAIN = "plain"
    """One product a row, with the obvious headers; Google Merchant's among them."""


_READERS: Mapping[Dialect, Callable[[Sheet], Iterator[CatalogRow | UnreadableRow]]] = MappingProxyType(
    {Dialect.SHOPIFY: shopify.read_shopify, Dialect.PLAIN: plain.read_plain}
)


def read_catalog(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    """The products at `path`, in the file's order; a row that cannot be read is a value among them.

    Row numbers rise; a product of several rows stands under its first. Raises `CatalogUnreadable` at once, before
    anything is read, when the file as a whole is no table of products.
    """
    sheet = open_sheet(path)
    try:
        dialect = detect_dialect(sheet.header)
    except CatalogUnreadable as error:
        raise CatalogUnreadable(f"{path}: {error.message}", error.remedy) from error
    return _READERS[dialect](sheet)


def detect_dialect(header: Sequence[str]) -> Dialect:
    """The dialect that a header is written in. Raises `CatalogUnreadable` when no column could be a title."""
    names = {fold_header(name) for name in header}
    if names.isdisjoint(plain.TITLE_NAMES):
        raise CatalogUnreadable(
            f"No column could be a title. The headers found are {_shown(header)}; expected is one of {_EXPECTED}.",
            _REMEDY,
        )
    handled = not names.isdisjoint(shopify.NAMES[Field.HANDLE])
    if "title" in names and handled and not names.isdisjoint(shopify.SIGNATURE):
        return Dialect.SHOPIFY
    return Dialect.PLAIN


def _shown(header: Sequence[str]) -> str:
    names = [f'"{one_line(name[:40])}"' for name in header if name]
    more = len(names) - HEADERS_SHOWN_MAX
    shown = ", ".join(names[:HEADERS_SHOWN_MAX]) or "blank"
    return f"{shown} and {more} more" if more > 0 else shown
