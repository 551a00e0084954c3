"""What people did with our own pins: numbers of Pinterest's, day by day, read into the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey, PinKey

RESULTS_DAYS_BACK_MAX = 89
"""Days before today that Pinterest is asked for; it keeps 90 (API v5, pins/analytics)."""

RESULTS_PINS_MAX = 100
"""Pins of one request (API v5, multi_pins/analytics)."""


class ReadingState(StrEnum):
    """What came of asking for a pin's numbers."""

    READ = "read"
    GONE = "gone"
    """Pinterest has no such pin any more."""
    CLOSED = "closed"
    """It is there, and its numbers are not shown to this account."""
    REFUSED = "refused"
    """Pinterest does not answer for it, and says why."""


@dataclass(frozen=True, slots=True)
class PinDay:
    """What people did with one pin on one day, UTC's."""

    day: date
    impressions: int = 0
    saves: int = 0
    pin_clicks: int = 0
    outbound_clicks: int = 0


@dataclass(frozen=True, slots=True)
class PinNumbers:
    """The numbers of a pin as Pinterest tells them. Days that it says nothing of are left out."""

    days: tuple[PinDay, ...] = ()
    first_moving: date | None = None
    """The first day that is an estimate, or not counted yet; None: all that was asked for is final."""


@dataclass(frozen=True, slots=True)
class DuePin:
    """A pin whose numbers are to be asked for, from `first` on."""

    pin_id: str
    key: PinKey
    first: date


@dataclass(frozen=True, slots=True)
class PinHistory:
    """The days of one pin as they were read. A day without anything is left out."""

    days: tuple[PinDay, ...] = ()
    read_at: Instant | None = None
    """None: it was never read."""
    first_moving: date | None = None
    """The first day whose numbers may still change."""


class ResultsRequest(Contract):
    """The reading of an account's numbers, as it is started."""

    account: AccountKey
    before: Instant | None = None
    """Pins read since then are not asked for again; None: since the workflow began, less some hours."""
    steps_per_run: Annotated[int, Field(ge=1)] | None = None
    """Steps after which it continues as new; None: as many as are usual."""
    so_far: "ResultsPart | None" = None
    """Set when the workflow continues as new."""


class ResultsOrder(Contract):
    """One step of it: some pins that were not read since `before`."""

    account: AccountKey
    before: Instant


class ResultsPart(Contract):
    """What steps came to."""

    read: int = 0
    """Pins whose numbers were read."""
    not_had: Annotated[Mapping[ReadingState, int], Field(max_length=len(ReadingState))] = Field(
        default_factory=dict
    )
    calls: int = 0
    left: int = 0
    """Pins that are still to be asked for."""
    stopped: Text | None = None
    """Why it is no use to go on."""


class ResultsReport(ResultsPart):
    """What the reading came to."""

    account: AccountKey
    words: Line = ""


@dataclass(frozen=True, slots=True)
class PinTally:
    """One live, or once live, pin of the ledger with its numbers within some days."""

    account: str
    pin_id: str
    product: str
    title: str
    image: int
    """Which of the product's pictures, from 0."""
    board: str
    launch: str
    edition: str
    wording: str
    """Copy templates as JSON; empty: the product's own words."""
    live_since: Instant
    state: ReadingState | None = None
    """None: never asked for."""
    why: str = ""
    read_at: Instant | None = None
    until: date | None = None
    """The last day of which Pinterest has said something."""
    moving_from: date | None = None
    """The first day whose numbers may still change."""
    impressions: int = 0
    saves: int = 0
    pin_clicks: int = 0
    outbound_clicks: int = 0
