"""Boards: all of an account's, new ones, and their sections."""

from dataclasses import dataclass

from contracts.names import AccountKey
from contracts.sightings import BoardChange, SeenBoard, SeenSection
from pinterest_api.asks import Read, Subject, Write
from pinterest_api.client import PinterestClient
from pinterest_api.listing import Page, page_query, whole_list
from pinterest_api.sections import PinterestSections
from pinterest_api.wire import board_change_to_body, new_board_to_body, read_board, read_boards, read_nothing

BOARDS_MAX = 2_000
"""As many as an account may have, group boards included (Pinterest, "Create boards and Pins")."""


@dataclass(frozen=True)
class PinterestBoards:
    client: PinterestClient

    async def list_all(self, account: AccountKey) -> tuple[SeenBoard, ...]:
        """Every board the token may see. There is no filter by name: a board missed here would be made twice.

        Raises Unavailable rather than give half a list.
        """

        async def page(bookmark: str | None) -> Page[SeenBoard]:
            # ALL: the account's own public, protected and (if the token may see them) secret boards, and those
            # it shares; a name is taken whatever the board's privacy.
            ask = Read("/boards", Subject.ACCOUNT, query=(("privacy", "ALL"), *page_query(bookmark)))
            return await self.client.read(account, ask, read_boards)

        return await whole_list(page, of="boards", items_max=BOARDS_MAX)

    async def create(
        self, account: AccountKey, name: str, *, secret: bool = False, description: str | None = None
    ) -> SeenBoard:
        """A new board, public unless it is secret, for which the token needs its scopes.

        Raises Rejected for a name that is invalid or already there.
        """
        ask = Write(
            "POST",
            "/boards",
            Subject.ACCOUNT,
            body=new_board_to_body(name, secret=secret, description=description),
        )
        board = await self.client.write(account, ask, read_board)
        return board if board.name else board.model_copy(update={"name": name})

    async def change(self, account: AccountKey, board_id: str, change: BoardChange) -> SeenBoard:
        """The board as it is now. Raises BoardGone, and Rejected for a name that another board has."""
        body = board_change_to_body(change)
        ask = Write("PATCH", "/boards/{id}", Subject.BOARD, about=board_id, body=body)
        return await self.client.write(account, ask, read_board)

    async def delete(self, account: AccountKey, board_id: str) -> None:
        """Delete the board with every pin on it. Raises BoardGone."""
        await self.client.write(
            account, Write("DELETE", "/boards/{id}", Subject.BOARD, about=board_id), read_nothing
        )

    async def list_sections(self, account: AccountKey, board_id: str) -> tuple[SeenSection, ...]:
        """Every section of the board. Raises BoardGone, and Unavailable rather than give half a list."""
        return await PinterestSections(self.client, board_id).list_all(account)

    async def create_section(self, account: AccountKey, board_id: str, name: str) -> SeenSection:
        """A new section. Raises RateLimited (409) when the board is locked, or the section there already."""
        return await PinterestSections(self.client, board_id).create(account, name)
