"""Places rows into the occurrences of a window: evenly, within the quota, and boards and links apart.

Each occurrence takes as many rows as fit, in their order, and has them as far apart as it is long enough for.
Where boards keep a gap, their rows take turns. Pins that are there keep their time: what is free is shared out.
The same input gives the same moments, on any machine.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import NamedTuple

from contracts.contract import Instant
from contracts.windows import Spread
from drafting.board_turns import BoardTurns
from drafting.even_moments import Pace
from drafting.ground import Ground, Stretch, Tick, nearest_tick, ticks_of
from drafting.occurrences import Occurrence
from drafting.row_queues import Rank, RowQueues
from drafting.sharing import Sharing, Showing
from drafting.turn_taking import TurnTaking
from drafting.wall_clocks import clock_shows, local_days
from drafting.windows import find_zone

OCCURRENCES_MAX = 60_000
"""Occurrences that are looked at: more than a window has within its horizon."""

GAP_SECONDS_MIN = 0.001


class Row(NamedTuple):
    """A pin without a moment. `order` decides who comes first; a blank link or image is shared with nobody."""

    order: int
    board: str
    link: str = ""
    image: str = ""


class Pinned(NamedTuple):
    """A pin that has its moment: made, or placed before."""

    at: Instant
    board: str
    link: str = ""
    image: str = ""


@dataclass(frozen=True)
class Terms:
    """What holds between pins. `zone` says where days begin; `seed` is what jitter comes from."""

    spread: Spread
    zone: str
    gap_seconds: float
    """Between two pins of the account: the quota's window by its limit."""
    seed: str = ""

    def __post_init__(self) -> None:
        if not self.gap_seconds >= GAP_SECONDS_MIN:
            raise ValueError(f"a gap of {self.gap_seconds} s is none: at least {GAP_SECONDS_MIN} s")


class Why(StrEnum):
    """Why a row has no moment."""

    NEVER_OPENS = "never_opens"
    """There is no occurrence."""
    FULL = "full"
    """Every occurrence is full: by the quota, or by what its board may have."""
    SHARED = "shared"
    """Its link or image is too near on another board in every occurrence."""


@dataclass(frozen=True, slots=True)
class Placed:
    order: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Unplaced:
    order: int
    why: Why


def place_rows(
    rows: Sequence[Row], occurrences: Iterable[Occurrence], terms: Terms, placed: Iterable[Pinned] = ()
) -> list[Placed | Unplaced]:
    """Each row's moment, or why there is none, in the order of `rows`.

    Rows of one board keep their order, but for those that wait for a link or image. Two rows lie at least
    `gap_seconds` apart; a pin of `placed` takes as much, half before it and half after, and keeps its moment.
    `occurrences` come in order; those after the last row's are not looked at. Raises `ZoneUnknown`.
    """
    in_order = sorted(range(len(rows)), key=lambda index: rows[index].order)
    placing = _Placing([rows[index] for index in in_order], terms, list(placed))
    moments = placing.run(occurrences)
    why = placing.why()
    found = {
        index: Placed(rows[index].order, moments[rank] / 1_000) if rank in moments
        else Unplaced(rows[index].order, why(rank))
        for rank, index in enumerate(in_order)
    }  # fmt: skip
    return [found[index] for index in range(len(rows))]


