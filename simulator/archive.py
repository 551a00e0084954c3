"""Everything that exists, indexed so that a page of a board of ten thousand pins costs a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from simulator.things import Account, Board, Pin, Section, Upload

Shelf = list[int]  # sequence numbers of pins, oldest first


@dataclass
class Archive:
    """Keeps what it is given; whether that was allowed was decided before."""

    accounts: dict[str, Account] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    _by_sequence: dict[int, str] = field(default_factory=dict)
    _on_board: dict[str, Shelf] = field(default_factory=dict)
    _of_account: dict[str, Shelf] = field(default_factory=dict)
    _in_place: dict[tuple[str, str | None], Shelf] = field(default_factory=dict)  # by board and section

    def keep_account(self, account: Account) -> None:
        self.accounts[account.name] = account

    def keep_board(self, board: Board) -> None:
        self.boards[board.id] = board

    def remove_board(self, board_id: str, at: float) -> None:
        """Takes the board and, as Pinterest does, all its pins."""
        for sequence in list(self._on_board.get(board_id, ())):
            self.remove_pin(self._by_sequence[sequence], at)
        for section in self.sections_of(board_id):
            del self.sections[section.id]
        self.boards.pop(board_id, None)

    def keep_section(self, section: Section) -> None:
        self.sections[section.id] = section

    def remove_section(self, section_id: str, at: float) -> None:
        """Takes the section and its pins. The specification says nothing about them; a client that counts
        on finding them on the board afterwards should learn better here.
        """
        section = self.sections.pop(section_id)
        for pin in list(self.pins_in(section.board_id, section.id)):
            self.remove_pin(pin.id, at)

    def keep_upload(self, upload: Upload) -> None:
        self.uploads[upload.id] = upload

    def keep_pin(self, pin: Pin) -> None:
        """A pin that is known already may come changed, and to another board or section."""
        if pin.id in self.pins:
            self._take_off_shelves(self.pins[pin.id])
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
        self._take_off_shelves(pin)

    def _take_off_shelves(self, pin: Pin) -> None:
        for shelf in self._shelves_of(pin):
            position = bisect_left(shelf, pin.sequence)
            if shelf[position : position + 1] == [pin.sequence]:
                del shelf[position]

    def _shelves_of(self, pin: Pin) -> tuple[Shelf, Shelf, Shelf]:
        on_board = self._on_board.setdefault(pin.board_id, [])
        in_place = self._in_place.setdefault((pin.board_id, pin.section_id), [])
        return on_board, in_place, self._of_account.setdefault(pin.account, [])

    def boards_of(self, account: str) -> list[Board]:
        """Newest first."""
        mine = [board for board in self.boards.values() if board.account == account]
        return sorted(mine, key=lambda board: board.sequence, reverse=True)

    def sections_of(self, board_id: str) -> list[Section]:
        """Newest first."""
        held = [section for section in self.sections.values() if section.board_id == board_id]
        return sorted(held, key=lambda section: section.sequence, reverse=True)

    def uploads_of(self, account: str) -> list[Upload]:
        """Newest first."""
        mine = [upload for upload in self.uploads.values() if upload.account == account]
        return sorted(mine, key=lambda upload: upload.sequence, reverse=True)

    def pins_on_board(self, board_id: str, *, before: int | None = None) -> Iterator[Pin]:
        """Those in its sections too. Newest first, from the pin just before the sequence number `before` on."""
        return self._down(self._on_board.get(board_id, []), before)

    def pins_in(self, board_id: str, section_id: str | None, *, before: int | None = None) -> Iterator[Pin]:
        """Those of one section, or with None those in no section; newest first, as above."""
        return self._down(self._in_place.get((board_id, section_id), []), before)

    def pins_of(self, account: str, *, before: int | None = None) -> Iterator[Pin]:
        """Newest first, from the pin just before the sequence number `before` on."""
        return self._down(self._of_account.get(account, []), before)

    def _down(self, shelf: Shelf, before: int | None) -> Iterator[Pin]:
        end = len(shelf) if before is None else bisect_left(shelf, before)
        for position in range(end - 1, -1, -1):
            yield self.pins[self._by_sequence[shelf[position]]]

    def count_on_board(self, board_id: str, wanted: Callable[[Pin], bool]) -> int:
        return sum(map(wanted, self.pins_on_board(board_id)))
