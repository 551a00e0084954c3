"""Regular expressions of somebody else's, found in a time that grows with the text alone, whatever they say.

The syntax is RE2's (https://github.com/google/re2/wiki/Syntax): no look-around and no references back.
"""

from collections.abc import Callable
from itertools import groupby

import re2  # type: ignore[import-untyped]  # it comes without types

MEMORY_MAX = 1_048_576
"""Bytes of one expression; RE2 refuses what needs more."""
TEXT_MAX = 1_000
"""Characters of a text that are looked at."""

SHOWN_MAX = 60
"""Characters of an expression that a message shows."""

Finds = Callable[[str], bool]


class ExpressionBroken(ValueError):
    """What was written is no expression that can be used; the message says why."""


def read_expression(written: str) -> Finds:
    """A test that finds the expression anywhere in a text; case does not count. Raises `ExpressionBroken`."""
    return _finding(written, one_line=True)


def read_wildcards(words: str) -> Finds:
    """A test of a whole text: `*` stands for any characters, `?` for one; the others for themselves."""
    parts = (
        "".join(run) if special else re2.escape("".join(run)) for special, run in groupby(words, _is_wildcard)
    )
    wanted = "".join(part.replace("*", ".*").replace("?", ".") for part in parts)
    return _finding(f"^{wanted}$", one_line=False)


def _is_wildcard(char: str) -> bool:
    return char in "*?"


def _finding(written: str, *, one_line: bool) -> Finds:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = MEMORY_MAX
    options.dot_nl = not one_line
    try:
        expression = re2.compile(written, options)
    except re2.error as error:
        raise ExpressionBroken(f"/{written[:SHOWN_MAX]}/ cannot be read: {_said(error)}") from error
    return lambda text: expression.search(text[:TEXT_MAX]) is not None


def _said(error: Exception) -> str:
    """RE2 speaks in bytes."""
    words = error.args[0]
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
