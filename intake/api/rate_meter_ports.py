"""What the API's rate meter needs of the store. All of it raises `contracts.trouble.LedgerBusy`."""

from typing import Protocol

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.pace import AccountView
from intake.api.account_choice import AccountNames


class SurveyedAccounts(AccountNames, Protocol):
    """Knows the accounts, and how each stands."""

    async def survey(self, account: AccountKey, now: Instant) -> AccountView: ...
