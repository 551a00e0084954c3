"""What somebody may have meant by a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

KNOWN_SHOWN_MAX = 40
"""How many known names a message lists."""

LIKENESS_MIN = 0.7
WORD_MAX = 100
"""A longer word is no slip of the pen: it is not compared."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "price"?` to end a sentence with, or nothing when no known name is near."""
    if len(word) > WORD_MAX:
        return ""
    by_folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=LIKENESS_MIN)
    return f'; did you mean "{by_folded[near[0]]}"?' if near else ""


def listed(known: Iterable[str]) -> str:
    """The known names for a message, the first 40 of them."""
    names = list(known)
    more = len(names) - KNOWN_SHOWN_MAX
    return ", ".join(names[:KNOWN_SHOWN_MAX]) + (f" and {more} more" if more > 0 else "")
