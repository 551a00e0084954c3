"""Publishing in numbers, as the HTTP API tells it."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line
from contracts.names import AccountKey

BUCKETS_MAX = 400
ACCOUNTS_MAX = 1_000

Counts = Annotated[dict[Line, int], Field(max_length=20)]
Bounds = Annotated[tuple[Instant, ...], Field(min_length=2, max_length=BUCKETS_MAX + 1)]
"""Buckets: each from one of these until just before the next."""


class DashboardOrder(Contract):
    """What is to be counted. `accounts` None: all, and imports, which belong to no account."""

    accounts: frozenset[AccountKey] | None = None
    bounds: Bounds
    previous_start: Instant
    """The time before begins here, and ends where the first bucket begins."""
    now: Instant


class PinSeries(Contract):
    """Pins by bucket: asked for, published, and failed."""

    submitted: tuple[int, ...] = ()
    published: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()


class PinsLeft(Contract):
    """Pins without an end."""

    queued: int = 0
    deferred: int = 0
    publishing: int = 0


class PinPeriod(Contract):
    """A time in numbers. `left` were asked for in it, and have no end yet."""

    series: PinSeries = PinSeries()
    left: PinsLeft = PinsLeft()


class DashboardLook(Contract):
    """All of it. `imports` None: only keys that may see all accounts are told."""

    pins: PinPeriod = PinPeriod()
    previous: PinPeriod = PinPeriod()
    published_by_account: Annotated[dict[AccountKey, int], Field(max_length=ACCOUNTS_MAX)] = Field(
        default_factory=dict
    )
    queue: PinsLeft = PinsLeft()
    schedules: Counts = Field(default_factory=dict)
    upcoming: int = 0
    imports: Counts | None = None
