"""Which moments may be granted: pure rules, imported plainly so that the workflow sandbox guards them."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.contract import Instant
from contracts.names import PinKey
from contracts.pace import GRANTS_MAX, AccountState, AccountView, Grant, Quota
from contracts.pin import Slot

HORIZON_SECONDS = 10.0
"""Slots are granted this far ahead: far enough to keep the wire busy, near enough to forget at a brake."""

LEAD_SECONDS = 0.5
"""The nearest slot: the grant must reach the pin, and the pin its worker."""

SLOT_SECONDS = 10.0
"""A slot not used by then has expired."""

BURST = 2.0
"""Catching up goes at most this many times faster than the quota's average."""

MARGIN_SECONDS = 0.3
"""A slot stays this clear of the window's edge."""

LOOK_SECONDS_MIN = 2.0
LOOK_SECONDS_MAX = 10.0

REST_SECONDS_MAX = 3_600.0
"""The longest sleep of an account whose pins all wait for their time: a clock may have been set."""


@dataclass(frozen=True)
class Batch:
    """Slots for those who waited longest, and the grants still out."""

    fresh: tuple[Grant, ...]
    outstanding: tuple[Grant, ...]


def grant_batch(view: AccountView, state: AccountState) -> Batch:
    """Grant slots within the horizon to pins that wait and hold none."""
    waiting = {waiting.key for waiting in view.waiting}
    # A grant whose pin waits no more was used: its write is in the log, and must not be counted twice.
    outstanding = tuple(grant for grant in state.granted if grant.slot.expires > view.now and grant.key in waiting)
    held = {grant.key for grant in outstanding}
    queue = [waiting.key for waiting in view.waiting if waiting.key not in held]
    taken = sorted([*view.writes, *(grant.slot.at for grant in outstanding)])
    ready = max(view.now + LEAD_SECONDS, view.blocked_until, state.braked_until)
    slots = slots_within(view.quotas, taken, ready=ready, horizon=view.now + HORIZON_SECONDS, count=len(queue))
    fresh = tuple(_grant(key, at) for key, at in zip(queue, slots, strict=False))
    return Batch(fresh=fresh, outstanding=(*outstanding, *fresh))


def slots_within(
    quotas: Sequence[Quota], taken: Sequence[Instant], *, ready: Instant, horizon: Instant, count: int
) -> list[Instant]:
    """At most `count` moments from `ready` to `horizon` at which a write breaks no bucket.

    `taken` are moments of writes that count already, ascending; some may lie ahead.
    """
    moments, found = list(taken), list[Instant]()
    while len(found) < min(count, GRANTS_MAX):
        at = _earliest(quotas, moments, ready)
        if at > horizon:
            break
        moments.append(at)
        found.append(at)
    return found


def _earliest(quotas: Sequence[Quota], moments: Sequence[Instant], ready: Instant) -> Instant:
    """The first moment, not before any already taken, at which every bucket has room."""
    earliest = ready
    for quota in quotas:
        if moments:
            earliest = max(earliest, moments[-1] + gap_seconds(quota))
        if len(moments) >= quota.limit:
            earliest = max(earliest, moments[-quota.limit] + quota.window_seconds + MARGIN_SECONDS)
    return earliest


def gap_seconds(quota: Quota) -> float:
    """The least distance between two slots of a bucket."""
    return quota.window_seconds / quota.limit / BURST


def next_look_seconds(view: AccountView, batch: Batch, last: float) -> float:
    """How long until the store is worth another look: soon while slots flow, later while nothing does."""
    if batch.fresh:
        return LOOK_SECONDS_MIN
    blocked = view.blocked_until - view.now
    if blocked > 0:
        return min(LOOK_SECONDS_MAX, max(LOOK_SECONDS_MIN, blocked - LEAD_SECONDS))
    return min(LOOK_SECONDS_MAX, max(LOOK_SECONDS_MIN, 1.5 * last))


def rest_seconds(view: AccountView, look_seconds: float) -> float | None:
    """The sleep until the next look; None: until somebody knocks, since nothing can leave before."""
    if view.paused:
        return None
    seconds: float | None = None
    if view.open_pins:
        seconds = LOOK_SECONDS_MAX if view.parked else look_seconds
    if view.next_due is not None:
        until_due = min(REST_SECONDS_MAX, max(0.1, view.next_due - view.now))
        seconds = until_due if seconds is None else min(seconds, until_due)
    return seconds


def _grant(key: PinKey, at: Instant) -> Grant:
    return Grant(key=key, slot=Slot(at=at, expires=at + SLOT_SECONDS))
