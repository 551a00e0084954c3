"""Pinterest accounts as the API sees them: the ledger's cards, and how an account is let go."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from temporalio.service import RPCError

from activities.engine import TemporalEngine
from config import Settings
from contracts.accounts import ParkCause
from contracts.api_accounts import AccountHealth, ApiAccount
from contracts.contract import Instant
from contracts.names import AccountKey
from pinterest_api.scopes import missing_scopes
from starter.account_card import Standing, reason_words, remedy_for, standing_of
from starter.accounts import connected_cards
from starter.ledger import Ledger
from starter.reaching import temporal_if_there
from starter.removing import unsettled
from starter.telling import TELL_SECONDS_MAX
from store.account_cards import AccountCard

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

HEALTH = {
    Standing.WELL: AccountHealth.HEALTHY,
    Standing.ENDING: AccountHealth.ENDING,
    Standing.EXPIRED: AccountHealth.EXPIRED,
    Standing.PAUSED: AccountHealth.PAUSED,
    Standing.PARKED: AccountHealth.PARKED,
}
BY_CONSENT = frozenset({ParkCause.TOKEN_DEAD, ParkCause.SCOPE_MISSING, ParkCause.NOT_CONNECTED})
"""What nothing but a new consent cures."""


@dataclass(frozen=True)
class LedgerAccounts:
    """Keeps the ports `ConnectedAccounts` and `AccountNames`."""

    ledger: Ledger
    settings: Settings

    async def names(self, *, again: bool = False) -> Sequence[AccountKey]:  # noqa: ARG002 - asked each time
        return await self.ledger.account_names()

    async def all(self, now: Instant) -> Sequence[ApiAccount]:
        return [card_to_api(card, now) for card in await connected_cards(self.ledger)]

    async def disconnect(self, account: AccountKey, now: Instant) -> str | None:
        left = await unsettled(self.ledger, account)
        if left:
            return left.words()
        await self.ledger.credentials.disconnect(account, now)
        await self._tell(account)
        return None

    async def _tell(self, account: AccountKey) -> None:
        """Its patrols end; when Temporal is away, they find no token to go with."""
        client = await temporal_if_there(self.settings)
        if client is None:
            return
        engine = TemporalEngine(client)
        try:
            async with asyncio.timeout(TELL_SECONDS_MAX):
                await engine.keep_patrol(account, 0)
                await engine.wake_account(account)
        except (RPCError, TimeoutError):
            log.warning("api.account_not_told", account=account)


def card_to_api(card: AccountCard, now: Instant) -> ApiAccount:
    standing = standing_of(card, now)
    well = standing in {Standing.WELL, Standing.ENDING}
    expired = standing is Standing.EXPIRED and not card.renews
    return ApiAccount(
        key=card.key,
        member_id=card.member_id,
        username=card.username,
        scopes=tuple(sorted(card.scopes)),
        missing_scopes=missing_scopes(card.scopes),
        created=card.created_at,
        updated=max(card.created_at, card.token_made_at or 0.0),
        token_until=card.token_until,
        health=HEALTH[standing],
        why=None if well else reason_words(card) or "The access token has run out.",
        remedy=remedy_for(card, now),
        reconnect=card.cause in BY_CONSENT or expired,
    )
