"""What stops an account, what is told about it, and what came of renewing its token. No secret is among it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble, ScopeMissing, SpamBlocked, TokenDead, TrialApp


class ParkCause(StrEnum):
    """Why an account publishes nothing until a person acts."""

    TOKEN_DEAD = "token_dead"  # noqa: S105 - no token
    SCOPE_MISSING = "scope_missing"
    TRIAL_APP = "trial_app"
    SPAM_BLOCKED = "spam_blocked"
    NOT_CONNECTED = "not_connected"
    """There is no token of it: nobody connected it, or somebody removed it."""


class Tier(StrEnum):
    """What Pinterest lets an app do."""

    TRIAL = "trial"
    """Quotas by the day, shared by all of the app's accounts; pins, if any, that their owner alone sees."""
    STANDARD = "standard"


PARKING: Mapping[type[PinterestTrouble], ParkCause] = MappingProxyType(
    {
        TokenDead: ParkCause.TOKEN_DEAD,
        ScopeMissing: ParkCause.SCOPE_MISSING,
        TrialApp: ParkCause.TRIAL_APP,
        SpamBlocked: ParkCause.SPAM_BLOCKED,
    }
)
"""The trouble that parks an account, and as what."""

REMEDIES: Mapping[ParkCause, str] = MappingProxyType(
    {
        ParkCause.TOKEN_DEAD: "Connect it again: pinflow accounts reconnect {account}",
        ParkCause.SCOPE_MISSING: "Connect it again and allow everything that is asked: "
        "pinflow accounts reconnect {account}",
        ParkCause.TRIAL_APP: "Ask Pinterest for standard access of the app at developers.pinterest.com, or use "
        "the sandbox; then: pinflow accounts resume {account}",
        ParkCause.SPAM_BLOCKED: "Look at the account on pinterest.com, wait until the block is gone, publish less "
        "a day; then: pinflow accounts resume {account}",
        ParkCause.NOT_CONNECTED: "Connect it: pinflow accounts connect {account}",
    }
)
"""What a person does about it."""


def remedy_of(cause: ParkCause, account: AccountKey) -> str:
    """The sentence for that account."""
    return REMEDIES[cause].format(account=account)


class AlertKind(StrEnum):
    """What an alert is about. An account has at most one open alert of a kind."""

    PARKED = "account.parked"
    """It publishes nothing until a person acts."""
    RENEWAL_REFUSED = "account.renewal_refused"
    """Its token still works, and will not be renewed: reconnect it before it ends."""
    MISSING = "account.missing"
    """Something is to be pinned on it, and it is not connected."""
    SOURCE_TROUBLE = "source.trouble"
    """A source whose products it publishes cannot be read, or says what nobody believes."""


class Alert(Contract):
    """Something that a person must see to, told once."""

    id: str
    account: AccountKey
    kind: AlertKind
    cause: ParkCause | None = None
    message: Text
    remedy: Text
    raised_at: Instant
    ended_at: Instant | None = None
    """When it was seen to."""


class RenewalEnd(StrEnum):
    """What came of an attempt to renew an account's access token."""

    RENEWED = "renewed"
    NOT_DUE = "not_due"
    """Somebody else renews it, or has."""
    REFUSED = "refused"
    """The refresh token is dead. The access token may live on for a while."""
    LATER = "later"
    """Pinterest could not be asked; it is tried again."""


class Renewal(Contract):
    """The end of one attempt, in words for the history of the account's workflow."""

    end: RenewalEnd
    again_at: Instant | None = None
    """When the next attempt is due."""
    detail: Line = ""
