"""Boards as the API handles them: at Pinterest, within the account's quota, and known to the ledger afterwards."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from activities.ports import Clock
from activities.room import counted
from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from contracts.sightings import BoardChange, SeenBoard
from contracts.trouble import RateLimited
from drafting.finding import find_named
from pinterest_api.boards import PinterestBoards
from starter.ledger import Ledger


@dataclass(frozen=True)
class LedgerBoards:
    """Keeps the port `AccountBoards`."""

    ledger: Ledger
    pinterest: PinterestBoards
    clock: Clock

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        return await self.pinterest.list_all(account)

    async def create(
        self, account: AccountKey, name: str, *, secret: bool, description: str | None
    ) -> SeenBoard | None:
        there = await self.pinterest.list_all(account)
        if find_named(name, there, None) is not None:
            return None
        async with self._room(account):
            made = await self.pinterest.create(account, name, secret=secret, description=description)
        await self.ledger.boards.keep(account, [KnownBoard(name=name, board_id=made.id)])
        # It is new: no pin of ours can be on it from before our time.
        await self.ledger.boards.keep_history(account, made.id, {}, self.clock.now())
        return made

    async def change(self, account: AccountKey, board_id: str, change: BoardChange) -> SeenBoard:
        async with self._room(account):
            changed = await self.pinterest.change(account, board_id, change)
        if change.name is not None:
            await self.ledger.boards.keep(account, [KnownBoard(name=change.name, board_id=board_id)])
        return changed

    async def delete(self, account: AccountKey, board_id: str) -> None:
        async with self._room(account):
            await self.pinterest.delete(account, board_id)
        known = await self.ledger.boards.names(account)
        gone = [KnownBoard(name=one.name) for one in known if one.board_id == board_id]
        await self.ledger.boards.keep(account, gone)

    @asynccontextmanager
    async def _room(self, account: AccountKey) -> AsyncIterator[None]:
        """Counted in the account's quota, as what the worker writes is. Raises `RateLimited`."""
        held = self.clock.now()
        until = await self.ledger.accounts.hold_write(account, held)
        if until is not None:
            raise RateLimited("the account's quota is used up", retry_seconds=max(0.0, until - held))
        async with counted(self.ledger.accounts, self.clock, account, held):
            yield
