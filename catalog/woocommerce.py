"""WooCommerce's product export (CSV): a plain table without addresses of pages; WordPress finds them by their ids.

The export has its shop's language in its header, and English words in its cells.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.columns import Columns, Field
from catalog.delimited import Record
from catalog.plain import claim_plain, read_plain
from catalog.table import Table
from contracts.product import CatalogRow, UnreadableRow

_SIGNATURE = (Field.ID, Field.LOOSE_TYPE, Field.TITLE, Field.VISIBILITY)
_ADDRESSED = (Field.HANDLE, Field.LINK, Field.PAGE)

_PARENT_ID = re.compile(r"id:([0-9]{1,20})")
_ID = re.compile(r"[0-9]{1,20}")
# A line end is written as "\n", and what was "\n" before as "\\n".
_LINE_END = re.compile(r"(?<!\\)\\n")

_LINK = "link"


def is_woocommerces(header: Sequence[str]) -> bool:
    """Whether a header tells WooCommerce's export, in whatever language, and names no page."""
    columns = claim_plain(header)
    return all(map(columns.has, _SIGNATURE)) and not any(map(columns.has, _ADDRESSED))


def read_woocommerce(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """The products as `read_plain` gives them, each with the address under which WordPress shows it."""
    return read_plain(_Linked(table))


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
            sku = columns.text(record, Field.SKU)
            if sku and not _is_variation(columns, record):
                parents[sku] = columns.text(record, Field.ID)
            cells = (*_restored(columns, record), _page(columns, record, parents))
            yield replace(record, cells=cells, given=record.given + (record.given == len(columns.header)))


def _page(columns: Columns, record: Record, parents: Mapping[str, str]) -> str:
    """`/?post_type=product&p=44`, which WordPress sends on to the page; that of a variation is its parent's."""
    own = _parent(columns, record, parents) if _is_variation(columns, record) else columns.text(record, Field.ID)
    return f"/?post_type=product&p={own}" if _ID.fullmatch(own) else ""


def _parent(columns: Columns, record: Record, parents: Mapping[str, str]) -> str:
    stated = columns.text(record, Field.PARENT)
    by_id = _PARENT_ID.fullmatch(stated)
    return by_id[1] if by_id else parents.get(stated, "")


def _is_variation(columns: Columns, record: Record) -> bool:
    """Whether it is `variation`, or of a plugin's kind such as `subscription_variation, virtual`."""
    return columns.text(record, Field.LOOSE_TYPE).partition(",")[0].strip().lower().endswith("variation")


def _restored(columns: Columns, record: Record) -> list[str]:
    """The cells with line ends as they were, and without the kind: it says how the shop sells, not what."""
    cells = list(record.cells)
    for at in columns.claims.get(Field.DESCRIPTION, ()):
        cells[at] = _LINE_END.sub("\n", cells[at]).replace("\\\\n", "\\n")
    for at in columns.claims[Field.LOOSE_TYPE]:
        cells[at] = ""
    return cells
