"""The door of the room: a file of products becomes a stream of rows, whatever it is written in.

Memory is bounded: one product's rows, and the keys seen so far.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from catalog.dialects import read_table
from catalog.file_kind import FileKind, detect_kind
from catalog.json_products import read_json
from catalog.merchant_xml import read_merchant_xml
from catalog.sitemaps import read_sitemap
from catalog.table import Table
from catalog.text_tables import open_table
from catalog.unreadable import CatalogUnreadable
from catalog.workbooks import open_workbook
from catalog.xml_kind import XmlKind, xml_kind
from contracts.product import CatalogRow, UnreadableRow


def read_catalog(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    """The products at `path`, in the file's order; a row that cannot be read is a value among them.

    Row numbers rise; a product of several rows stands under its first. Raises `CatalogUnreadable`: at once when
    the file as a whole is no catalog; while it is read when JSON, XML or an archive turns out to be broken further
    down, and then nothing that came before should be used.
    """
    return _READERS[detect_kind(path)](path)


def _read_delimited(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    return _read_table(path, open_table(path))


def _read_workbook(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    return _read_table(path, open_workbook(path))


def _read_table(path: Path, table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    try:
        return read_table(table)
    except CatalogUnreadable as error:
        raise CatalogUnreadable(f"{path}: {error.message}", error.remedy) from error


def _read_xml(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    return read_merchant_xml(path) if xml_kind(path) is XmlKind.MERCHANT else read_sitemap(path)


_READERS: Mapping[FileKind, Callable[[Path], Iterator[CatalogRow | UnreadableRow]]] = MappingProxyType(
    {
        FileKind.TABLE: _read_delimited,
        FileKind.WORKBOOK: _read_workbook,
        FileKind.JSON: read_json,
        FileKind.XML: _read_xml,
    }
)
