"""Patterns of board rules: words with wildcards, paths of categories, or a regular expression between slashes."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from drafting.boards import fold_board_name
from drafting.expressions import ExpressionBroken, Finds, read_expression, read_wildcards

Fits = Callable[[str], bool]

ANY_LEVELS = "**"
LEVELS_MAX = 30
"""Of a path; the others are not looked at."""
GLOBS_REMEMBERED = 2_048
PATHS_REMEMBERED = 100
"""Of one pattern: products of a kind stand together in a file."""
WORDS_REMEMBERED = 4_096
"""Categories and brands come again and again."""


def read_pattern(written: str) -> Fits:
    """A test for a text: `/.../` finds anywhere in it; else all of it is meant, `*` any characters in it, `?` one.

    Case, spaces and the form of letters do not count. Raises `expressions.ExpressionBroken`.
    """
    inner = expression_in(written)
    if inner is not None:
        return read_expression(inner)
    return _read_words(written)


def read_path_pattern(written: str) -> Fits:
    """A test for a path such as `Apparel > Tops > Shirts`, level by level: it and all that lies below it is meant.

    In a level `*` and `?` are wildcards; `**` stands for any number of levels. Raises as `read_pattern`.
    """
    inner = expression_in(written)
    if inner is not None:
        return read_expression(inner)
    parts = _parted(written)
    if len(parts) > LEVELS_MAX:
        raise ExpressionBroken(f"it has {len(parts)} levels; at most {LEVELS_MAX} are taken")
    levels = [None if level == ANY_LEVELS else _read_words(level) for level in parts]
    return lru_cache(maxsize=PATHS_REMEMBERED)(lambda path: _leads_to(levels, levels_of(path)))


def expression_in(written: str) -> str | None:
    """`mug|cup` of `/mug|cup/`; None for what is no expression."""
    text = written.strip()
    is_expression = len(text) > 1 and text.startswith("/") and text.endswith("/")
    return text[1:-1] if is_expression else None


def levels_of(path: str) -> Sequence[str]:
    """The first 30 levels of a path: parted by ">" or, where there is none, by "/"."""
    return _parted(path)[:LEVELS_MAX]


def _parted(path: str) -> Sequence[str]:
    parts = (part.strip() for part in path.split(">" if ">" in path else "/"))
    return [part for part in parts if part]


def _read_words(written: str) -> Fits:
    folded = _folded(written)
    if "*" in folded or "?" in folded:
        glob = _read_glob(folded)
        return lambda text: glob(_folded(text))
    return lambda text: _folded(text) == folded


@lru_cache(maxsize=GLOBS_REMEMBERED)
def _read_glob(folded: str) -> Finds:
    return read_wildcards(folded)


@lru_cache(maxsize=WORDS_REMEMBERED)
def _folded(text: str) -> str:
    return fold_board_name(text)


def _leads_to(levels: Sequence[Fits | None], path: Sequence[str]) -> bool:
    """Whether the first levels of the path fit, one by one; None: any number of them.

    All places in the pattern where one may stand are kept, so that many `**` cost no more than one.
    """
    standing = _further(levels, {0})
    for level in path:
        if len(levels) in standing:
            return True
        standing = _further(levels, set(_after(levels, standing, level)))
    return len(levels) in standing


def _after(levels: Sequence[Fits | None], standing: set[int], level: str) -> Iterator[int]:
    for place in standing:
        fits = levels[place]
        if fits is None:
            yield place
        elif fits(level):
            yield place + 1


def _further(levels: Sequence[Fits | None], standing: set[int]) -> set[int]:
    """Also the places behind a `**` that stands for no level at all."""
    found = set(standing)
    for place in range(len(levels)):
        if place in found and levels[place] is None:
            found.add(place + 1)
    return found
