"""Accounts with tokens, for tests: connected through an app, under a key that stays."""

from dataclasses import dataclass

from cryptography.fernet import Fernet

from contracts.contract import Instant
from contracts.credentials import AppCredentials, RenewalClaim, TokenGrant
from contracts.names import AccountKey
from contracts.pace import AccountView
from store.account_cards import AccountCard
from store.apps import SqlApps
from store.database import Database
from store.sealing import Seals, sealer_of
from store.tokens import SealedTokens, SqlCredentials
from tests.fakes.clock import START
from tests.ledger import Ledger

SHOP = AccountKey("shop")
KEY = Fernet.generate_key().decode()
SEALER = sealer_of(KEY)
APP = AppCredentials(id="1500000", secret="app-S3cretS3cretS3cret", redirect_uri="http://localhost:8085/")
DAY = 86_400.0
ACCESS_SECONDS, REFRESH_SECONDS = 30 * DAY, 60 * DAY
DUE = START + 25 * DAY
"""When a token of START is to be renewed."""
DEAD = START + ACCESS_SECONDS
LEASE_SECONDS = 150.0
SCOPES = frozenset({"boards:read", "pins:write"})


def a_grant(number: int = 1, *, at: Instant = START, **changes: object) -> TokenGrant:
    """Tokens that tell grants apart."""
    fields: dict[str, object] = {
        "access": f"pina_S3cretS3cretS3cret{number}",
        "access_expires": at + ACCESS_SECONDS,
        "refresh": f"pinr_S3cretS3cretS3cret{number}",
        "refresh_expires": at + REFRESH_SECONDS,
        "scopes": SCOPES,
    }
    return TokenGrant(**(fields | changes))  # type: ignore[arg-type]  # each of its own type


@dataclass(frozen=True)
class Connected:
    """SHOP in a ledger, and who works with its tokens."""

    database: Database
    sealer: Seals = SEALER

    @property
    def credentials(self) -> SqlCredentials:
        return SqlCredentials(self.database, self.sealer)

    def tokens(self, at: Instant = START) -> SealedTokens:
        return SealedTokens(self.database, self.sealer, lambda: at)

    async def connect(self, grant: TokenGrant | None = None, *, at: Instant = START) -> None:
        await SqlApps(self.database, self.sealer).add(APP, "Pinflow", at)
        await self.credentials.connect(SHOP, APP.id, grant or a_grant(at=at), username="shop", at=at)

    async def claim(self, at: Instant = DUE, *, anyway: bool = False) -> RenewalClaim | Instant | None:
        return await self.credentials.claim(SHOP, owner="test", now=at, seconds=LEASE_SECONDS, anyway=anyway)

    async def claimed(self, at: Instant = DUE, *, anyway: bool = False) -> RenewalClaim:
        """The right to the refresh token, which nothing forbids."""
        claim = await self.claim(at, anyway=anyway)
        assert isinstance(claim, RenewalClaim), claim
        return claim

    async def card(self) -> AccountCard:
        card = await Ledger(self.database).accounts.card(SHOP)
        assert card is not None
        return card

    async def view(self, at: Instant = START) -> AccountView:
        return await Ledger(self.database).accounts.survey(SHOP, at)

    async def alerts(self) -> list[str]:
        """The kinds of those that are open."""
        return [alert.kind for alert in (await self.card()).alerts]
