"""Pins with one link or one image: on two boards they lie days apart."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from contracts.windows import Spread


class Showing(NamedTuple):
    """A pin's board, link and image, as `Sharing` compares them. Blank is shared with nobody."""

    board: str
    link: str
    image: str


class Thing(NamedTuple):
    """A link or an image."""

    kind: str
    address: str


@dataclass(frozen=True)
class Apart:
    """`thing` keeps a pin away until `day`, counted as `date.toordinal` does."""

    day: int
    thing: Thing


class Sharing:
    """On which days which links and images are on which boards.

    Knows only those that `wanted` or `placed` have on two boards. What is placed by `place` comes day by day; what
    `placed` has may lie on any day, also later.
    """

    def __init__(self, spread: Spread, wanted: Iterable[Showing], placed: Iterable[tuple[int, Showing]]) -> None:
        self._spread = spread
        there = list(placed)
        self._records = {thing: _Record() for thing in self._on_two_boards(wanted, there)}
        for day, showing in there:
            for thing, _ in self._things(showing):
                self._records[thing].put_in(showing.board, day)

    def place(self, showing: Showing, day: int) -> None:
        """A pin is placed on `day`, or a little earlier: none that was placed so before is later."""
        for thing, _ in self._things(showing):
            self._records[thing].add(showing.board, day)

    def apart(self, showing: Showing, first: int, last: int) -> Apart | None:
        """What keeps a pin away from one of the days `first` to `last`; None: it may be on any of them."""
        found = [
            Apart(self._records[thing].free_from(showing.board, first, last, days), thing)
            for thing, days in self._things(showing)
        ]
        worst = max(found, key=lambda apart: apart.day, default=None)
        return worst if worst and worst.day > first else None

    def _things(self, showing: Showing) -> Iterator[tuple[Thing, int]]:
        """Those of a pin that are on two boards, and how many days apart they shall be."""
        for thing, days in self._all_things(showing):
            if thing in self._records:
                yield thing, days

    def _all_things(self, showing: Showing) -> Iterator[tuple[Thing, int]]:
        if showing.link and self._spread.link_days:
            yield Thing("link", showing.link), self._spread.link_days
        if showing.image and self._spread.image_days:
            yield Thing("image", showing.image), self._spread.image_days

    def _on_two_boards(self, wanted: Iterable[Showing], placed: Iterable[tuple[int, Showing]]) -> set[Thing]:
        boards: dict[Thing, str] = {}
        found = set()
        for showing in (*wanted, *(showing for _, showing in placed)):
            for thing, _ in self._all_things(showing):
                if boards.setdefault(thing, showing.board) != showing.board:
                    found.add(thing)
        return found


class _Record:
    """Where one thing is, and when."""

    __slots__ = ("_elsewhere", "_latest", "_there")

    def __init__(self) -> None:
        self._there: list[tuple[int, str]] = []
        """In order, each board once a day: so that no question takes long."""
        self._latest: tuple[int, str] | None = None
        self._elsewhere: tuple[int, str] | None = None
        """The latest on another board than that."""

    def put_in(self, board: str, day: int) -> None:
        at = bisect_left(self._there, (day, board))
        if self._there[at : at + 1] != [(day, board)]:
            insort(self._there, (day, board))

    def add(self, board: str, day: int) -> None:
        if self._latest and self._latest[1] != board:
            self._elsewhere = self._latest
        self._latest = (day, board)

    def free_from(self, board: str, first: int, last: int, days: int) -> int:
        """`first`, or the day after which no pin on another board is in the way of `first` to `last`."""
        same = self._latest and self._latest[1] == board
        other = self._elsewhere if same else self._latest
        free = max(first, other[0] + days) if other else first
        return max(free, self._free_of_there(board, first, last, days))

    def _free_of_there(self, board: str, first: int, last: int, days: int) -> int:
        at = bisect_right(self._there, (last + days, "")) - 1
        while at >= 0 and self._there[at][0] > first - days:
            if self._there[at][1] != board:
                return self._there[at][0] + days
            at -= 1
        return first
