"""Rows of several boards in one occurrence: each moment goes to the row that is most belated and may have it."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from drafting.board_turns import BoardTurns
from drafting.ground import Ground, Tick
from drafting.row_queues import Rank


class _Turn(NamedTuple):
    """A board's next row. `due` is its place among all, were each board's rows as far apart as they can be."""

    due: float
    rank: Rank
    board: str


class TurnTaking:
    """The rows that were chosen for an occurrence, until they have their moments.

    `patient`: a moment is a little late for a row that is more belated than those that are ready.
    """

    def __init__(
        self, chosen: Sequence[tuple[Rank, str]], turns: BoardTurns, ground: Ground, *, patient: bool = True
    ) -> None:
        self._turns, self._ground, self._patient = turns, ground, patient
        self._waiting = defaultdict[str, deque[_Turn]](deque)
        for turn in _interleaved(chosen) if turns.apart else _in_order(chosen):
            self._waiting[turn.board].append(turn)
        self._ready = [waiting.popleft() for waiting in self._waiting.values()]
        heapify(self._ready)
        self._resting: list[tuple[Tick, _Turn]] = []

    @property
    def left(self) -> list[Rank]:
        """Those without a moment."""
        heads = (*self._ready, *(turn for _, turn in self._resting))
        return [turn.rank for turns in (heads, *self._waiting.values()) for turn in turns]

    def next(self, at: Tick, until: Tick) -> tuple[Rank, Tick] | None:
        """The row for the moment `at`, or for one soon after it and before `until`."""
        moment: Tick | None = at
        while moment is not None and moment < until:
            turn = self._first_ready(moment)
            later = self._worth_waiting_for(turn, until)
            if turn and later is None:
                heappop(self._ready)
                self._put_next(turn.board)
                return turn.rank, moment
            moment = later
        return None

    def _first_ready(self, moment: Tick) -> _Turn | None:
        """The most belated of those that may have the moment; the others rest until they may."""
        while self._resting and self._resting[0][0] <= moment:
            heappush(self._ready, heappop(self._resting)[1])
        while self._ready:
            free = self._turns.free_from(self._ready[0].board, moment, self._ground)
            if free <= moment:
                return self._ready[0]
            heappush(self._resting, (free, heappop(self._ready)))
        return None

    def _worth_waiting_for(self, turn: _Turn | None, until: Tick) -> Tick | None:
        """When the next that rests is ready, if that is before `until` and nobody could better be now.

        A board whose gap is not a multiple of the distance between two moments would lose a part of it each time.
        """
        if not self._resting or (turn and (not self._patient or turn < self._resting[0][1])):
            return None
        later = self._ground.first_from(self._resting[0][0])
        return later if later is not None and later < until else None

    def _put_next(self, board: str) -> None:
        if self._waiting[board]:
            heappush(self._ready, self._waiting[board].popleft())


def _in_order(chosen: Sequence[tuple[Rank, str]]) -> list[_Turn]:
    return [_Turn(place, rank, board) for place, (rank, board) in enumerate(chosen)]


def _interleaved(chosen: Sequence[tuple[Rank, str]]) -> list[_Turn]:
    counts, seen = Counter(board for _, board in chosen), Counter[str]()
    found = []
    for rank, board in chosen:
        found.append(_Turn((seen[board] + 0.5) / counts[board], rank, board))
        seen[board] += 1
    return found
