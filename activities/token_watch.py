"""Tokens as Pinterest's client gets them, with an eye on the dead ones: their account is woken, to renew or tell.

Many who meet a dead token are no pins that wait for slots: the patrol, a look at an old pin, a launch that opens
its boards. The account's workflow may be asleep for a day, and it alone renews tokens and tells alerts.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from activities.ports import Clock, Engine
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.trouble import TokenDead, TokenExpired

WAKE_SECONDS_MAX = 2.0
"""A Temporal that is slow keeps no call to Pinterest waiting for longer."""

WAKE_SECONDS = 10.0
"""An account is not knocked at more often: 200 pins may meet the same dead token at once."""

log = structlog.get_logger(__name__)


class StoredTokens(Protocol):
    """Where the tokens are."""

    async def access_token(self, account: AccountKey) -> str:
        """Raises `TokenDead`, `TokenExpired` and `LedgerBusy`."""

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        """Pinterest did not take the token."""


@dataclass(frozen=True)
class WatchedTokens:
    """The same tokens, watched."""

    tokens: StoredTokens
    engine: Engine
    clock: Clock
    _woken: dict[AccountKey, Instant] = field(default_factory=dict)

    async def access_token(self, account: AccountKey) -> str:
        try:
            return await self.tokens.access_token(account)
        except (TokenDead, TokenExpired):
            await self._wake(account)
            raise

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        await self.tokens.refused(account, token, why)
        await self._wake(account)

    async def _wake(self, account: AccountKey) -> None:
        """What is worth saying is in the ledger: a Temporal that is away must not change the answer."""
        now = self.clock.now()
        if now < self._woken.get(account, 0.0) + WAKE_SECONDS:
            return
        self._woken[account] = now
        try:
            async with asyncio.timeout(WAKE_SECONDS_MAX):
                await self.engine.wake_account(account)
        except Exception as error:  # noqa: BLE001 - whatever Temporal says, the call was about Pinterest
            log.warning("account.not_woken", account=account, why=type(error).__name__)
