"""Magento's product export (CSV): a plain table whose pages and pictures are named as Magento keeps them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from catalog.delimited import Record
from catalog.headers import fold_header
from catalog.image_lists import part_addresses
from catalog.plain import read_plain
from catalog.table import Table
from contracts.product import CatalogRow, UnreadableRow

SIGNATURE = frozenset({"sku", "attributesetcode", "producttype", "urlkey"})

_LINK = "link"
_VIEW = "storeviewcode"
_PICTURE_FOLDER = "/media/catalog/product/"
"""Where Magento shows the pictures that its export names `/w/b/wb01.jpg`."""
_PAGE_ENDING = ".html"
"""Magento's own; a shop may have another, which the look at the page then finds out."""
_NO_PICTURE = "no_selection"
_ROOT = "Default Category"


def is_magentos(header: Sequence[str]) -> bool:
    """Whether a header tells Magento's export, and has no column for a page's address."""
    folded = set(map(fold_header, header))
    return folded >= SIGNATURE and _LINK not in folded


def read_magento(table: Table) -> Iterator[CatalogRow | UnreadableRow]:
    """The products as `read_plain` gives them. Rows that only translate one for a store view are part of it."""
    return read_plain(_Linked(table))


@dataclass(frozen=True)
class _Linked:
    """The table with one column more, and cells that say outside of Magento what they say within."""

    table: Table

    @property
    def header(self) -> tuple[str, ...]:
        return (*self.table.header, _LINK)

    def records(self) -> Iterator[Record | UnreadableRow]:
        folded = [fold_header(name) for name in self.table.header]
        key, view = folded.index("urlkey"), folded.index(_VIEW) if _VIEW in folded else None
        for record in self.table.records():
            if isinstance(record, UnreadableRow):
                yield record
            elif view is None or not record.cells[view]:
                cells = [_SETTLED.get(name, _as_is)(cell) for name, cell in zip(folded, record.cells, strict=True)]
                given = record.given + (record.given == len(folded))
                yield replace(record, cells=(*cells, _page(record.cells[key])), given=given)


def _page(key: str) -> str:
    return f"/{key}{_PAGE_ENDING}" if key else ""


def _pictures(cell: str) -> str:
    """The pictures' addresses within the shop."""
    return ",".join(_picture(name) for name in part_addresses(cell) if name != _NO_PICTURE)


def _picture(name: str) -> str:
    return name if "://" in name else f"{_PICTURE_FOLDER}{name.lstrip('/')}"


def _deepest(cell: str) -> str:
    """`Gear > Bags` of `Default Category/Gear,Default Category/Gear/Bags`."""
    paths = [path.strip().split("/") for path in cell.split(",")]
    names = max(paths, key=len)
    return " > ".join(names[1:] if names[0] == _ROOT else names)


def _published(cell: str) -> str:
    """Magento says 2 of what is disabled."""
    return "0" if cell == "2" else cell


def _as_is(cell: str) -> str:
    return cell


_SETTLED: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "categories": _deepest,
        "baseimage": _pictures,
        "additionalimages": _pictures,
        "productonline": _published,
    }
)
"""By the folded headers of their cells."""
