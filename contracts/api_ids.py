"""Ids of the HTTP API. What has a name of ours already gets a UUID made from it, so that none must be kept."""

import unicodedata
from functools import cache, lru_cache
from uuid import UUID, uuid5

from contracts.names import AccountKey

NAMESPACE = UUID("5b0f1c7e-6f0a-5d3e-9a44-0c9d2e6f7a10")
"""For ever: ids that callers keep are made in it."""
ACCOUNTS_REMEMBERED = 1_024
"""Accounts whose ids are not made anew each time."""


@lru_cache(ACCOUNTS_REMEMBERED)
def account_uuid(account: AccountKey) -> UUID:
    """The id of a Pinterest account, as the API tells it."""
    return uuid5(NAMESPACE, f"account/{account}")


@cache
def workspace_uuid() -> UUID:
    """One installation is one workspace."""
    return uuid5(NAMESPACE, "workspace")


def pin_uuid(account: AccountKey, idempotency_key: str) -> UUID:
    """The id of a pin that the API was asked for: the caller's key is its identity, so the id is made from it."""
    return uuid5(NAMESPACE, f"pin/{account}/{unicodedata.normalize('NFC', idempotency_key.strip())}")


def key_uuid(key_id: str) -> UUID:
    """The id of an API key, as the API tells it."""
    return uuid5(NAMESPACE, f"key/{key_id}")
