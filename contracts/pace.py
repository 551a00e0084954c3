"""What the account's semaphore knows: quotas learnt from Pinterest's headers, and who waits."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line
from contracts.names import AccountKey, PinKey
from contracts.pin import Slot

WRITES_SEEN_MAX = 1_000
GRANTS_MAX = 60
"""Slots granted in one batch."""

WAITING_SEEN_MAX = 240
"""Pins that one survey names: those granted already are among them until their attempt is claimed."""


class Quota(Contract):
    """A bucket: at most `limit` requests in any `window_seconds`."""

    limit: Annotated[int, Field(ge=1)]
    window_seconds: Annotated[float, Field(gt=0)]
    name: Line = ""


DEFAULT_WRITE_QUOTA = Quota(limit=100, window_seconds=60, name="org_write")
"""Pinterest's standard tier, assumed until a header says otherwise (API v5, rate limits)."""

DEFAULT_READ_QUOTA = Quota(limit=1_000, window_seconds=60, name="org_read")
"""The same of reads."""


class Waiting(Contract):
    """A pin whose media is ready and that has no attempt under way."""

    key: PinKey
    board_id: str


class AccountView(Contract):
    """The account as the store has it at `now`: read once per batch of grants."""

    now: Instant
    quotas: Annotated[tuple[Quota, ...], Field(max_length=10)] = (DEFAULT_WRITE_QUOTA,)
    """Every bucket that a write counts in."""
    writes: Annotated[tuple[Instant, ...], Field(max_length=WRITES_SEEN_MAX)] = ()
    """Moments of the writes inside the longest window, oldest first."""
    blocked_until: Instant = 0.0
    parked: Line | None = None
    """Why nothing is granted until a person acts; None when all is well."""
    waiting: Annotated[tuple[Waiting, ...], Field(max_length=WAITING_SEEN_MAX)] = ()
    waiting_total: int = 0
    open_pins: int = 0
    """Admitted and without an outcome."""
    paused: Line | None = None
    """Why a person stopped the account; None when nobody did."""
    next_due: Instant | None = None
    """When the first of the pins that may not leave yet may."""
    recalled: Annotated[tuple[PinKey, ...], Field(max_length=WAITING_SEEN_MAX)] = ()
    """Pins that the ledger ended or held by a person's order, and whose workflows were not told yet."""


class Grant(Contract):
    """A slot for one pin."""

    key: PinKey
    slot: Slot


class Brake(Contract):
    """Pinterest said 429: nothing leaves before `until`."""

    until: Instant
    why: Line = ""


class AccountState(Contract):
    """What `AccountWorkflow` carries when it continues as new."""

    account: AccountKey
    pause: Line | None = None
    """Somebody said `pause`, and why: to be written down."""
    unpark: bool = False
    """Somebody said `resume`: take up again what was parked or paused."""
    braked_until: Instant = 0.0
    granted: Annotated[tuple[Grant, ...], Field(max_length=1_000)] = ()
    """Grants that are neither used nor expired."""
