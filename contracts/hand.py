"""The operator's hand: what a person may do to rows and pins that are on their way."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text
from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId
from contracts.outcome import PinOutcome, Reason

PINS_MAX = 200
"""Pins that one order may name."""


class Action(StrEnum):
    """What an order does."""

    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    RETRY = "retry"
    PAUSE = "pause"
    RESUME = "resume"


class Selection(Contract):
    """Which rows and pins are meant: those that all given conditions hold for; at least one must be given."""

    launch: LaunchId | None = None
    account: AccountKey | None = None
    pins: Annotated[tuple[Line, ...], Field(max_length=PINS_MAX)] = ()
    """Pins by their key, their id at Pinterest, or their workflow id."""
    where: Text = ""
    """A filter such as `outcome=refused reason=image_too_small`; see `drafting.filters`."""


class Filter(Contract):
    """`Selection.where`, read: a row is meant when it is in every list that is not empty."""

    outcomes: tuple[Line, ...] = ()
    """`contracts.outcome.Outcome`, and `waiting` for a row without an end."""
    reasons: tuple[Reason, ...] = ()
    boards: tuple[Line, ...] = ()
    """Names as people write them; case and spaces do not count."""
    products: tuple[Line, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    """From and to, both included."""
    images: tuple[int, ...] = ()
    """Counted from 1."""
    held: bool | None = None


class HandOrder(Contract):
    """One order. `to`: the moment before which nothing of it may leave (reschedule)."""

    action: Action
    selection: Selection
    to: Instant | None = None
    why: Line = ""
    """What a person said of it; shown wherever the rows are."""


class HandAnswer(Contract):
    """What came of an order, in rows.

    `changed` are as the order wanted them. `settling` are on the wire: what left is settled first, and what is not
    made then is ended or held as ordered. `too_late` have an end, or a pin, that the order cannot change.
    """

    matched: int = 0
    changed: int = 0
    settling: int = 0
    too_late: int = 0


class HandReach(Contract):
    """An order's answer, and whose workflows must look at the ledger because of it."""

    answer: HandAnswer
    accounts: tuple[AccountKey, ...] = ()
    launches: tuple[LaunchRequest, ...] = ()


class CancelVerdict(StrEnum):
    """What a pin answers to `cancel`."""

    WITHDRAWN = "withdrawn"
    """There is no pin of this intent, and none will be made."""
    TOO_LATE = "too_late"
    """It had its end before; `outcome` says which."""
    UNCONFIRMED = "unconfirmed"
    """Something left and Pinterest cannot be read. Nothing more will leave; what came of it is settled later."""


class CancelAnswer(Contract):
    """The answer of a pin's `cancel`, given when it is certain."""

    verdict: CancelVerdict
    outcome: PinOutcome


class Heard(Contract):
    """What a recalled pin finds in the ledger. Neither of the two: something left, and is settled first."""

    outcome: PinOutcome | None = None
    stands: bool = False
    """Nobody forbids it (any more)."""
