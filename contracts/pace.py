"""What the account's semaphore knows: quotas learnt from Pinterest's headers, and who waits."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
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


class Priority(StrEnum):
    """How a launch shares an account with others."""

    URGENT = "urgent"
    """Its pins go first, ahead of slots that others were granted, up to half of the quota."""
    NORMAL = "normal"
    LOW = "low"
    """A quarter of what a normal launch gets at the same time."""


SHARES: Mapping[Priority, int] = MappingProxyType({Priority.URGENT: 4, Priority.NORMAL: 4, Priority.LOW: 1})
"""Launches at the same time have places and slots in this proportion."""


def higher(one: Priority, other: Priority) -> Priority:
    """That of a pin which launches of both want."""
    return min(one, other, key=list(Priority).index)


BURST = 3.0
"""Most of a window's requests leave this many times faster than the quota's average: it is free again as early."""

TAIL = 0.2
"""The part of a window's requests that is kept back and spread over its rest: they hear when the quota changes."""

DAY_SECONDS = 86_400.0

PROBE_SECONDS_MAX = 10.0
"""The longest distance that this spreading makes."""


class Quota(Contract):
    """A bucket: at most `limit` requests in any `window_seconds`."""

    limit: Annotated[int, Field(ge=1)]
    window_seconds: Annotated[float, Field(gt=0)]
    name: Line = ""

    @property
    def of_the_app(self) -> bool:
        """All accounts of an app share it: a trial app's quota of the day (API v5, rate limits)."""
        told = "app_id" in self.name
        return "user_id" not in self.name and (told or self.window_seconds >= DAY_SECONDS)

    @property
    def burst_gap(self) -> float:
        """Seconds between two requests of the burst."""
        return self.window_seconds / self.limit / BURST

    def next_moment(self, taken: Sequence[Instant], ready: Instant, margin: float = 0.0) -> Instant:
        """When one more request may leave, from `ready` on and after all that are `taken` (ascending).

        `margin` keeps it clear of the window's edge by so many seconds.
        """
        if not taken:
            return ready
        at = max(ready, taken[-1] + self._gap(taken))
        return max(at, taken[-self.limit] + self.window_seconds + margin) if len(taken) >= self.limit else at

    def _gap(self, taken: Sequence[Instant]) -> float:
        """As in the burst; in the tail, what is left of a window's requests is spread over the rest of it."""
        used = len(taken) - bisect_right(taken, taken[-1] - self.window_seconds)
        if used < self.limit * (1 - TAIL):
            return self.burst_gap
        refill = taken[-used] + self.window_seconds - taken[-1]
        left = max(0, self.limit - used)
        return max(self.burst_gap, min(PROBE_SECONDS_MAX, refill / (left + 1)))


DEFAULT_WRITE_QUOTA = Quota(limit=100, window_seconds=60, name="org_write")
"""Pinterest's standard tier, assumed until a header says otherwise (API v5, rate limits)."""

DEFAULT_READ_QUOTA = Quota(limit=1_000, window_seconds=60, name="org_read")
"""The same of reads."""

DEFAULT_ORG_ANALYTICS_QUOTA = Quota(limit=60, window_seconds=60, name="org_analytics")
"""The same of what people did with pins; not published, seen in headers (2026-07)."""

DEFAULT_ADS_READ_QUOTA = Quota(limit=1_000, window_seconds=60, name="ads_read")
"""The same of ad accounts, campaigns and what is below them."""

DEFAULT_ADS_ANALYTICS_QUOTA = Quota(limit=300, window_seconds=60, name="ads_analytics")
"""The same of ads numbers: analytics, and reports made and asked for."""


class Waiting(Contract):
    """A pin whose media is ready and that has no attempt under way."""

    key: PinKey
    board_id: str
    urgent: bool = False
    """Goes before all others, and before slots that they were granted already."""


class AccountView(Contract):
    """The account as the store has it at `now`: read once per batch of grants."""

    now: Instant
    quotas: Annotated[tuple[Quota, ...], Field(max_length=10)] = (DEFAULT_WRITE_QUOTA,)
    """Every bucket that a write counts in."""
    writes: Annotated[tuple[Instant, ...], Field(max_length=WRITES_SEEN_MAX)] = ()
    """Moments of the writes inside the longest window, oldest first."""
    shared_writes: Annotated[tuple[Instant, ...], Field(max_length=WRITES_SEEN_MAX)] = ()
    """Those of the app's other accounts, as far as a bucket of the whole app counts them."""
    blocked_until: Instant = 0.0
    answer_seconds: Annotated[float, Field(ge=0)] = 0.0
    """How long Pinterest has lately taken to answer a write: so long its board is busy."""
    flying_max: Annotated[int, Field(ge=1)] = 1
    """How many writes the account may have on the wire at once."""
    parked: Line | None = None
    """Why nothing is granted until a person acts; None when all is well."""
    remedy: Line | None = None
    """What that person does about it, as far as it is known."""
    waiting: Annotated[tuple[Waiting, ...], Field(max_length=WAITING_SEEN_MAX)] = ()
    waiting_total: int = 0
    open_pins: int = 0
    """Admitted and without an outcome."""
    paused: Line | None = None
    """Why a person stopped the account; None when nobody did."""
    next_due: Instant | None = None
    """When the first of the pins that may not leave yet may."""
    token_until: Instant | None = None
    """When the access token ends: no slot beyond it. None: nobody knows."""
    renew_at: Instant | None = None
    """When the access token is to be renewed; None: it cannot be, or need not."""
    alerts_untold: int = 0
    """Alerts that nobody was told of yet."""
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
    renew: bool = False
    """Somebody said `renew`: the token is renewed now, due or not."""
    braked_until: Instant = 0.0
    granted: Annotated[tuple[Grant, ...], Field(max_length=1_000)] = ()
    """Grants that are neither used nor expired."""
    overtook: Instant = 0.0
    """The last slot that an urgent pin was given before others."""
    history_max: Annotated[int, Field(ge=20)] | None = None
    """Events of one run; None: as many as are usual."""