class _Placing:
    """The state of one `place_rows`: ranks are places in the order of rows, moments are milliseconds."""

    def __init__(self, rows: Sequence[Row], terms: Terms, placed: Sequence[Pinned]) -> None:
        self._zone = find_zone(terms.zone)
        self._pace = Pace(ticks_of(terms.gap_seconds), ticks_of(terms.spread.jitter_seconds), terms.seed)
        self._orders = [row.order for row in rows]
        self._rows = [Showing(row.board, row.link, row.image) for row in rows]
        there = [(self._day(pin.at), Showing(pin.board, pin.link, pin.image)) for pin in placed]
        self._queues = RowQueues(self._rows, Sharing(terms.spread, self._rows, there))
        self._turns = BoardTurns(terms.spread)
        for pin, (day, _) in zip(placed, there, strict=True):
            self._turns.place(pin.board, nearest_tick(pin.at), day)
        self._pins = sorted(nearest_tick(pin.at) for pin in placed)
        self._moments = dict[Rank, Tick]()
        self._recent: list[Tick] = []
        """Moments that were given in this occurrence, and the last one before it."""
        self._opened = False

    def run(self, occurrences: Iterable[Occurrence]) -> Mapping[Rank, Tick]:
        """The moments of the rows that have one."""
        looked_at = islice(occurrences, OCCURRENCES_MAX)
        while len(self._moments) < len(self._rows) and (one := next(looked_at, None)):
            self._opened = True
            self._fill(self._stretches(one))
        return self._moments

    def why(self) -> Callable[[Rank], Why]:
        """Why a row without a moment has none."""
        away = self._queues.kept_away()
        usual = Why.FULL if self._opened else Why.NEVER_OPENS
        return lambda rank: Why.SHARED if rank in away else usual

    def _fill(self, stretches: Sequence[Stretch]) -> None:
        if not stretches:
            return
        self._queues.wake(stretches[0].day, stretches[-1].day)
        self._recent = sorted(self._recent)[-1:]
        wanted = [some for some in stretches if self._is_wanted(some.day)]
        room = self._pace.room(wanted, self._near(wanted)) if wanted else None
        if room is None:
            return
        ground = room.ground
        days = (ground.days[0], ground.days[-1])
        chosen = self._queues.choose(room.count_max, days, lambda board: self._turns.room(board, ground))
        if chosen:
            moments = self._pace.moments(ground, [self._orders[rank] for rank in chosen])
            taking = TurnTaking(self._with_boards(chosen), self._turns, ground)
            left = self._take_turns(taking, ground, pairwise((*moments, ground.end)))
            self._queues.give_back(self._squeeze_in(left, wanted) if left and self._pins else left)

    def _squeeze_in(self, left: Sequence[Rank], stretches: Sequence[Stretch]) -> Sequence[Rank]:
        """Between pins that were there, the even places may be wrong for a board: then the first that is right.

        Returns those who find none here.
        """
        ground = self._pace.whole_gaps(stretches, self._near(stretches))
        if not ground.length:
            return left
        taking = TurnTaking(self._with_boards(left), self._turns, ground, patient=False)
        return self._take_turns(taking, ground, [(ground.start, ground.end)] * len(left))

    def _take_turns(
        self, taking: TurnTaking, ground: Ground, places: Iterable[tuple[Tick, Tick]]
    ) -> Sequence[Rank]:
        """Gives each place, from its best moment until the next one's, to a row. Returns those who have none."""
        earliest = ground.start
        for best, following in places:
            at = ground.first_from(max(best, earliest))
            found = taking.next(at, max(following, at + 1)) if at is not None else None
            if found:
                self._place(*found, ground)
                earliest = found[1] + self._pace.gap
        return taking.left

    def _with_boards(self, ranks: Iterable[Rank]) -> Sequence[tuple[Rank, str]]:
        return [(rank, self._rows[rank].board) for rank in ranks]

    def _place(self, rank: Rank, at: Tick, ground: Ground) -> None:
        self._moments[rank] = at
        self._recent.append(at)
        self._turns.place(self._rows[rank].board, at, ground.day_at(at))

    def _stretches(self, one: Occurrence) -> Sequence[Stretch]:
        """An occurrence by local days, and no millisecond more than it has."""
        parts = local_days(one.start, one.end, self._zone)
        whole = [Stretch(day.toordinal(), ticks_of(start), -ticks_of(-end)) for day, start, end in parts]
        return [some for some in whole if some.start < some.end]

    def _is_wanted(self, day: int) -> bool:
        """Some board that waits may have another pin on this day."""
        return any(self._turns.has_room_on(board, day) for board in self._queues.boards)

    def _near(self, stretches: Sequence[Stretch]) -> Sequence[Tick]:
        """The pins whose room reaches into the stretches, in order."""
        since, until = stretches[0].start - self._pace.gap, stretches[-1].end + self._pace.gap
        near = self._pins[bisect_left(self._pins, since) : bisect_left(self._pins, until)]
        return sorted([*near, *self._recent])

    def _day(self, at: Instant) -> int:
        return clock_shows(at, self._zone).date().toordinal()
