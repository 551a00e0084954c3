"""Which row of a table is its header: above it people write titles, and templates what their columns mean."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from catalog.plain import claim_plain, has_titles

HEADER_ROWS_MAX = 20
"""How far down a header is looked for."""
FIELDS_MIN = 2
"""Fields that a row names, a title among them, before it is taken for a header further down."""

ROW_CHARACTERS_MAX = 100_000
"""Of a row above the header; behind a longer one no header is looked for."""
NAME_MAX = 300
"""Characters of a column's name; what has more is a text, and is not even compared."""


def header_below(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, tuple[str, ...]] | None:
    """The first of the numbered rows that names columns as a header does; None when none does."""
    near = takewhile(lambda row: sum(map(len, row[1])) <= ROW_CHARACTERS_MAX, rows)
    return next(((row, tuple(cells)) for row, cells in near if _is_header(cells)), None)


def _is_header(cells: Sequence[str]) -> bool:
    if any(len(cell) > NAME_MAX for cell in cells):
        return False
    columns = claim_plain(cells)
    return has_titles(columns) and len(columns.claims) >= FIELDS_MIN
