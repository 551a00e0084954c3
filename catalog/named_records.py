"""Records that bring their own names, as XML and JSON do: each is read as the row of a table headed by them."""

from collections.abc import Mapping

from catalog.columns import Columns
from catalog.delimited import Record
from catalog.plain import claim_plain, read_record
from contracts.product import CatalogRow, UnreadableRow

HEADERS_KEPT_MAX = 256
"""Different sets of names whose columns are remembered; most files have a handful."""


class NamedRecords:
    """Reads one file's records in their order; keys seen are all that it remembers of them.

    `seen` is shared with another reader of the same file, if it has records of another dialect, too.
    """

    def __init__(self, seen: dict[str, int] | None = None) -> None:
        self._columns: dict[tuple[str, ...], Columns] = {}
        self._seen: dict[str, int] = {} if seen is None else seen

    def read(self, row: int, cells: Mapping[str, str]) -> CatalogRow | UnreadableRow:
        """The record as a product; its cells are stripped."""
        record = Record(row=row, cells=tuple(cells.values()), given=len(cells))
        return read_record(record, self._claimed(tuple(cells)), self._seen)

    def _claimed(self, header: tuple[str, ...]) -> Columns:
        if header not in self._columns:
            if len(self._columns) >= HEADERS_KEPT_MAX:
                self._columns.clear()
            self._columns[header] = claim_plain(header)
        return self._columns[header]
