"""Secrets as they pass between the store and Pinterest's client: never in a contract, so never on Temporal's wire.

Their representations show nothing. A test holds that no workflow, activity or contract has one of these types.
"""

from dataclasses import dataclass, field

from contracts.contract import Instant
from contracts.names import AccountKey


@dataclass(frozen=True)
class AppCredentials:
    """A Pinterest app, as it shows itself to `POST /oauth/token`."""

    id: str
    secret: str = field(repr=False)
    legacy: bool = False
    """Created before 2025-09-25: must ask for `continuous_refresh` (API v5, oauth/token)."""
    redirect_uri: str = ""


@dataclass(frozen=True)
class TokenGrant:
    """What Pinterest answered to a code or a refresh token."""

    access: str = field(repr=False)
    access_expires: Instant | None
    """None when it did not say."""
    refresh: str | None = field(repr=False)
    """None: the refresh token that was used stays the one to use."""
    refresh_expires: Instant | None
    scopes: frozenset[str]
    """Empty when it did not say."""


@dataclass(frozen=True)
class RenewalClaim:
    """The right to use an account's refresh token, for a while and for one."""

    account: AccountKey
    version: int
    """Of the stored tokens: what is kept in the end must follow upon it."""
    app: AppCredentials
    refresh: str = field(repr=False)
    until: Instant
    """Nobody else uses the refresh token before. An exchange must have ended by then."""
