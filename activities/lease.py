"""The right to read a board: one reader at a time, for as long as the reading goes on and no longer."""

from dataclasses import dataclass, field
from uuid import uuid4

from activities.ports import BoardBook, Clock
from contracts.contract import Instant
from contracts.names import AccountKey

LEASE_SECONDS = 60.0
"""How long a reader that died keeps its board from the next one."""

RENEW_SECONDS = 20.0
"""A living reader takes it again so often."""


class LeaseLost(Exception):
    """The reader stood still for so long that somebody else reads the board now."""


@dataclass
class Lease:
    """Changes as time goes by: who reads, and until when."""

    boards: BoardBook
    clock: Clock
    account: AccountKey
    board_id: str
    owner: str = field(default_factory=lambda: uuid4().hex)
    until: Instant = 0.0

    async def take(self) -> bool:
        """False: somebody else reads the board."""
        now = self.clock.now()
        until = now + LEASE_SECONDS
        taken = await self.boards.lease_reading(
            self.account, self.board_id, owner=self.owner, now=now, until=until
        )
        self.until = until if taken else self.until
        return taken

    async def keep(self) -> None:
        """Take it again when it is time to. Raises `LeaseLost`."""
        if self.clock.now() < self.until - LEASE_SECONDS + RENEW_SECONDS:
            return
        if not await self.take():
            raise LeaseLost

    async def give_back(self) -> None:
        await self.boards.release_reading(self.account, self.board_id, owner=self.owner)
