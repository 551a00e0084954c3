"""The columns that copy templates may name: those of the file's header, and those that its records bring along."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path

from catalog.free_columns import free_headers
from catalog.reading import read_catalog
from contracts.launch import ROWS_MAX
from contracts.wording import Wordings
from drafting.templates import TemplateBroken, fold_variable, read_template
from drafting.variables import BUILT_IN
from starter.rows import Row

_BUILT_IN = frozenset(map(fold_variable, BUILT_IN))


def known_headers(file: Path, first: Sequence[Row], wordings: Wordings) -> frozenset[str]:
    """Headers that stand for a variable. Every row is looked at, but only for a name that nothing else explains.

    A column that is blank in this very file is known by its header; JSON and feeds have none, only rows.
    """
    unknown = _asked(wordings)
    known = set[str]()
    for header in chain(free_headers(file) if unknown else (), _stated(first), _further(file, unknown)):
        known.add(header)
        unknown.discard(fold_variable(header))
    return frozenset(known)


def _further(file: Path, unknown: set[str]) -> Iterable[str]:
    """What the file's rows state, until nothing is unknown any more."""
    rows = islice(read_catalog(file), ROWS_MAX) if unknown else ()
    for row in rows:
        if not unknown:
            return
        yield from _stated([row])


def _stated(rows: Iterable[Row]) -> Iterable[str]:
    return (header for row in rows if row.kind == "product" for header in row.product.extras)


def _asked(wordings: Wordings) -> set[str]:
    """The folded names in the templates that no built-in variable has; a broken template asks for none."""
    every = (wordings.every, *wordings.boards.values())
    texts = [text for wording in every for text in (wording.title, wording.description) if text is not None]
    return {name for text in texts for name in _names(text)} - _BUILT_IN


def _names(text: str) -> frozenset[str]:
    try:
        return read_template(text).names()
    except TemplateBroken:
        return frozenset()
