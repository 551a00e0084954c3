"""A launch: a batch of catalog rows on their way to outcomes."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Actor, Outcome, Reason
from contracts.pin import PinPolicy
from contracts.product import IMAGES_MAX
from contracts.wording import Wordings

ROWS_MAX = 100_000
OPEN_PINS_MAX = 200
"""Pins of one account between admission and outcome."""
ADMIT_PAGE = 40
"""Rows admitted in one step."""


class LaunchPolicy(Contract):
    """What the person who launched decided, for all rows of the launch."""

    pin: PinPolicy = PinPolicy()
    edition: Line = ""
    """A new edition is a deliberate re-pin."""
    board: Line | None = None
    """A board for every row; None: by each product."""
    create_boards: bool = True
    wordings: Wordings = Wordings()
    images: Annotated[int, Field(ge=1, le=IMAGES_MAX)] = 1
    """How many of a product's pictures are pinned, each as a pin of its own; 1: the first alone."""
    zone: Line | None = None
    """The time zone of publish dates that the file states without one (IANA, `Europe/Berlin`)."""


class LaunchRequest(Contract):
    """The input of `LaunchWorkflow`; the rows are in the store."""

    account: AccountKey
    launch: LaunchId
    source: Line = ""
    total: int = 0
    policy: LaunchPolicy = LaunchPolicy()


class Admission(Contract):
    """What one step of admission did. `left` counts rows still to be admitted; `room` the free places."""

    admitted: int = 0
    settled: int = 0
    left: int = 0
    room: int = 0
    parked: Line | None = None


class Tally(Contract):
    """How many of the rows ended how; `waiting` have no outcome yet."""

    total: int = 0
    live: int = 0
    already: int = 0
    refused: int = 0
    unconfirmed: int = 0
    withdrawn: int = 0
    waiting: int = 0

    @property
    def done(self) -> bool:
        return self.waiting == 0


class ProductResult(Contract):
    """One pin's line in a launch's report. `row` is its product's first record in the file."""

    row: int
    image: int = 1
    """Which of the product's pictures, counted from 1."""
    product: Line
    title: Text = ""
    outcome: Outcome | None = None
    already: bool = False
    changed: bool = False
    board_id: str | None = None
    pin_id: str | None = None
    reason: Reason | None = None
    message: Text | None = None
    remedy: Text | None = None
    actor: Actor | None = None
    not_before: Instant | None = None
    held: bool = False
    """Paused by a person."""
    owner_only: bool = False
    """Live, and seen by its owner alone (sandbox, trial app)."""


class LaunchSummary(Contract):
    """A launch as the ledger lists it."""

    launch: LaunchId
    account: AccountKey
    source: Line
    created: Instant
    finished: Instant | None = None
    policy: LaunchPolicy = LaunchPolicy()
    tally: Tally = Tally()


class BoardsOpened(Contract):
    """How the boards of a launch stand; `parked`: the account must be seen to first."""

    opened: int = 0
    parked: Line | None = None
