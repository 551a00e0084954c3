"""The dialects that a table may be written in, told by its header."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from catalog import magento, plain, shopify, woocommerce
from catalog.columns import Field
from catalog.headers import fold_header
from catalog.table import Table
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
    WOOCOMMERCE = "woocommerce"
    """WooCommerce's export, in any language."""
    MAGENTO = "magento"
    PLAIN = "plain"
    """One product a row, with the obvious headers; Google Merchant's and the schedulers' among them."""


_READERS: Mapping[Dialect, Callable[[Table], Iterator[CatalogRow | UnreadableRow]]] = MappingProxyType(
    {
        Dialect.SHOPIFY: shopify.read_shopify,
        Dialect.WOOCOMMERCE: woocommerce.read_woocommerce,
        Dialect.MAGENTO: magento.read_magento,
        Dialect.PLAIN: plain.read_plain,
    }
)


def read_table(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """The table's products. Raises `CatalogUnreadable` at once when no column could be a title."""
    return _READERS[detect_dialect(table.header)](table)


def detect_dialect(header: Sequence[str]) -> Dialect:
    """The dialect that a header is written in. Raises `CatalogUnreadable` when no column could be a title."""
    names = {fold_header(name) for name in header}
    if not has_title(header):
        raise CatalogUnreadable(
            f"No column could be a title. The headers found are {shown(header)}; expected is one of {_EXPECTED}.",
            _REMEDY,
        )
    handled = not names.isdisjoint(shopify.NAMES[Field.HANDLE])
    if "title" in names and handled and not names.isdisjoint(shopify.SIGNATURE):
        return Dialect.SHOPIFY
    if magento.is_magentos(header):
        return Dialect.MAGENTO
    return Dialect.WOOCOMMERCE if woocommerce.is_woocommerces(header) else Dialect.PLAIN


def has_title(header: Sequence[str]) -> bool:
    """Whether one of the headers is a title's, or a post's text beside its pictures."""
    return plain.has_titles(plain.claim_plain(header))


def shown(header: Sequence[str]) -> str:
    """The first headers, for a message."""
    names = [f'"{one_line(name[:40])}"' for name in header if name]
    more = len(names) - HEADERS_SHOWN_MAX
    listed = ", ".join(names[:HEADERS_SHOWN_MAX]) or "blank"
    return f"{listed} and {more} more" if more > 0 else listed
