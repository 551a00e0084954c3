"""A header and the records below it, wherever they were written."""

from collections.abc import Iterator
from typing import Protocol

from catalog.delimited import Record
from contracts.product import UnreadableRow


class Table(Protocol):
    """What the dialects read from: a text of delimited cells, or a sheet of a workbook."""

    @property
    def header(self) -> tuple[str, ...]: ...

    def records(self) -> Iterator[Record | UnreadableRow]:
        """The records below the header, streaming; blank ones are left out, but counted."""
        ...
