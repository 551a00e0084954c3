"""Where rows of the ledger's tables stand."""

from enum import StrEnum


class IntentState(StrEnum):
    """Where an intent stands."""

    OPEN = "open"
    READY = "ready"
    """Its media is ready: it waits for a slot."""
    SENT = "sent"
    """A request for it left, or is leaving: it waits for what came of it, not for a slot."""
    SETTLED = "settled"


class AttemptState(StrEnum):
    """What is known of an attempt to publish."""

    CLAIMED = "claimed"
    """Its request may be on the wire."""
    LOST = "lost"
    """Its request left, its answer did not come."""
    MADE = "made"
    """Pinterest answered with the pin, or the board showed it."""
    NOT_MADE = "not_made"
    """No pin came of it, for certain."""


OPEN_ATTEMPTS = (AttemptState.CLAIMED, AttemptState.LOST)


class RowState(StrEnum):
    """Where a launch's row stands."""

    WAITING = "waiting"
    REGISTERED = "registered"
    """It has an intent whose workflow may not run yet."""
    ADMITTED = "admitted"
    SETTLED = "settled"


class TimedBy(StrEnum):
    """Who said when a launch's row leaves."""

    FILE = "file"
    """The file, or nobody."""
    WINDOW = "window"
    PERSON = "person"
    """Windows leave it alone."""


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    """Nothing of it could be read."""


class ChangeState(StrEnum):
    """Where a change of a product stands."""

    WAITING = "waiting"
    FOLDED = "folded"


class DecisionState(StrEnum):
    """Where a decision about a product stands."""

    WAITING = "waiting"
    DONE = "done"
