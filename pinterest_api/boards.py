"""Boards: all of an account's, and new ones."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import SeenBoard
from contracts.trouble import Unavailable
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.wire import new_board_to_body, read_board, read_boards

PAGE_SIZE = 250
"""Pinterest's largest."""
BOARDS_MAX = 2_000
"""As many as an account may have, group boards included (Pinterest, "Create boards and Pins")."""
PAGES_MAX = 80
"""Pages of 25, Pinterest's default, should it not honour ours."""


@dataclass(frozen=True)
class PinterestBoards:
    client: PinterestClient

    async def list_all(self, account: AccountKey) -> tuple[SeenBoard, ...]:
        """Every board the token may see. There is no filter by name: a board missed here would be made twice.

        Raises Unavailable rather than give half a list: when bookmarks repeat, or never end.
        """
        boards: dict[str, SeenBoard] = {}
        bookmarks: set[str | None] = set()
        bookmark: str | None = None
        while bookmark not in bookmarks and len(bookmarks) < PAGES_MAX and len(boards) <= BOARDS_MAX:
            bookmarks.add(bookmark)
            page, bookmark = await self._page(account, bookmark)
            boards.update((board.id, board) for board in page)
            if bookmark is None:
                return tuple(boards.values())
        raise Unavailable(f"The list of boards did not end after {len(bookmarks)} pages, {len(boards)} boards")

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        """A new public board. Raises Rejected for a name that is invalid or already there."""
        ask = Write("POST", "/boards", Subject.ACCOUNT, body=new_board_to_body(name))
        board = await self.client.write(account, ask, read_board)
        return board if board.name else board.model_copy(update={"name": name})

    async def _page(self, account: AccountKey, bookmark: str | None) -> tuple[tuple[SeenBoard, ...], str | None]:
        # ALL: the account's own public, protected and (if the token may see them) secret boards, and those it
        # shares; a name is taken whatever the board's privacy.
        query: tuple[tuple[str, str], ...] = (("privacy", "ALL"), ("page_size", str(PAGE_SIZE)))
        if bookmark is not None:
            query += (("bookmark", bookmark),)
        return await self.client.read(account, Read("/boards", Subject.ACCOUNT, query=query), read_boards)
