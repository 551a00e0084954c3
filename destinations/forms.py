"""What a file of rows must be able to do, whatever its form."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from contracts.ads import RowColumn, Value

Row = tuple[Value, ...]
Wanted = Callable[[Mapping[str, str | None]], bool]
"""Whether a row stays, by the text of those of its columns that were asked for."""


class Sheet(Protocol):
    """A file that is being written."""

    def add(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class Form(Protocol):
    """A kind of file."""

    @property
    def suffix(self) -> str:
        """With its dot."""
        ...

    def begin(self, path: Path, columns: tuple[RowColumn, ...]) -> Sheet: ...

    def keep(self, old: Path, new: Path, names: tuple[str, ...], wanted: Wanted) -> None:
        """Write the rows of one file that are wanted into another; none at all: no file."""
        ...
