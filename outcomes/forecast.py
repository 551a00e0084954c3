"""When the last of those that wait will have ended, and what it is that takes so long.

An estimate for people, from what the ledger knows: nothing is decided by it. It holds for what waits now, and
knows neither other launches of the account nor what Pinterest will do next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.contract import Instant
from contracts.pace import AccountView, Quota
from outcomes.durations import about, per

PACE_SECONDS = 900.0
"""Ends of the last so many seconds tell our own pace."""

ENDS_MIN = 5
"""Fewer ends tell no pace."""

SAME_PACE = 1.25
"""Our own pace is named when it takes more than so many times as long as the quota, whose doing it is else."""

BRIEF_SECONDS = 60.0
"""A quota that takes less is not worth naming."""

FREE = "nothing holds them up"


class Limit(StrEnum):
    """What the end waits for."""

    NOTHING = "nothing"
    """All have ended."""
    HELD = "held"
    PARKED = "parked"
    PAUSED = "paused"
    """With these three there is no time to name: a person must act first."""
    QUOTA = "quota"
    PACE = "pace"
    ANSWERS = "answers"
    BLOCKED = "blocked"
    DUE = "due"


@dataclass(frozen=True)
class Remaining:
    """Those of a launch that have no end: how many, how many of them a person holds, and how the others go on."""

    count: int
    held: int = 0
    ends: Sequence[Instant] = ()
    """When the last ones ended, in any order; those of the last 15 minutes count."""
    last_due: Instant | None = None
    """The latest moment before which one of those not held may not leave."""
    last_settled: Instant | None = None
    """When it is known at the latest of the last one whose answer was lost, if all goes well."""


@dataclass(frozen=True)
class Forecast:
    """When the last will have ended, about; None: that is up to a person. `why` is a phrase for people."""

    at: Instant | None
    limit: Limit
    why: str


@dataclass(frozen=True)
class _Bound:
    """The last cannot end before `at`, because of `limit`."""

    at: Instant
    limit: Limit
    why: str


def forecast(remaining: Remaining, view: AccountView) -> Forecast:
    """The end as far as it can be known at `view.now`, never before the quotas allow it.

    Those that a person holds are left out of it, and counted in `why`.
    """
    stop = _stopped(remaining, view)
    if stop is not None:
        return stop
    last = _named(_bounds(remaining, view), view.now)
    held = f"; {remaining.held} held back are not counted" if remaining.held else ""
    return Forecast(last.at, last.limit, f"{about(last.at - view.now)}: {last.why}{held}")


def _stopped(remaining: Remaining, view: AccountView) -> Forecast | None:
    """The forecast when nothing goes on by itself."""
    if remaining.count <= 0:
        return Forecast(view.now, Limit.NOTHING, "all have ended")
    if remaining.held >= remaining.count:
        return Forecast(None, Limit.HELD, f"held back: {remaining.held} wait until somebody resumes them")
    if view.parked is not None:
        return Forecast(None, Limit.PARKED, f"the account is parked: {view.parked}")
    if view.paused is not None:
        return Forecast(None, Limit.PAUSED, f"the account is paused: {view.paused}")
    return None


def _bounds(remaining: Remaining, view: AccountView) -> Sequence[_Bound]:
    count, start = remaining.count - remaining.held, max(view.now, view.blocked_until)
    return [
        _pace_bound(remaining.ends, count, view.now, start),
        _Bound(start, Limit.BLOCKED, "Pinterest asked us to wait"),
        _Bound(remaining.last_due or view.now, Limit.DUE, "one of them may not leave before then"),
        _Bound(remaining.last_settled or view.now, Limit.ANSWERS, "boards are read for answers that were lost"),
        *(_quota_bound(quota, count, view.writes, start) for quota in view.quotas),
    ]


def _named(bounds: Sequence[_Bound], now: Instant) -> _Bound:
    """The last bound, under the name of what really takes the time."""
    last = max(bounds, key=lambda bound: bound.at)
    cause = next((bound for bound in bounds if _explains(bound, last, now)), last)
    return replace(cause, at=last.at)


def _explains(bound: _Bound, last: _Bound, now: Instant) -> bool:
    took, its = last.at - now, bound.at - now
    if bound.limit is Limit.BLOCKED:
        return last.limit in {Limit.QUOTA, Limit.PACE} and its > took / 2
    return bound.limit is Limit.QUOTA and last.limit is Limit.PACE and SAME_PACE * its >= took


def _pace_bound(ends: Iterable[Instant], count: int, now: Instant, start: Instant) -> _Bound:
    """Counted to `now`, so that a pace that has come to a stop slows down."""
    recent = [at for at in ends if now - PACE_SECONDS < at <= now]
    if len(recent) < ENDS_MIN:
        return _Bound(start, Limit.PACE, FREE)
    each = (now - min(recent)) / len(recent)
    return _Bound(start + count * each, Limit.PACE, "at the pace of the last minutes")


def _quota_bound(quota: Quota, count: int, writes: Sequence[Instant], start: Instant) -> _Bound:
    at = moment_of_write(quota, writes, count, start=start)
    if at - start < BRIEF_SECONDS:
        return _Bound(at, Limit.PACE, FREE)
    why = f"the quota of {quota.limit:,} {per(quota.window_seconds)} allows no more"
    return _Bound(at, Limit.QUOTA, why)


def moment_of_write(quota: Quota, writes: Sequence[Instant], count: int, *, start: Instant) -> Instant:
    """When the last of `count` more writes may leave, none before `start`, after the `writes` that were."""
    moments = sorted(writes)[-quota.limit :]
    windows, place = divmod(max(0, count - 1 - quota.limit), quota.limit)
    # From its third round on, each write follows the one a round before it by a window: no need to go through all.
    for _ in range(min(count, quota.limit + 1 + place)):
        moments.append(quota.next_moment(moments, start))
    return moments[-1] + windows * quota.window_seconds
