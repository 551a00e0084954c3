"""When an attempt made no pin, for certain: by readings that would have shown it, the last of them late enough."""

from contracts.contract import Instant
from contracts.ledger import OpenAttempt

READS_FOR_ABSENCE = 2
"""Whole readings without a find. A pin that one of them skips, since others moved meanwhile, is in the next."""


def settles_absence(*, reads: int, began: Instant, deadline: Instant, grace_seconds: float) -> bool:
    """Whether a whole reading without find or doubt, begun at `began`, is the last one needed.

    `reads` are the whole readings so far, this one among them. Seconds since the epoch, by our own clock.
    """
    return reads >= READS_FOR_ABSENCE and began > deadline + grace_seconds


def stays_in_doubt(attempt: OpenAttempt, grace_seconds: float) -> bool:
    """Whether whole readings, late enough to prove absence, left doubt instead: more of them will not lift it."""
    return attempt.doubt_lasts and settles_absence(
        reads=attempt.reads,
        began=attempt.last_read or 0.0,
        deadline=attempt.deadline,
        grace_seconds=grace_seconds,
    )
