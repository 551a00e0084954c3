"""Which board a caller means by `board_id`: one that is there. Only by `board_name` is one made."""

from collections.abc import Collection, Sequence
from typing import Protocol

from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from intake.api.problems import unreadable

NO_ID = (
    "it is no board's id, which has digits alone; a board's name is board_name, and one that is not there is made"
)


class KnownBoards(Protocol):
    """Boards that the ledger knows. Raises `LedgerBusy`."""

    async def known(self, account: AccountKey, names: Collection[str]) -> Sequence[KnownBoard]: ...


async def board_meant(boards: KnownBoards, account: AccountKey, said: str) -> str:
    """The id, or the name of a board that pins went to. Raises `ApiProblem`: a slip must not make a board."""
    if said.isascii() and said.strip().isdigit():
        return said
    if any(board.board_id is not None for board in await boards.known(account, [said])):
        return said
    raise unreadable({"board_id": NO_ID})
