"""A launch: a batch of catalog rows on their way to outcomes."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Actor, Outcome, Reason
from contracts.pace import Priority
from contracts.pin import PinPolicy
from contracts.product import IMAGES_MAX
from contracts.windows import WindowRule
from contracts.wording import Wordings

ROWS_MAX = 100_000
OPEN_PINS_MAX = 200
"""Pins of one account between admission and outcome, not counting those whose time lies far ahead."""
UNSENT_PINS_MAX = 100
"""Those of them that nothing left of: a minute of the standard quota. More would wait, and take memory."""
URGENT_PINS_MAX = 20
"""Pins of urgent launches that may be open beside those."""
ADMIT_PAGE = 200
"""Rows that are looked at in one transaction."""
ADMISSION_HORIZON_SECONDS = 600.0
"""A row is admitted when its time is as near as this."""


class LaunchPolicy(Contract):
    """What the person who launched decided, for all rows of the launch."""

    pin: PinPolicy = PinPolicy()
    edition: Line = ""
    """A new edition is a deliberate re-pin."""
    board: Line | None = None
    """A board for every row; None: by each product."""
    boards_file: Line = ""
    """The name of the file whose board rules its rows went by; empty: those of its account, if any."""
    create_boards: bool = True
    wordings: Wordings = Wordings()
    priority: Priority = Priority.NORMAL
    images: Annotated[int, Field(ge=1, le=IMAGES_MAX)] = 1
    """How many of a product's pictures are pinned, each as a pin of its own; 1: the first alone."""
    zone: Line | None = None
    """The time zone of publish dates that the file states without one (IANA, `Europe/Berlin`)."""
    window: WindowRule | None = None
    """When its pins leave, beside what their account and their boards say; None: whenever there is room."""


class LaunchRequest(Contract):
    """The input of `LaunchWorkflow`; the rows are in the store."""

    account: AccountKey
    launch: LaunchId
    source: Line = ""
    total: int = 0
    opened: bool = False
    """Its boards were opened by an earlier run of the same workflow."""
    windowed: bool = False
    """It, its account or one of its boards has a rule of when pins leave."""


class Outlook(Contract):
    """Rows of a launch that are not admitted yet."""

    left: int = 0
    """All of them."""
    due: int = 0
    """Those that may be admitted now, if there is room."""
    next_due: Instant | None = None
    """When the next of the others may."""
    windowed: bool = False
    """There is a rule of when pins of the launch leave."""


class Admission(Contract):
    """What one step of admission did; `room` are the free places of the account."""

    admitted: int = 0
    settled: int = 0
    room: int = 0
    outlook: Outlook = Outlook()


ENDS_SEEN_MAX = 200
"""Ends that a forecast's pace is taken from."""


class Queueing(Contract):
    """What of a launch has no end yet, and how the account's pins have ended lately: what a forecast needs."""

    count: int = 0
    held: int = 0
    last_due: Instant | None = None
    """The latest moment before which one of those that nobody holds may not leave."""
    ends: Annotated[tuple[Instant, ...], Field(max_length=ENDS_SEEN_MAX)] = ()


class Planned(Contract):
    """What one planning did: rows that were given a moment, and rows that can have none."""

    placed: int = 0
    refused: int = 0


class Judgement(Contract):
    """What one look at waiting rows did; `done`: every row was looked at."""

    refused: int = 0
    done: bool = False


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


class ConcernCount(Contract):
    """How many of a launch's pins ended for one reason, and the first few of them."""

    actor: Actor
    reason: Reason
    remedy: Text
    count: int
    samples: tuple[ProductResult, ...] = ()


class BoardsOpened(Contract):
    """How the boards of a launch stand; `parked`: the account must be seen to first."""

    opened: int = 0
    parked: Line | None = None
