"""The columns that no field claims: whatever they say is kept beside a product, by their header."""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from catalog import shopify
from catalog.columns import OUR_PREFIX, Columns, claim_columns
from catalog.dialects import Dialect, detect_dialect
from catalog.file_kind import FileKind, detect_kind
from catalog.plain import claim_plain
from catalog.table import Table
from catalog.text_tables import open_table
from catalog.workbooks import open_workbook
from contracts.product import EXTRAS_MAX


def free_headers(path: Path) -> Sequence[str]:
    """Headers of the table at `path` that a product's extras may have, filled in any of its rows or not.

    Empty for JSON and XML: their records bring their own names. Raises `CatalogUnreadable` as `read_catalog`.
    """
    open_table = _TABLES.get(detect_kind(path))
    return _free(open_table(path).header) if open_table else ()


def _free(header: Sequence[str]) -> Sequence[str]:
    claimed = {at for places in _columns(header).claims.values() for at in places}
    names = [name for at, name in enumerate(header) if name and at not in claimed]
    return [name for name in names if not name.casefold().startswith(OUR_PREFIX)][:EXTRAS_MAX]


def _columns(header: Sequence[str]) -> Columns:
    if detect_dialect(header) is Dialect.SHOPIFY:
        return claim_columns(header, shopify.NAMES)
    return claim_plain(header)


def _sheet(path: Path) -> Table:
    return open_table(path)


def _workbook(path: Path) -> Table:
    return open_workbook(path)


_TABLES = MappingProxyType({FileKind.TABLE: _sheet, FileKind.WORKBOOK: _workbook})
