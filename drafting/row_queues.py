"""Rows that wait for their place: in order, each in the queue of its board, or kept away by what it shares."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush

from drafting.sharing import Apart, Sharing, Showing, Thing

Rank = int
"""A row's place in the order of all rows."""


class RowQueues:
    """All rows without a place. Those that something keeps away are out of every queue until its day comes."""

    def __init__(self, rows: Sequence[Showing], sharing: Sharing) -> None:
        self._rows = rows
        self._sharing = sharing
        self._queues = defaultdict[str, list[Rank]](list)
        for rank, row in enumerate(rows):
            self._queues[row.board].append(rank)
        self._heads = [(queue[0], board) for board, queue in self._queues.items()]
        heapify(self._heads)
        self._away = defaultdict[Thing, dict[str, list[Rank]]](dict)
        self._wakes: list[tuple[int, Thing]] = []

    @property
    def boards(self) -> Iterable[str]:
        """Boards with rows in their queues; some may be named twice."""
        return (board for _, board in self._heads if self._queues[board])

    def kept_away(self) -> set[Rank]:
        """The rows that a shared link or image keeps away."""
        return {rank for groups in self._away.values() for queue in groups.values() for rank in queue}

    def wake(self, first: int, last: int) -> None:
        """Let those come back that nothing keeps away on the days `first` to `last` any more."""
        while self._wakes and self._wakes[0][0] <= first:
            _, thing = heappop(self._wakes)
            self._wake(thing, first, last)

    def choose(self, count: int, days: tuple[int, int], room: Callable[[str], int | None]) -> list[Rank]:
        """The next `count` rows in order, no more of a board than it has `room`, for `days`, first and last."""
        chosen = list[Rank]()
        rooms, taken, full = dict[str, int | None](), Counter[str](), list[tuple[Rank, str]]()
        while len(chosen) < count and self._heads:
            head = heappop(self._heads)
            board = head[1]
            if self._is_stale(head):
                continue
            if board not in rooms:
                rooms[board] = room(board)
            most = rooms[board]
            if most is not None and taken[board] >= most:
                full.append(head)
            elif self._take(head, days):
                chosen.append(head[0])
                taken[board] += 1
        for head in full:
            heappush(self._heads, head)
        return chosen

    def give_back(self, ranks: Iterable[Rank]) -> None:
        """Rows that were chosen and found no place."""
        for rank in ranks:
            board = self._rows[rank].board
            heappush(self._queues[board], rank)
            heappush(self._heads, (rank, board))

    def _is_stale(self, head: tuple[Rank, str]) -> bool:
        """Its row is not its board's next any more: another entry stands for that."""
        queue = self._queues[head[1]]
        return not queue or queue[0] != head[0]

    def _take(self, head: tuple[Rank, str], days: tuple[int, int]) -> bool:
        """Whether the row may come; else it is kept away. Out of its queue in any case."""
        rank, board = head
        queue = self._queues[board]
        heappop(queue)
        if queue:
            heappush(self._heads, (queue[0], board))
        apart = self._sharing.apart(self._rows[rank], *days)
        if apart:
            self._keep_away(rank, apart)
            return False
        self._sharing.place(self._rows[rank], days[1])
        return True

    def _keep_away(self, rank: Rank, apart: Apart) -> None:
        groups = self._away[apart.thing]
        if not groups:
            heappush(self._wakes, (apart.day, apart.thing))
        heappush(groups.setdefault(self._rows[rank].board, []), rank)

    def _wake(self, thing: Thing, first: int, last: int) -> None:
        """Let the board have the thing whose row comes first: the others would only be kept away again."""
        groups = self._away[thing]
        board = min(groups, key=lambda name: groups[name][0])
        apart = self._sharing.apart(self._rows[groups[board][0]], first, last)
        if apart and apart.thing == thing:
            heappush(self._wakes, (apart.day, thing))
            return
        self.give_back(groups.pop(board))
        if groups:
            heappush(self._wakes, (last + 1, thing))
        else:
            del self._away[thing]
