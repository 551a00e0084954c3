"""What the API needs of Pinterest's accounts: those that are connected, their boards, consents for new ones."""

from collections.abc import Sequence
from typing import Protocol

from contracts.api_accounts import ApiAccount, ConsentWish
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import BoardChange, SeenBoard


class ConnectedAccounts(Protocol):
    """Raises `LedgerBusy`."""

    async def all(self, now: Instant) -> Sequence[ApiAccount]:
        """Those that have a token, by their keys."""

    async def disconnect(self, account: AccountKey, now: Instant) -> str | None:
        """Erase its tokens here. What is under way, in words, when that forbids it: then nothing was changed."""


class AccountBoards(Protocol):
    """An account's boards at Pinterest. Raises `PinterestTrouble` and `LedgerBusy`."""

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]: ...

    async def create(
        self, account: AccountKey, name: str, *, secret: bool, description: str | None
    ) -> SeenBoard | None:
        """None: there is one of that name."""

    async def change(self, account: AccountKey, board_id: str, change: BoardChange) -> SeenBoard: ...

    async def delete(self, account: AccountKey, board_id: str) -> None:
        """With every pin on it."""


class Consents(Protocol):
    """Connects accounts by a person's consent. Raises `ConsentRefused` and `LedgerBusy`."""

    async def start(self, wish: ConsentWish, now: Instant) -> str:
        """Where the person's browser is to go."""

    async def finish(self, state: str, code: str | None, error: str | None, now: Instant) -> AccountKey:
        """What Pinterest sent the browser back with; a state is good once."""
