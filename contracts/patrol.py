"""The patrol: rounds through an account's boards that compare what is there with what the ledger says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, PinKey
from contracts.outcome import PinOutcome

READS_MAX = 400
"""Pages that one round reads; a board that it has begun it reads to its end."""

BOARDS_MAX = 60
"""Boards of one round: each is an activity, and a history is short."""

LOOKS_MAX = 100
"""Pins that one round looks at one by one."""

STRANGERS_MAX = 50
"""Pins of nobody's that one round writes down; more of them are only counted."""

REMOVALS_MAX = 200
"""Duplicates that one order removes."""


class Standing(StrEnum):
    """How an intent stands, as far as the patrol minds."""

    UNDER_WAY = "under_way"
    """Its workflow decides: it is left alone."""
    LIVE = "live"
    UNCONFIRMED = "unconfirmed"
    OVER = "over"
    """Refused or withdrawn."""


class KnownIntent(Contract):
    """What the ledger knows of an intent whose pin, or marker, is on a board."""

    key: PinKey
    marker: Line
    account: AccountKey
    board_id: Line
    section_id: Line | None = None
    link: Address = ""
    """As it was sent; empty when nothing was drafted."""
    pin_id: Line | None = None
    standing: Standing = Standing.UNDER_WAY
    open_attempt: bool = False
    """A reading of its board has still to tell what came of a request."""


class LivePin(Contract):
    """A pin that should be on its board."""

    key: PinKey
    pin_id: Line


class Amendment(Contract):
    """Another end of an intent than it had, for what was seen; without effect when it has changed since."""

    key: PinKey
    pin_id: Line | None = None
    """The intent's pin as it was before."""
    before: PinOutcome
    after: PinOutcome
    finding: Finding | None = None
    settles: Finding | None = None
    """A finding about which nothing is to be done any more, because of `words`."""
    words: Line = ""


class OverdueBoard(Contract):
    """A board with attempts whose end somebody should know by now, and their grace in seconds."""

    board_id: Line
    grace_seconds: float


class ToldFinding(Contract):
    """A finding, and the product that it is about; both empty when it is about none."""

    finding: Finding
    product: Line = ""
    title: Text = ""


class PatrolOrder(Contract):
    """The input of `PatrolWorkflow`: one round of one account."""

    account: AccountKey
    reads_max: Annotated[int, Field(ge=1)] = READS_MAX
    boards_max: Annotated[int, Field(ge=1, le=BOARDS_MAX)] = BOARDS_MAX


class RoundPlan(Contract):
    """What a round is going to read, the longest unread first."""

    began: Instant
    boards: Annotated[tuple[Line, ...], Field(max_length=BOARDS_MAX)] = ()
    boards_total: int = 0
    stopped: Line = ""
    """Why nothing is read at all."""


class BoardOrder(Contract):
    """Read one board and its sections, or without a board the listing of the whole account."""

    account: AccountKey
    board_id: Line | None = None
    first: bool = False
    """It is the round's first: when not even that can be read whole, the next round begins with another."""
    looks_max: int = LOOKS_MAX
    strangers_max: int = STRANGERS_MAX


class LookOrder(Contract):
    """Look at pins one by one: of unconfirmed intents, or of findings that this round has not met again."""

    account: AccountKey
    began: Instant
    looks_max: int = LOOKS_MAX


class RoundSpan(Contract):
    """A round of an account, from when it began until now."""

    account: AccountKey
    began: Instant


class Part(Contract):
    """What one step of a round did."""

    reads: int = 0
    looks: int = 0
    whole: bool = True
    """Everything that should be read was."""
    strangers: int = 0
    """Pins of nobody's, those that were not written down among them."""
    left_over: int = 0
    """What could not be settled in this round."""
    stopped: Line = ""
    """Why the round must end."""


class PatrolReport(Contract):
    """What came of a round."""

    account: AccountKey
    began: Instant = 0.0
    boards_total: int = 0
    boards_read: int = 0
    reads: int = 0
    """Pages and single pins."""
    whole: bool = False
    """Every board of the account was read to its end."""
    found: Mapping[FindingKind, int] = Field(default_factory=dict)
    """Findings of this round, those of earlier rounds that it met again among them."""
    strangers: int = 0
    """Pins of nobody's: some of them are findings, all are counted."""
    left_over: int = 0
    stopped: Line = ""
    """Why it ended early; empty when it did not."""


class Pair(Contract):
    """Two pins of one intent."""

    account: AccountKey
    key: PinKey
    pin_id: Line
    other_pin_id: Line


class RemovalOrder(Contract):
    """Remove the later pin of each of these pairs; a person has agreed."""

    account: AccountKey
    pairs: Annotated[tuple[Pair, ...], Field(max_length=REMOVALS_MAX)]


class Removal(Contract):
    """What became of a pair."""

    pin_id: Line
    """The pin that was too many."""
    removed: bool
    why: Line
    """What was done, or why nothing was."""


class RemovalReport(Contract):
    """What became of each pair."""

    removals: Annotated[tuple[Removal, ...], Field(max_length=REMOVALS_MAX)] = ()
