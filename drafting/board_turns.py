"""When a board's turn is: its pins lie a gap apart, and so many are placed on one day."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict

from contracts.windows import Spread
from drafting.ground import Ground, Tick, ticks_of


class BoardTurns:
    """The pins of each board, by moment and by local day."""

    def __init__(self, spread: Spread) -> None:
        self._gap = ticks_of(spread.board_gap_seconds)
        self._limit = spread.board_day_limit
        self._pins = defaultdict[str, list[Tick]](list)
        self._on_day = Counter[tuple[str, int]]()

    @property
    def any_order(self) -> bool:
        """No board ever waits for its turn."""
        return not self._gap and self._limit is None

    @property
    def apart(self) -> bool:
        """Pins of one board keep a gap."""
        return self._gap > 0

    def place(self, board: str, at: Tick, day: int) -> None:
        if self._gap:
            insort(self._pins[board], at)
        if self._limit is not None:
            self._on_day[board, day] += 1

    def has_room_on(self, board: str, day: int) -> bool:
        return self._limit is None or self._on_day[board, day] < self._limit

    def room(self, board: str, ground: Ground) -> int | None:
        """How many pins of `board` the ground may have, or a few more than it can; None: any number."""
        both = (self._room_by_days(board, ground), self._room_by_gap(board, ground))
        return min((room for room in both if room is not None), default=None)

    def free_from(self, board: str, at: Tick, ground: Ground) -> Tick:
        """`at` if it can be the turn of `board`, or a later moment before which it cannot."""
        day = ground.day_at(at)
        if not self.has_room_on(board, day):
            return ground.after_day(day)
        return self._apart_from(board, at) if self._gap else at

    def _apart_from(self, board: str, at: Tick) -> Tick:
        pins = self._pins[board]
        found = bisect_left(pins, at)
        after = at if not found else max(at, pins[found - 1] + self._gap)
        return pins[found] + self._gap if found < len(pins) and pins[found] - after < self._gap else after

    def _room_by_days(self, board: str, ground: Ground) -> int | None:
        if self._limit is None:
            return None
        return sum(max(0, self._limit - self._on_day[board, day]) for day in ground.days)

    def _room_by_gap(self, board: str, ground: Ground) -> int | None:
        if not self._gap:
            return None
        pins = self._pins[board]
        first, last = bisect_left(pins, ground.start), bisect_left(pins, ground.end)
        free = max(ground.start, pins[first - 1] + self._gap) if first else ground.start
        if free >= ground.end:
            return 0
        evenly = min((ground.end - ground.start) // self._gap, -(-(ground.end - free) // self._gap))
        # One may always try: whether it finds a place between those that are there is seen then.
        return max(1, evenly - (last - first))
