"""When a board is worth reading for an attempt whose answer was lost."""

from contracts.contract import Instant
from contracts.ledger import OpenAttempt

FIRST_LOOK_SECONDS = 4.0
"""A pin is rarely listed at once; the first reading waits this long after the claim."""

LOOK_SECONDS_MAX = 120.0
"""The longest wait between two readings; they grow with the time waited."""

AFTER_GRACE_SECONDS = 1.0


def next_look(attempt: OpenAttempt, grace_seconds: float) -> Instant:
    """When the board is worth reading for this attempt: soon, then at growing gaps, and right after the grace."""
    if attempt.last_read is None:
        return attempt.claimed + FIRST_LOOK_SECONDS
    settles = attempt.deadline + grace_seconds + AFTER_GRACE_SECONDS
    gap = min(LOOK_SECONDS_MAX, max(FIRST_LOOK_SECONDS, attempt.last_read - attempt.claimed))
    due = attempt.last_read + gap
    return settles if attempt.last_read < settles <= due else due
