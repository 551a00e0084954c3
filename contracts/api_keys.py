"""Keys for the doors that machines use: what one may do, and for which accounts. The key itself is not here."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Instant, Line
from contracts.names import AccountKey

ACCOUNTS_MAX = 100
"""Accounts that one key may be limited to."""
LABEL_MAX = 100


class ApiScope(StrEnum):
    """What a key is good for."""

    PINS_READ = "pins:read"
    """See launches and pins."""
    PINS_WRITE = "pins:write"
    """Launch, cancel, reschedule."""
    PINS_KEEP = "pins:keep"
    """Takes something away: nothing may be deleted with it."""
    INTAKE = "intake"
    """Hand in events of a shop."""
    ADMIN = "admin"
    """Everything."""


class ApiGrant(Contract):
    """What the bearer of a key may do. `accounts` None: for all of them."""

    id: str
    scopes: frozenset[ApiScope]
    accounts: Annotated[frozenset[AccountKey], Field(max_length=ACCOUNTS_MAX)] | None = None

    def allows(self, scope: ApiScope, account: AccountKey | None = None) -> bool:
        """Whether it is good for that; `account` None: for something that belongs to no account."""
        if self.accounts is not None and account not in self.accounts:
            return False
        return scope in self.scopes or ApiScope.ADMIN in self.scopes


class ApiKeyCard(Contract):
    """A key as lists show it."""

    id: str
    label: Line = ""
    scopes: tuple[ApiScope, ...]
    accounts: tuple[AccountKey, ...] | None = None
    created: Instant
    revoked: Instant | None = None
