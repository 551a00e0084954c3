"""Which rows of a table belong to the products in trouble: in Shopify's exports, all rows of the product."""

from collections.abc import Container

from catalog import shopify, woocommerce
from catalog.dialects import Dialect, detect_dialect
from catalog.table import Table


def rows_beside(table: Table, rows: Container[int]) -> frozenset[int]:
    """The rows without which those in `rows` would be read differently; none where every product has one row."""
    dialect = detect_dialect(table.header)
    if dialect is Dialect.WOOCOMMERCE:
        return woocommerce.rows_of_parents(table, rows)
    if dialect is not Dialect.SHOPIFY:
        return frozenset()
    groups = (group for group in shopify.rows_together(table) if group[0] in rows)
    return frozenset(row for group in groups for row in group)
