"""Everything that exists, indexed so that a page of a board of ten thousand pins costs a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from simulator.things import Account, Board, Pin

Shelf = list[int]  # sequence numbers of pins, oldest first


@dataclass
class Archive:
    """Keeps what it is given; whether that was allowed was decided before."""

    accounts: dict[str, Account] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    _by_sequence: dict[int, str] = field(default_factory=dict)
    _on_board: dict[str, Shelf] = field(default_factory=dict)
    _of_account: dict[str, Shelf] = field(default_factory=dict)

    def keep_account(self, account: Account) -> None:
        self.accounts[account.name] = account

    def keep_board(self, board: Board) -> None:
        self.boards[board.id] = board

    def remove_board(self, board_id: str, at: float) -> None:
        """Takes the board and, as Pinterest does, all its pins."""
        for sequence in list(self._on_board.get(board_id, ())):
            self.remove_pin(self._by_sequence[sequence], at)
        self.boards.pop(board_id, None)

    def keep_pin(self, pin: Pin) -> None:
        self.pins[pin.id] = pin
        self._by_sequence[pin.sequence] = pin.id
        for shelf in self._shelves_of(pin):
            if not shelf or shelf[-1] < pin.sequence:
                shelf.append(pin.sequence)
            else:
                shelf.insert(bisect_left(shelf, pin.sequence), pin.sequence)

    def remove_pin(self, pin_id: str, at: float) -> None:
        pin = self.pins[pin_id]
        self.pins[pin_id] = replace(pin, removal=at)
        for shelf in self._shelves_of(pin):
            position = bisect_left(shelf, pin.sequence)
            if shelf[position : position + 1] == [pin.sequence]:
                del shelf[position]

    def _shelves_of(self, pin: Pin) -> tuple[Shelf, Shelf]:
        on_board = self._on_board.setdefault(pin.board_id, [])
        return on_board, self._of_account.setdefault(pin.account, [])

    def boards_of(self, account: str) -> list[Board]:
        """Newest first."""
        mine = [board for board in self.boards.values() if board.account == account]
        return sorted(mine, key=lambda board: board.sequence, reverse=True)

    def pins_on_board(self, board_id: str, *, before: int | None = None) -> Iterator[Pin]:
        """Newest first, from the pin just before the sequence number `before` on."""
        return self._down(self._on_board.get(board_id, []), before)

    def pins_of(self, account: str, *, before: int | None = None) -> Iterator[Pin]:
        """Newest first, from the pin just before the sequence number `before` on."""
        return self._down(self._of_account.get(account, []), before)

    def _down(self, shelf: Shelf, before: int | None) -> Iterator[Pin]:
        end = len(shelf) if before is None else bisect_left(shelf, before)
        for position in range(end - 1, -1, -1):
            yield self.pins[self._by_sequence[shelf[position]]]

    def count_on_board(self, board_id: str, wanted: Callable[[Pin], bool]) -> int:
        return sum(map(wanted, self.pins_on_board(board_id)))
