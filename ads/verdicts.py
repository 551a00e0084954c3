"""What is said of a request that Pinterest refused: its own words first, then what is known and what to do."""

from ads.bisection import Trial

NAMED_MAX = 20
"""Columns that are named; more are counted."""
WORDS_MAX = 2_000


def verdict(words: str, culprits: Trial | None) -> str:
    """Pinterest's words, verbatim, and the columns that they are about. None: they could not be found."""
    return f"{words} {_told(culprits)}"[:WORDS_MAX]


def _told(culprits: Trial | None) -> str:
    if culprits is None:
        return "Which columns it is about was not found in as many requests as that may cost: name fewer columns."
    if not culprits:
        return (
            "Its columns are taken, so it is about something else: the days, breakdowns, windows or filters of the"
            " source; or it has passed meanwhile. See: pinflow ads check"
        )
    named = ", ".join(culprits[:NAMED_MAX])
    more = f" and {len(culprits) - NAMED_MAX} more" if len(culprits) > NAMED_MAX else ""
    together = " together" if len(culprits) > 1 else ""
    return (
        f"Refused{together}: {named}{more}; the other columns are taken. Take it out of the source's columns, keep"
        " the source with: pinflow ads create FILE --replace, and read again with: pinflow ads refill"
    )
