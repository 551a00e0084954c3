"""Which account a caller means: by the API's id, or by our own name of it."""

from collections.abc import Sequence
from typing import Protocol

from contracts.api_ids import account_uuid
from contracts.names import AccountKey
from intake.api.operation import Call, account_allowed, not_found


class AccountNames(Protocol):
    """Knows the accounts. Raises `LedgerBusy`."""

    async def names(self, *, again: bool = False) -> Sequence[AccountKey]:
        """They may be remembered for a moment; with `again` they are not."""


async def account_meant(call: Call, accounts: AccountNames, said: str) -> AccountKey:
    """Raises `ApiProblem` for one that is not there, or that the key may not see."""
    for again in (False, True):  # it may have been connected a moment ago
        for name in await accounts.names(again=again):
            if account_allowed(call, name) and _is_named(name, said):
                return name
    raise not_found("account")


async def accounts_meant(call: Call, accounts: AccountNames, said: str | None) -> frozenset[AccountKey] | None:
    """Those that a list is about; None: all there are. Of one that the key may not see the list is empty."""
    if said is None:
        return call.grant.accounts
    meant = {name for name in await accounts.names() if _is_named(name, said)} or {AccountKey(said)}
    return frozenset(name for name in meant if account_allowed(call, name))


def _is_named(name: AccountKey, said: str) -> bool:
    return said in {name, str(account_uuid(name))} or said.lower() == str(account_uuid(name))
