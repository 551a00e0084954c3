"""Which moments may be granted: pure rules, imported plainly so that the workflow sandbox guards them.

A quota is used as early as its windows allow (`contracts.pace.Quota`). Slots of one board lie as far apart as
Pinterest takes to answer, for a board takes one write at a time.
"""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from operator import itemgetter

from contracts.contract import Instant
from contracts.pace import GRANTS_MAX, AccountState, AccountView, Grant, Quota, Waiting
from contracts.pin import Slot

HORIZON_SECONDS = 10.0
"""Slots are granted this far ahead: far enough to keep the wire busy, near enough to forget at a brake."""

HORIZON_SECONDS_MIN = 4.0
HORIZON_SLOTS = 4
"""Where slots lie close, so many average distances are far enough: what was granted stays where it is, also when
Pinterest tells of a larger quota."""

LEAD_SECONDS = 0.5
"""The nearest slot: the grant must reach the pin, and the pin its worker."""

SLOT_SECONDS = 10.0
"""A slot not used by then has expired."""

MARGIN_SECONDS = 0.3
"""A slot stays this clear of the window's edge."""

LOOK_SECONDS_MIN = 2.0
LOOK_SECONDS_MAX = 10.0
LOOK_GROWTH = 1.5
"""From look to look while pins are prepared: the first one waits at most half of the time that it took."""

PARKED_SECONDS = 300.0
"""Between two looks at a parked account: whoever sees to it knocks, and it may take a weekend."""

REST_SECONDS_MAX = 3_600.0
"""The longest sleep of an account whose pins all wait for their time: a clock may have been set."""


TOKEN_SECONDS = 1.0
"""The last slot of an access token is this long before its end: its request is to arrive before."""

IDLE_SECONDS_MAX = 86_400.0
"""The longest sleep before a renewal: an idle account looks once a day when its token is to be renewed."""


@dataclass(frozen=True)
class Batch:
    """Slots for those who waited longest, and the grants still out."""

    fresh: tuple[Grant, ...]
    outstanding: tuple[Grant, ...]
    overtook: Instant = 0.0
    """The last slot that overtook others."""
    next_at: Instant | None = None
    """The first slot that was too far ahead for those who wait still; None: nobody does."""


@dataclass
class Timetable:
    """The moments that are taken; changes as slots are given."""

    quotas: Sequence[Quota]
    ready: Instant
    """Nothing leaves before."""
    apart: float = 0.0
    """The least seconds between two slots of the account, whatever its quotas."""
    board_apart: float = 0.0
    """And of one board."""
    moments: list[Instant] = field(default_factory=list)
    """Ascending; some may lie ahead."""
    of_others: Sequence[Instant] = ()
    """Those of other accounts, which count in the app's buckets."""
    boards: dict[str, Instant] = field(default_factory=dict)
    """When the last slot of each board is."""

    def take(self, at: Instant, board: str | None = None) -> None:
        insort(self.moments, at)
        if board is not None:
            self.boards[board] = max(at, self.boards.get(board, at))

    def serve(self, queue: Sequence[Waiting], *, horizon: Instant, count: int) -> Iterator[Grant]:
        """Slots up to the horizon, for whoever waited longest among those whose board is free."""
        left = list(queue)
        for _ in range(min(count, len(left))):
            soonest = self.next_moment()
            at, waiting = min(((self._at_board(one, soonest), one) for one in left), key=itemgetter(0))
            if at > horizon:
                return
            left.remove(waiting)
            self.take(at, waiting.board_id)
            yield Grant(key=waiting.key, slot=Slot(at=at, expires=at + SLOT_SECONDS))

    def next_moment(self) -> Instant:
        """The first moment, not before any already taken, at which every bucket has room."""
        after = self.moments[-1] + self.apart if self.moments else self.ready
        ready = max(self.ready, after)
        return max(quota.next_moment(self._counted(quota), ready, MARGIN_SECONDS) for quota in self.quotas)

    def _counted(self, quota: Quota) -> Sequence[Instant]:
        if not quota.of_the_app or not self.of_others:
            return self.moments
        return sorted([*self.moments, *self.of_others])

    def _at_board(self, waiting: Waiting, soonest: Instant) -> Instant:
        last = self.boards.get(waiting.board_id)
        return soonest if last is None else max(soonest, last + self.board_apart)


