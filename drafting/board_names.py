"""What our names for boards mean, beside what the boards are called at Pinterest now."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.ledger import KnownBoard
from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.sightings import SeenBoard
from drafting.boards import fold_board_name
from drafting.new_boards import ambiguous_board


class NameState(StrEnum):
    """What has become of a name."""

    SAME = "same"
    NEW = "new"
    """A board that we had no name for, or that was missing when it was looked for."""
    RENAMED = "renamed"
    """The board is called otherwise now; our name goes on to mean it."""
    MOVED = "moved"
    """Another board has the name now; from now on that one is meant."""
    GONE = "gone"
    AMBIGUOUS = "ambiguous"
    """Several boards have the name, and nothing says which is meant."""
    MISSING = "missing"
    """It was not there when it was looked for, and is not now."""


@dataclass(frozen=True)
class NameLook:
    """A name, the board that it means from now on, and what that is called."""

    name: str
    state: NameState
    board_id: str | None = None
    called: str = ""
    refused: Refused | None = None

    @property
    def kept(self) -> KnownBoard:
        """As the ledger shall have it."""
        return KnownBoard(name=self.name, board_id=self.board_id, refused=self.refused)


def compare_names(known: Sequence[KnownBoard], there: Sequence[SeenBoard]) -> Sequence[NameLook]:
    """What each name means, ours first, then those of boards that we have none for."""
    by_fold: dict[str, list[SeenBoard]] = {}
    for board in there:
        by_fold.setdefault(fold_board_name(board.name), []).append(board)
    by_id = {board.id: board for board in there}
    # A name may be an id.
    meant = [by_id.get(one.board_id or one.name) for one in known]
    ours = [
        _look(one, board, by_fold.get(fold_board_name(one.name), []))
        for one, board in zip(known, meant, strict=True)
    ]
    return [*ours, *_unnamed({fold_board_name(one.name) for one in known}, by_fold)]


def _look(known: KnownBoard, meant: SeenBoard | None, called_so: Sequence[SeenBoard]) -> NameLook:
    name = known.name
    if meant is not None and (meant in called_so or meant.id == name):
        return NameLook(name, NameState.SAME, meant.id, meant.name)
    if len(called_so) == 1:
        state = NameState.MOVED if known.board_id else NameState.NEW
        return NameLook(name, state, called_so[0].id, called_so[0].name)
    if meant is not None:
        return NameLook(name, NameState.RENAMED, meant.id, meant.name)
    if called_so:
        return _ambiguous(name, called_so)
    if known.board_id is None:
        return NameLook(name, NameState.MISSING, refused=known.refused)
    gone = refuse(Reason.PINTEREST_BOARD_GONE, f"board {name!r} is not at Pinterest any more")
    return NameLook(name, NameState.GONE, refused=gone)


def _unnamed(known: Collection[str], by_fold: dict[str, list[SeenBoard]]) -> Iterator[NameLook]:
    for folded, boards in by_fold.items():
        if folded in known or not folded:
            continue
        board = boards[0]
        if len(boards) == 1:
            yield NameLook(board.name, NameState.NEW, board.id, board.name)
        else:
            yield _ambiguous(board.name, boards)


def _ambiguous(name: str, boards: Sequence[SeenBoard]) -> NameLook:
    return NameLook(name, NameState.AMBIGUOUS, refused=ambiguous_board(name, boards, None))
