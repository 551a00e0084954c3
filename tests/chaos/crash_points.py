"""The lines at which a worker can be told to die."""

from enum import StrEnum


class CrashPoint(StrEnum):
    """Each is a moment after which the ledger, Pinterest and Temporal know different things."""

    BEFORE_CLAIM = "before_claim"
    """Nobody knows anything."""
    CLAIMED = "claimed"
    """The ledger has the attempt; nothing was sent."""
    SENT = "sent"
    """The whole request has left, and no byte of its answer was read."""
    ANSWERED = "answered"
    """Pinterest has answered with the pin; the ledger does not know."""
    RECORDED = "recorded"
    """The ledger has the pin; Temporal does not know."""
    READING = "reading"
    """A page of a board came while it is read back."""
    SETTLING = "settling"
    """The board was read; what it showed is not written down."""


PUBLISHING = (
    CrashPoint.BEFORE_CLAIM,
    CrashPoint.CLAIMED,
    CrashPoint.SENT,
    CrashPoint.ANSWERED,
    CrashPoint.RECORDED,
)
READING_BACK = (CrashPoint.READING, CrashPoint.SETTLING)
