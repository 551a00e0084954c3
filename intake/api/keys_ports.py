"""What the API's keys need of the store. All of it raises `contracts.trouble.LedgerBusy`."""

from collections.abc import Collection, Sequence
from typing import Protocol

from contracts.api_keys import ApiKeyCard, ApiScope
from contracts.contract import Instant
from contracts.names import AccountKey


class MadeKey(Protocol):
    """Nobody can see it again."""

    @property
    def id(self) -> str: ...

    @property
    def key(self) -> str: ...


class KeptKeys(Protocol):
    """Makes, lists, changes and revokes keys."""

    async def create(
        self, label: str, scopes: Collection[ApiScope], accounts: Collection[AccountKey] | None, at: Instant
    ) -> MadeKey: ...

    async def list(self) -> Sequence[ApiKeyCard]: ...

    async def amend(self, card: ApiKeyCard) -> bool:
        """False: there is none of that id, or it was revoked."""

    async def revoke(self, key_id: str, at: Instant) -> bool:
        """False: there is none of that id."""


class Remembered(Protocol):
    """Remembers keys for a moment."""

    def forget(self) -> None: ...
