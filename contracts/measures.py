"""Sources and accounts in numbers, for whoever watches the program from outside. No product is among them."""

from pydantic import Field

from contracts.contract import Contract, Instant, Line
from contracts.intake import Backlog
from contracts.names import AccountKey, SourceKey


class SourceMeasures(Contract):
    """What came of a source, what waits, and how its last poll went."""

    source: SourceKey
    is_paused: bool = False
    counts: dict[Line, int] = Field(default_factory=dict)
    """Since the year began, by the names of `IntakeCount.what`."""
    backlog: Backlog
    polled_at: Instant | None = None
    """None: it never was."""
    polled_well: bool = True
    """Whether the last poll went well."""


class QuotaUse(Contract):
    """A bucket of an account, and what of it its last window took."""

    category: Line
    window_seconds: float
    limit: int
    used: int


class AccountMeasures(Contract):
    """How many pins an account has, what waits and why, and what its token and quota allow."""

    account: AccountKey
    pins: dict[Line, int] = Field(default_factory=dict)
    """By outcome; `open` has none yet."""
    waiting: dict[Line, int] = Field(default_factory=dict)
    """Pins without an outcome, by what they wait for: `media`, `slot`, `answer`, `time`, `person`."""
    reasons: dict[Line, int] = Field(default_factory=dict)
    """Rows of launches by the reason why they are not live."""
    uncertain: int = 0
    """Requests of which nobody knows what came of them."""
    limited: int = 0
    """Times that Pinterest answered 429."""
    parked: Line | None = None
    """The cause."""
    is_paused: bool = False
    access_expires_at: Instant | None = None
    refresh_expires_at: Instant | None = None
    quotas: tuple[QuotaUse, ...] = ()
