"""Pinterest accounts as the HTTP API tells of them, and consents that it asks for. No secret is among it."""

from enum import StrEnum

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.names import AccountKey


class AccountHealth(StrEnum):
    """The worst that is known of an account."""

    HEALTHY = "healthy"
    ENDING = "ending"
    """Its token ends soon, and does not renew itself."""
    EXPIRED = "expired"
    PAUSED = "paused"
    PARKED = "parked"
    """It publishes nothing until a person acts."""


class ApiAccount(Contract):
    """A connected account."""

    key: AccountKey
    member_id: Line | None
    """Its id at Pinterest; None: nobody was told."""
    username: Line | None
    scopes: tuple[str, ...]
    missing_scopes: tuple[str, ...] = ()
    created: Instant
    updated: Instant
    token_until: Instant | None = None
    health: AccountHealth = AccountHealth.HEALTHY
    why: Text | None = None
    remedy: Text | None = None
    reconnect: bool = False
    """Nothing but a new consent helps."""


class ConsentWish(Contract):
    """What a person is to be asked for. `account` None: called as Pinterest calls it."""

    account: Line | None = None
    app: Line | None = None
    redirect_uri: Address | None = None
    """None: the app's own."""
    secret_boards: bool = False
    ads: bool = False
    """Numbers of ads, too."""


class Consent(Contract):
    """A consent that was begun, as it is written down."""

    app: Line
    redirect_uri: Address
    account: Line | None = None
    again: bool = False
    """New tokens for an account that is here."""
    scopes: tuple[str, ...]
    ends: Instant


class ConsentRefused(Exception):
    """Nothing was stored. `code` is stable, the text says what to do."""

    def __init__(self, code: str, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.again = again
        """It may pass."""
