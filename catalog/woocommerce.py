"""WooCommerce's product export (CSV): a plain table without addresses of pages; WordPress finds them by their ids.

The export has its shop's language in its header, and English words in its cells. It writes a sign before what a
spreadsheet might take for a formula, and before commas within a list.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.plain import claim_plain, read_plain
from catalog.stock import parse_quantity
from catalog.table import Table
from contracts.product import CatalogRow, UnreadableRow

_SIGNATURE = (Field.ID, Field.LOOSE_TYPE, Field.TITLE, Field.VISIBILITY)
_ADDRESSED = (Field.HANDLE, Field.LINK, Field.PAGE)

_PARENT_ID = re.compile(r"id:([0-9]{1,20})")
_ID = re.compile(r"[0-9]{1,20}")
# A line end is written as "\n", and what was "\n" before as "\\n".
_LINE_END = re.compile(r"(?<!\\)\\n")

# `WC_CSV_Exporter::escape_data` puts an apostrophe before these; its importer takes it away again.
_ESCAPED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
# A comma within an address, behind which part_addresses would see the next one begin.
_PARTING_COMMA = re.compile(r"\\,(?=/|https?://)", re.IGNORECASE)
_PUBLISHED = 1
"""Other numbers are of drafts (-1), private products (0) and pending ones (2)."""

# What WordPress and its page builders replace before anybody sees it: `[vc_row css="…"]`, `[/caption]`.
_SHORTCODE = re.compile(
    r"\[/[a-z][\w-]{0,40}\]"
    r"|\[[a-z][a-z0-9-]{0,40}(?:_[\w-]{0,40}(?:\s[^\[\]]{0,2000})?|\s[^\[\]=]{0,100}=[^\[\]]{0,2000})\]",
    re.ASCII,
)

_LINK = "link"


def is_woocommerces(header: Sequence[str]) -> bool:
    """Whether a header tells WooCommerce's export, in whatever language, and names no page."""
    columns = claim_plain(header)
    return all(map(columns.has, _SIGNATURE)) and not any(map(columns.has, _ADDRESSED))


def read_woocommerce(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """The products as `read_plain` gives them, each with the address under which WordPress shows it."""
    return read_plain(_Linked(table))


def rows_of_parents(table: Table, rows: Container[int]) -> frozenset[int]:
    """The rows of the products whose variations stand in `rows`: without them a variation has no page."""
    columns = claim_plain(table.header)
    by_name: dict[str, int] = {}
    found: set[int] = set()
    for record in table.records():
        if isinstance(record, UnreadableRow):
            continue
        if not _is_variation(columns, record):
            by_name |= dict.fromkeys((f"id:{columns.text(record, Field.ID)}", _sku(columns, record)), record.row)
        elif record.row in rows and (stated := columns.text(record, Field.PARENT)) in by_name:
            found.add(by_name[stated])
    return frozenset(found)


@dataclass(frozen=True)
class _Linked:
    """The table with one column more, and texts as they were before they were exported."""

    table: Table

    @property
    def header(self) -> tuple[str, ...]:
        return (*self.table.header, _LINK)

    def records(self) -> Iterator[Record | UnreadableRow]:
        """Ids are remembered by their SKUs: so a variation names its parent."""
        columns = claim_plain(self.table.header)
        parents: dict[str, str] = {}
        for record in self.table.records():
            if isinstance(record, UnreadableRow):
                yield record
                continue
            if (sku := _sku(columns, record)) and not _is_variation(columns, record):
                parents[sku] = columns.text(record, Field.ID)
            cells = (*_restored(columns, record), _page(columns, record, parents))
            yield replace(record, cells=cells, given=record.given + (record.given == len(columns.header)))


def _page(columns: Columns, record: Record, parents: Mapping[str, str]) -> str:
    """`/?post_type=product&p=44`, which WordPress sends on to the page; that of a variation is its parent's."""
    own = _parent(columns, record, parents) if _is_variation(columns, record) else columns.text(record, Field.ID)
    return f"/?post_type=product&p={own}" if _ID.fullmatch(own) else ""


def _sku(columns: Columns, record: Record) -> str:
    return columns.text(record, Field.SKU) or columns.text(record, Field.LATE_SKU)


def _parent(columns: Columns, record: Record, parents: Mapping[str, str]) -> str:
    stated = columns.text(record, Field.PARENT)
    by_id = _PARENT_ID.fullmatch(stated)
    return by_id[1] if by_id else parents.get(stated, "")


def _is_variation(columns: Columns, record: Record) -> bool:
    """Whether it is `variation`, or of a plugin's kind such as `subscription_variation, virtual`."""
    return columns.text(record, Field.LOOSE_TYPE).partition(",")[0].strip().lower().endswith("variation")


def _restored(columns: Columns, record: Record) -> list[str]:
    """The cells with texts as the shop shows them, and without the kind: it says how the shop sells, not what."""
    keyed = _keyed(columns, record)
    cells = [cell if at in keyed else _unescaped(cell) for at, cell in enumerate(record.cells)]
    for at in columns.claims.get(Field.DESCRIPTION, ()):
        cells[at] = _shown(cells[at])
    for at in (*columns.claims.get(Field.IMAGE, ()), *columns.claims.get(Field.MORE_IMAGES, ())):
        cells[at] = _PARTING_COMMA.sub("%2C", cells[at]).replace("\\,", ",")
    for at in columns.claims.get(Field.PUBLISHED, ())[:1]:
        cells[at] = "0" if parse_quantity(cells[at]) not in {None, _PUBLISHED} else cells[at]
    for at in columns.claims[Field.LOOSE_TYPE]:
        cells[at] = ""
    return cells


def _keyed(columns: Columns, record: Record) -> frozenset[int]:
    """The cells that the product's key is made of: they stay as they were read when its pin was made."""
    fallback = () if columns.text(record, Field.ID) else (Field.SKU, Field.TITLE)
    fields = (Field.ID, Field.GIVEN_KEY, *fallback)
    return frozenset(at for field in fields for at in columns.claims.get(field, ()))


def _unescaped(cell: str) -> str:
    return cell[1:].strip() if cell.startswith(_ESCAPED) else cell


def _shown(text: str) -> str:
    return _SHORTCODE.sub("", _LINE_END.sub("\n", text).replace("\\\\n", "\\n")).strip()
