"""How tables about ads data look: what is copied out of them stays in one piece."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text


def plain_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose first column, a name or an id, is never broken."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=number == 0)
    for cells in rows:
        table.add_row(*map(Text, cells))
    return table
