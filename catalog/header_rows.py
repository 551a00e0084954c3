"""Which row of a table is its header: above it people write titles, and templates what their columns mean."""

from collections.abc import Iterable, Sequence

from catalog.plain import claim_plain, has_titles

HEADER_ROWS_MAX = 20
"""How far down a header is looked for."""
FIELDS_MIN = 2
"""Fields that a row names, a title among them, before it is taken for a header further down."""


def header_below(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, tuple[str, ...]] | None:
    """The first of the numbered rows that names columns as a header does; None when none does."""
    return next(((row, tuple(cells)) for row, cells in rows if _is_header(cells)), None)


def _is_header(cells: Sequence[str]) -> bool:
    columns = claim_plain(cells)
    return has_titles(columns) and len(columns.claims) >= FIELDS_MIN
