"""Pins whose answer was lost: what a person is told until a board has shown what became of them."""

from enum import StrEnum

from contracts.contract import Contract, Instant, Line, Text

PINS_TOLD_MAX = 10
"""Pins of a launch that are told one by one; all of them are counted."""


class Then(StrEnum):
    """What follows when it is certain that no pin came of an attempt."""

    POSTED_AGAIN = "posted_again"
    WITHDRAWN = "withdrawn"
    """It was cancelled meanwhile."""
    HELD = "held"
    """It was paused meanwhile: it waits until somebody resumes it."""


class ReconcilingPin(Contract):
    """A pin that was sent, and of which nobody knows yet whether it was made."""

    row: int
    image: int = 1
    product: Line
    title: Text = ""
    board_id: str
    attempt: int
    sent: Instant
    """When the attempt was written down; its request left right after."""
    reads: int = 0
    """How often the board was read whole for it."""
    last_read: Instant | None = None
    known: Text
    """All that is known, in words."""
    doubt: Text = ""
    """Why readings cannot tell at present: a pin that may be it, or a board that cannot be read."""
    next_read: Instant
    """When its board is read again, about."""
    settles: Instant
    """A whole reading begun after this that does not show the pin proves that there is none."""
    then: Then = Then.POSTED_AGAIN


class Reconciling(Contract):
    """All such pins of a launch, counted, and the first of them."""

    count: int = 0
    pins: tuple[ReconcilingPin, ...] = ()