def grant_batch(view: AccountView, state: AccountState) -> Batch:
    """Grant slots within the horizon to pins that wait and hold none."""
    waiting = {waiting.key: waiting for waiting in view.waiting}
    # A grant whose pin waits no more was used: its write is in the log, and must not be counted twice.
    outstanding = tuple(grant for grant in state.granted if grant.slot.expires > view.now and grant.key in waiting)
    held = {grant.key for grant in outstanding}
    queue = [waiting for waiting in view.waiting if waiting.key not in held]
    first = overtaking(view, state, [waiting for waiting in queue if waiting.urgent])
    timetable = _timetable(view, state)
    for grant in (*outstanding, *first):
        timetable.take(grant.slot.at, waiting[grant.key].board_id)
    others = in_turn([waiting for waiting in queue if waiting.key not in {grant.key for grant in first}])
    usual = timetable.serve(others, horizon=_horizon(view), count=GRANTS_MAX - len(first))
    fresh = (*first, *usual)
    overtook = max([state.overtook, *(grant.slot.at for grant in first)])
    next_at = timetable.next_moment() if len(fresh) < len(queue) else None
    return Batch(fresh=fresh, outstanding=(*outstanding, *fresh), overtook=overtook, next_at=next_at)


def overtaking(view: AccountView, state: AccountState, urgent: Sequence[Waiting]) -> tuple[Grant, ...]:
    """A slot for the first of the urgent pins as if nobody else held one: the others wait a little for the quota.

    Overtaking takes at most half of the quota, so that it starves nobody.
    """
    average = max(quota.window_seconds / quota.limit for quota in view.quotas)
    timetable = _timetable(view, state)
    timetable.ready = max(timetable.ready, state.overtook + 2 * average)
    return tuple(timetable.serve(urgent, horizon=_horizon(view), count=1))


def in_turn(queue: Sequence[Waiting]) -> Sequence[Waiting]:
    """An urgent one, one that is not, and so on; each kind in its order."""
    urgent, usual = ([one for one in queue if one.urgent is kind] for kind in (True, False))
    pairs = zip_longest(urgent, usual)
    return [one for pair in pairs for one in pair if one is not None]


def _horizon(view: AccountView) -> Instant:
    """How far ahead slots are given: never beyond what the token lives, as far as anybody knows."""
    horizon = view.now + _ahead_seconds(view)
    return horizon if view.token_until is None else min(horizon, view.token_until - TOKEN_SECONDS)


def _ahead_seconds(view: AccountView) -> float:
    average = max(quota.window_seconds / quota.limit for quota in view.quotas)
    return min(HORIZON_SECONDS, max(HORIZON_SECONDS_MIN, HORIZON_SLOTS * average))


def _timetable(view: AccountView, state: AccountState) -> Timetable:
    return Timetable(
        quotas=view.quotas,
        ready=max(view.now + LEAD_SECONDS, view.blocked_until, state.braked_until),
        apart=view.answer_seconds / view.flying_max,
        board_apart=view.answer_seconds,
        moments=sorted(view.writes),
        of_others=view.shared_writes,
    )


def next_look_seconds(view: AccountView, batch: Batch, last: float) -> float:
    """How long until the store is worth another look: soon while slots flow, later while nothing does."""
    if batch.fresh:
        return LOOK_SECONDS_MIN
    blocked = view.blocked_until - view.now
    if blocked > 0:
        return min(LOOK_SECONDS_MAX, max(LOOK_SECONDS_MIN, blocked - LEAD_SECONDS))
    if batch.next_at is not None:
        until_near = batch.next_at - view.now - _ahead_seconds(view) / 2
        return min(LOOK_SECONDS_MAX, max(LOOK_SECONDS_MIN, until_near))
    return min(LOOK_SECONDS_MAX, max(LOOK_SECONDS_MIN, LOOK_GROWTH * last))


def rest_seconds(view: AccountView, look_seconds: float, errand_at: Instant | None = None) -> float | None:
    """The sleep until the next look; None: until somebody knocks, since nothing can leave before.

    `errand_at`: what is to be done beside the slots (a renewal, an alert) is due then, also of an idle account.
    """
    seconds = _rest_for_pins(view, look_seconds)
    if errand_at is None:
        return seconds
    until_errand = min(IDLE_SECONDS_MAX, max(0.1, errand_at - view.now))
    return until_errand if seconds is None else min(seconds, until_errand)


def _rest_for_pins(view: AccountView, look_seconds: float) -> float | None:
    if view.paused:
        return None
    seconds: float | None = None
    if view.open_pins:
        seconds = PARKED_SECONDS if view.parked else look_seconds
    if view.next_due is not None:
        until_due = min(REST_SECONDS_MAX, max(0.1, view.next_due - view.now))
        seconds = until_due if seconds is None else min(seconds, until_due)
    return seconds
